r"""Strings with escapes of two hex digits and no other sign: `c"a\9F\00"` of LLVM, `"a\9f\00"` of WebAssembly's text format.

A backslash before digits is many things: looked for where that is worth it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match, Pattern

_LARGEST = 64 << 10
_FEWEST = 8  # of 32 bytes 20 need an escape, fewer than 8 once in a million
_LITERAL = rb"\"((?:[^\"\\\r\n]|\\[0-9a-fA-F]{2}|\\[^0-9a-fA-F\r\n]){11,192})\""
_ESCAPE = rb"\\([0-9a-fA-F]{2})|\\([nrt\"'\\])"
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_patterns: list[Pattern[bytes]] = []


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    if len(data) > _LARGEST or data.count(b"\\") < _FEWEST:
        return
    if not _patterns:
        import re

        _patterns.extend((re.compile(_LITERAL), re.compile(_ESCAPE)))
    for match in _patterns[0].finditer(data):
        text = match[1]
        if text.count(b"\\") >= _FEWEST:
            yield from _blob.candidates(_patterns[1].sub(_value, text), *match.span(1), "bare-escapes", False)


def _value(match: Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),)) if match[1] else _NAMED.get(match[2], match[2])


def _encode(seed: bytes, key: bytes) -> bytes:
    return b'"' + b"".join(bytes((byte,)) if 32 <= byte < 127 and byte not in b'"\\' else b"\\%02X" % byte for byte in seed) + b'"'


ENCODING = Encoding(name="bare-escapes", label="byte string with bare hex escapes", find=_find, encode=_encode, rests=WORTH)
