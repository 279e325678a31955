"""Quoted-printable (RFC 2045, 6.7): soft line breaks inside a key, =3D for its padding."""

from __future__ import annotations

from guard.layers._rewrite import everything, rewritten, windows
from guard.model import RUN_BYTES, Layer
from guard.view import EQUALS, PARTS
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_PATTERN = rb"=(?:[ \t]{0,8}\r?\n|([0-9A-Fa-f]{2}))"
_EQUALS, _BREAKS = 0x3D, (0x0A, 0x0D)
_VALUE, _ESCAPED, _LINE = 43, 44, 76
_ESCAPE, _BREAK, _FEWEST = b"=3D", b"=\n", 2  # what tells of a text that is written so as a whole


def _test(data: bytes) -> bool:
    return _EQUALS in data


def _is_quoted(data: bytes, start: int, end: int) -> bool:
    if data[end - 1] == _EQUALS and data[end - 2] != _EQUALS and end < len(data) and data[end] in _BREAKS and not _is_whole(data, end - 1):
        return True
    return end - start >= _ESCAPED and b"=3D" in data[start:end]


def _is_whole(data: bytes, end: int) -> bool:
    """Tell whether the "=" at `end` pads a whole value: lists of digests end their lines so."""
    text = data[max(0, end - _VALUE) : end]
    if len(text) < _VALUE or text.translate(None, RUN_BYTES) or text.islower() or text.isupper():
        return False
    return data[max(0, end - _VALUE - 1) : end - _VALUE].translate(None, RUN_BYTES) != b"" or end == _VALUE


def _is_near(data: bytes, start: int, end: int) -> bool:
    """Tell whether a part begins behind a soft break, or an escaped "=" stands near it."""
    if start > 1 and data[start - 1] == _BREAKS[0]:
        last = start - 3 if data[start - 2 : start - 1] == b"\r" else start - 2
        if data[max(0, last) : last + 1] == b"=" and not _is_whole(data, last):
            return True
    return data.find(b"=3D", max(0, start - _LINE), end + _LINE) >= 0


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    areas = [(start, end) for start, end in view.marked(_EQUALS) if _is_quoted(data, start, end)]
    areas += [(start, end) for start, end in view.parts if _is_near(data, start, end)]
    whole = everything(view)
    if whole and (_ESCAPE in data or data.count(_BREAK) >= _FEWEST):
        areas = whole
    if not areas:
        return
    import re

    pattern = re.compile(_PATTERN)
    spans = windows(data, sorted(areas))
    patches = []
    for first, last in spans:
        for match in pattern.finditer(data, first, last):
            code = match.group(1)
            patches.append((match.start(), match.end(), bytes.fromhex(code.decode("ascii")) if code else b""))
    yield from rewritten(data, spans, patches, budget)


def _wrap(text: bytes) -> bytes:
    from quopri import encodestring

    return encodestring(text).rstrip(b"\n")


LAYER = Layer(name="quoted-printable", test=_test, open=_open, wrap=_wrap, rests=EQUALS | PARTS | WORTH)
