r"""Byte strings with decimal escapes: `"\159\012"` of Lua, `"\159\SOHabc\&1"` of Haskell, which leave printable bytes as they are.

Those of three digits may be octal as well, so that only a proof tells what they are.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.encodings.escaped_bytes import digit_escapes
from guard.model import Candidate, Encoding, View
from guard.view import BACKSLASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_FEWEST = 8  # of 32 bytes 20 are not printable, fewer than 8 once in a million
_WIDE = 250
_LEFT = 4
_BACK, _ON = 160, 340
_CONTROLS = b"NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
_NAMES = {name: bytes((at,)) for at, name in enumerate(_CONTROLS.split())} | {
    b"DEL": b"\x7f", b"&": b"", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v",
}  # fmt: skip
_DIGITS = bytes(48 if 48 <= byte < 58 else byte for byte in range(256))
_PATTERNS: list[re.Pattern[bytes]] = []


def _patterns() -> list[re.Pattern[bytes]]:
    if not _PATTERNS:
        import re

        names = b"|".join(sorted(_NAMES, reverse=True))  # the longer of two first
        _PATTERNS.append(re.compile(rb"\"((?:[^\"\\\r\n]|\\[^\r\n])*)\"|'((?:[^'\\\r\n]|\\[^\r\n])*)'"))
        _PATTERNS.append(re.compile(rb"\\([0-9]{1,3})|\\x([0-9a-fA-F]{2})|\\(" + names + rb")|\\?([\x00-\xff])"))
        _PATTERNS.append(re.compile(rb"((?:\\[0-9]{1,3}){32,85})"))
    return _PATTERNS


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    if 0x5C not in data:
        return
    reached = 0
    for position, _ in digit_escapes(view):
        if position >= reached and data.count(b"\\", position, position + _WIDE) >= _LEFT:
            row = _patterns()[2].match(data, position)
            if row:
                yield from _literal(row)
            for match in _patterns()[0].finditer(data, max(reached, position - _BACK), position + _ON):
                if match.start() > position:
                    break
                reached = max(reached, match.end())
                yield from _literal(match)


def _literal(match: re.Match[bytes]) -> Iterator[Candidate]:
    kind = match.lastindex or 1
    text = match.group(kind)
    bars = text.count(b"\\")
    if 32 <= len(text) <= _ON and bars >= _FEWEST and _may_be(text, bars):
        out = bytearray()
        for number, digits, name, other in _patterns()[1].findall(text):
            value = int(number or b"0") if not digits else int(digits, 16)
            if value > 255:
                return
            out += bytes((value,)) if number or digits else _NAMES[name] if name else other
        yield from _blob.candidates(bytes(out), *match.span(kind), "decimal-escapes", False)


def _may_be(text: bytes, bars: int) -> bool:
    """Tell whether a text with so many backslashes may stand for as many bytes as a key has, if they are no escapes of each other."""
    return b"\\\\" in text or len(text) - bars - 2 * text.translate(_DIGITS).count(b"\\000") >= min(_blob.SIZES)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b'"' + b"".join(b"\\%03d" % byte for byte in seed) + b'"'


ENCODING = Encoding(name="decimal-escapes", label="byte string with decimal escapes", find=_find, encode=_encode, rests=BACKSLASH)
