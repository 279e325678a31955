r"""Byte strings with escapes: `b'\x9f...'` as Python prints them, `"\237"`, `"\u009f"`, C and JavaScript strings.

Whole literals are read, several in a row as one, so that printable bytes between the escapes count;
a row of nothing but escapes needs no quotes. Escapes that stand apart are read by guard.encodings.escapes_apart.
"""

from __future__ import annotations

from array import array

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.view import BARS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

# One way only to read each escape: with two, a long string of them would be tried in 2**n ways.
OCTALS = rb"[0-3][0-7]{2}", rb"[4-7][0-7]", rb"[0-3][0-7](?![0-7])", rb"[0-7](?![0-7])"
_ESCAPE = rb"\\(?:x[0-9a-fA-F]{2}|" + b"|".join(OCTALS) + rb"|u00[0-9a-fA-F]{2}|[ux]\{[0-9a-fA-F]{1,2}\}|[abefnrtv'\"\\/])"
MARKS = (b"\\x", b"\\u00", b"\\u{")
_BEFORE = 8  # other escapes, such as line breaks, before the first of them
_X = 0x78
_IN_A_ROW = 3  # escapes with digits and no other sign between, which 20 of them in 32 bytes have somewhere
_PATTERNS: dict[str, re.Pattern[bytes]] = {}
_NAMED = {
    b"a": 7, b"b": 8, b"e": 27, b"f": 12, b"n": 10, b"r": 13, b"t": 9, b"v": 11, b"'": 39, b'"': 34, b"\\": 92,
    b"/": 47,
}  # fmt: skip
_FEWEST = 8  # escapes in 32 random bytes: 20 on average, fewer than 8 once in a million
_WIDE = 250
_SHORTEST, _LONGEST = 32, 64
_MOST, _WIDEST = 100, 6  # bytes that are looked at, and characters of one escape
_values: dict[bytes, bytes] = {}


def _pattern(name: str) -> re.Pattern[bytes]:
    if not _PATTERNS:
        import re

        token = b"(?:" + _ESCAPE + rb"|[^\\\r\n%s])"
        for quote in (b"'", b'"', b"`"):
            body = token.replace(b"%s", quote)
            _PATTERNS[quote.decode()] = re.compile(
                quote + body + b"{0,86}" + quote + rb"(?:(?:\s|\\\r?\n|[+.]){0,80}[bBuUL]?" + quote + body
                + b"{0,86}" + quote + b"){0,66}"
            )  # fmt: skip
            _PATTERNS["in" + quote.decode()] = re.compile(rb"%s([^\\%s]*(?:\\[\x00-\xff][^\\%s]*)*)%s" % ((quote,) * 4))
        _PATTERNS["escape"] = re.compile(_ESCAPE)
        _PATTERNS["own"] = re.compile(rb"\\(?:[e/4-7]|[ux]\{)")  # what Python does not have, or reads in another way
        _PATTERNS["mark"] = re.compile(b"|".join(map(re.escape, MARKS)))
        _PATTERNS["digit"] = re.compile(rb"\\[0-9]")
        _PATTERNS["row"] = re.compile(b"(?:" + _ESCAPE + b")+")
    return _PATTERNS[name]


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    places: list[int] = []
    count = data.count
    for marks in _marks(data):
        end = 0
        for position in marks:
            if position >= end and count(b"\\", position, position + _WIDE) >= _FEWEST:
                places.append(position)
                end = _at(data, position, found)
    view.memo["escapes"] = places  # for guard.encodings.escapes_apart
    reached = 0
    for position, stop in digit_escapes(view):
        if position >= reached:
            reached = max(stop, _at(data, position, found))
    return found


def _marks(data: bytes) -> tuple[array[int], array[int]]:
    """Return where the marks stand: those with "x", and those with "u"."""
    short, long = array("I"), array("I")
    for match in _pattern("mark").finditer(data):  # as fast as a search for a single byte where there are few
        position = match.start()
        (short if data[position + 1] == _X else long).append(position)
    return short, long


def places(view: View) -> list[int]:
    """Return where escapes of hex digits stand of which several are near."""
    if "escapes" not in view.memo:
        _find(view)
    return view.memo.get("escapes", [])  # type: ignore[return-value]  # what `_find` puts there


