r"""Backslash escapes of JSON (RFC 8259, 7), JavaScript, Java, .NET, C, Python: \u002b, \x2B, \u{2b}, \053, \53, \/.

Escapes of escapes (\\u002b) come off together, unless what they stand for needs an escape itself.
"""

from __future__ import annotations

from guard.layers._rewrite import everything, substituted
from guard.model import Layer
from guard.runs import SHORTEST
from guard.view import BACKSLASH
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = (
    rb"(\\+)(?:u\{0*([0-9A-Fa-f]{1,6})\}|u+([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})"
    rb"|([0-3][0-7]{2}|[4-7][0-7])|([/\"'`nrt])|\r?\n)?"
)
_MARKS = (
    b"\\u00", b"\\u{", b"\\u20", b"\\uf", b"\\uF", b"\\x2", b"\\x3", b"\\x4", b"\\x5", b"\\x6", b"\\x7", b"\\U00", b"\\0", b"\\/",
    b"\\4", b"\\5", b"\\6", b"\\7",
)  # fmt: skip
_MINOR = (b'\\"', b"\\'", b"\\n", b"\\r", b"\\t", b"\\\\", b"\\1")
_SIMPLE = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_DELICATE = b"\\\"'`"


def _test(data: bytes) -> bool:
    return 0x5C in data  # a backslash


def _decode(match: Match[bytes]) -> bytes:
    bars, braced, four, eight, two, octal, simple = match.groups()
    fewer = bars[: len(bars) // 2]
    rest: bytes = match.group()[len(bars) :]
    if simple:
        return fewer + simple if fewer else _SIMPLE.get(simple, simple)
    number = int(octal, 8) if octal else int(braced or four or eight or two or b"0", 16)
    if not rest or rest.isspace():
        return fewer + rest if fewer else (b"" if rest else bars)
    if 32 <= number < 127 and number not in _DELICATE:
        return bytes((number,))
    if fewer or two or octal or number > 0x10FFFF:
        return (fewer or bars) + rest
    return chr(number).encode("utf-8", "replace")


def _told(piece: bytes) -> bool:
    return any(map(piece.__contains__, _MARKS)) or (len(piece) > SHORTEST and any(map(piece.__contains__, _MINOR)))


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from substituted(view, budget, ord("\\"), _PATTERN, _decode, _told, everything(view))


def _wrap(text: bytes) -> bytes | None:
    out = bytearray()
    for byte in text:
        if byte > 126 or not byte:
            return None
        if byte < 32 or byte in b"+=\"'\\<>&":
            out += b"\\u%04X" % byte
        elif byte == 0x2F:
            out += b"\\/"
        else:
            out.append(byte)
    return b'"' + bytes(out) + b'"'


LAYER = Layer(name="escapes", test=_test, open=_open, wrap=_wrap, rests=BACKSLASH | WORTH, always=True)
