"""What each encoding rests on, so that a hook imports only those that a text asks for; a test holds this to the modules.

An encoding that is not named here works as well: it is imported to be asked.
"""

from __future__ import annotations

from guard.view import BACKSLASH, BARS, BINARY, LISTS, PARTS, PERCENT, ROWS, RUNS, SHORT, ZEROS
from guard.worth import WORTH

KNOWN = {  # module: (rests,)
    "base32": (RUNS,),
    "base58": (RUNS | SHORT,),
    "base64": (RUNS,),
    "decimal_escapes": (BACKSLASH,),
    "escaped_bytes": (BARS,),
    "escapes_apart": (BARS,),
    "hex": (RUNS,),
    "hex_separated": (LISTS | SHORT,),
    "integer": (RUNS,),
    "ints": (LISTS,),
    "jwk": (RUNS,),
    "numbers": (ROWS,),
    "openssh": (RUNS | PARTS,),
    "percent": (PERCENT,),
    "pkcs8": (RUNS | PARTS | ZEROS,),
    "raw": (BINARY,),
    "worded_numbers": (WORTH,),
    "words": (ROWS,),
    "z85": (WORTH,),
}