def digit_escapes(view: View) -> list[tuple[int, int]]:
    """Return (first backslash, end) of the stretches in which several escapes of digits stand, octal or decimal."""
    if "digit-escapes" not in view.memo:
        view.memo["digit-escapes"] = list(_digit_escapes(view)) if _pattern("digit").search(view.data) else []
    return view.memo["digit-escapes"]  # type: ignore[return-value]  # what was put there a line above


def _digit_escapes(view: View) -> Iterator[tuple[int, int]]:
    for start, stop in view.marked(ord("\\")):
        if view.data.count(b"\\", start, stop) < _IN_A_ROW:
            continue
        position = view.data.find(b"\\", start, stop)
        for _ in range(_BEFORE):
            if position < 0 or view.data[position + 1 : position + 2].isdigit():
                break
            position = view.data.find(b"\\", position + 2, stop)
        if position >= 0 and view.data[position + 1 : position + 2].isdigit():
            yield position, stop


def _at(data: bytes, position: int, found: list[Candidate]) -> int:
    """Read what stands around the escape at `position`; return where to go on."""
    row = _pattern("row").match(data, position)
    end = row.end() if row else position + 2
    if end - position >= 2 * _SHORTEST:
        values = _decode(data[position:end])
        if len(values) in _blob.SIZES:
            found += _blob.candidates(values, position, end, "escaped-bytes", exact=False)
    low = max(0, position - _LONGEST * 2)
    opening = position
    skip = 0
    for _ in range(4):
        opening = max(data.rfind(b"'", low, opening), data.rfind(b'"', low, opening), data.rfind(b"`", low, opening))
        if opening < 0:
            break
        match = _pattern(chr(data[opening])).match(data, opening)
        stop = match.end() if match else 0
        if stop > position:
            inside = list(_literals(data, opening, stop)) if stop - opening > _SHORTEST else []
            if inside:
                found += inside
                return max(end, stop)
            skip = skip or stop
    return max(end, skip)


def _literals(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    pieces = [match.span(1) for match in _pattern("in" + chr(data[start])).finditer(data, start, end)]
    if len(pieces) == 1 or sum(last - first for first, last in pieces) < 1000:
        values = _narrow(_decode(b"".join([data[first:last] for first, last in pieces])))
        if len(values) in _blob.SIZES:
            yield from _blob.candidates(values, start + 1, end - 1, "escaped-bytes")
            return
        if len(pieces) == 1:
            return
    for first, last in pieces:
        values = _decode(data[first:last]) if _SHORTEST <= last - first < 600 else b""
        if len(values) in (32, 48, 64):
            yield from _blob.candidates(values, first, last, "escaped-bytes")


def _narrow(values: bytes) -> bytes:
    """Return the bytes that characters up to U+00FF stand for, where a text holds them as UTF-8."""
    if len(values) in _blob.SIZES or values.isascii():
        return values
    try:
        return values.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return values


def _decode(text: bytes) -> bytes:
    if len(text) > _WIDEST * _MOST:
        return b""
    values = None if _pattern("own").search(text) else _as_python(text)
    if values is None:
        values = _pattern("escape").sub(_value, text)
    return values if len(values) <= _MOST else b""


def _as_python(text: bytes) -> bytes | None:
    """Return what a text of escapes that Python has too stands for."""
    try:
        return text.decode("unicode_escape").encode("latin-1")
    except ValueError:
        return None


def _value(match: re.Match[bytes]) -> bytes:
    token = match.group()
    if token not in _values:
        sign = token[1:2]
        if token[1:] in _NAMED:
            number = _NAMED[token[1:]]
        else:
            number = int(token[2:].strip(b"{}"), 16) if sign in (b"x", b"u") else int(token[1:], 8) & 255
        _values[token] = bytes((number,))
    return _values[token]


def _encode(seed: bytes, key: bytes) -> bytes:
    return repr(seed).encode("ascii")


ENCODING = Encoding(name="escaped-bytes", label="byte string with escapes", find=_find, encode=_encode, rests=BARS)
