r"""Words of 2, 4 or 8 bytes among directives and names, as compilers list them: `\t.quad\t0x9f3a...`, `dd 09F3Ah`, `u[0] = 159;`.

And 256 single bits. Where guard.encodings.worded_numbers looks.
"""

from __future__ import annotations

from guard.encodings.worded_numbers import worded
from guard.encodings.words import values
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BITS = 256


def _find(view: View) -> Iterator[Candidate]:
    for one in worded(view):
        if one.largest > 1:
            yield from values([one], "worded-words")
            continue
        for first in one.windows(_BITS) if min(one.values) >= 0 else ():
            bits = "".join(map(str, one.values[first : first + _BITS]))
            span = one.start(first), one.end(first + _BITS - 1)
            yield Candidate(*span, int(bits, 2).to_bytes(32, "big"), "worded-words", False)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"\n".join(b"\t.quad\t0x%x" % int.from_bytes(seed[at : at + 8], "little") for at in range(0, 32, 8))


ENCODING = Encoding(name="worded-words", label="words among directives", find=_find, encode=_encode, rests=WORTH)
