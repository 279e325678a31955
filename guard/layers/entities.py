"""Character references of HTML and XML (&#43; &#x2F; &plus; and escaped ones, &amp;#43;), CDATA sections cut in two."""

from __future__ import annotations

from guard.layers._rewrite import everything, rewritten, substituted, windows
from guard.model import Layer
from guard.runs import SHORTEST
from guard.view import AMPERSAND, BACKSLASH, PARTS
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = rb"&(?:amp;)*(?:#0*([0-9]{1,7})|#[xX]0*([0-9A-Fa-f]{1,6})|([A-Za-z]{2,20}));?|<wbr\s?/?>"
_NEAR = 120
_CUT = b"]]><![CDATA["
_MARKS = (b"&#", b"&amp;", b"&quot;", b"&plus", b"&sol", b"&equals", b"&lowbar", b"&hyphen", b"&dash", b"&shy", b"&zw", b"&Zero")


def _test(data: bytes) -> bool:
    return 0x26 in data or _CUT in data


def _decode(match: Match[bytes]) -> bytes:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _named(name, match.group())
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(number).encode("utf-8", "replace") if number <= 0x10FFFF else b"?"
    return b""


def _named(name: bytes, whole: bytes) -> bytes:
    from html.entities import html5

    found = html5.get(name.decode("ascii") + ";")
    return found.encode("utf-8") if found else whole.replace(b"&amp;", b"&", 1)  # of text that only begins like a name


def _told(piece: bytes) -> bool:
    return len(piece) > SHORTEST or any(map(piece.__contains__, _MARKS))


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    quoted = [area for area in view.marked(ord("\\")) if _is_quoted(data, *area)]
    yield from substituted(view, budget, ord("&"), _PATTERN, _decode, _told, everything(view) or quoted)
    if _CUT in data:
        areas = [part for part in view.parts if _CUT in data[max(0, part[0] - len(_CUT)) : part[1] + len(_CUT)]]
        spans = windows(data, areas)
        patches = [(at, at + len(_CUT), b"") for first, last in spans for at in _cuts(data, first, last)]
        yield from rewritten(data, spans, patches, budget)


def _is_quoted(data: bytes, start: int, end: int) -> bool:
    """Tell whether an escaped byte string has a quote near by that is written as an entity."""
    low = max(0, start - _NEAR)
    if data.count(b"\\x", start, end) < 2 or data.find(b"&", low, end + _NEAR) < 0:
        return False
    import re

    near = data[low : end + _NEAR]
    return any(_decode(match) != match[0] for match in re.finditer(_PATTERN, near))


def _cuts(data: bytes, first: int, last: int) -> Iterator[int]:
    at = data.find(_CUT, first, last)
    while at >= 0:
        yield at
        at = data.find(_CUT, at + 1, last)


def _wrap(text: bytes) -> bytes | None:
    if any(byte > 126 or byte < 9 for byte in text):
        return None
    out = bytearray()
    for byte in text:
        out += b"&#%d;" % byte if byte in b"+/=&<>\"'" else bytes((byte,))
    return b"<td>" + bytes(out) + b"</td>"


LAYER = Layer(name="entities", test=_test, open=_open, wrap=_wrap, rests=AMPERSAND | BACKSLASH | PARTS | WORTH, always=True)
