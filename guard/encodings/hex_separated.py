"""Hex with separators: `1f:2e`, `1f-2e`, `1f 2e`, `0x1f 0x2e`, `1f, 2e`, `1f;2e`, `1f|2e`, `1f.2e`, and hex digits wrapped over lines."""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.view import LISTS, SHORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_DIGITS = rb"(?:0[xX])?(?:[0-9a-fA-F]{2}){1,32}"
_MORE = rb"[:,;|.\s-]+" + _DIGITS
_ROW = rb"(?:(?<![\w])|(?<=\\[nrt]))" + _DIGITS + rb"(?:" + _MORE + rb"){1,%d}(?![\w])"
_MOST = 4096  # groups that are matched at once: each takes some hundred bytes while it is
_LINE = rb"[^\r\n]+"
_TO_BLANKS = bytes.maketrans(b":,;|.-", b"      ")
_GAP = 60
_PATTERNS: list[re.Pattern[bytes]] = []
_HEX = b"0123456789abcdefABCDEF"
_LETTERS, _FEWEST = b"abcdefABCDEF", 8  # of 64 random hex digits 24 are letters, fewer than 8 once in a million
_NOT_HEX = bytes(byte for byte in range(256) if byte not in _HEX)
_SHAPE = bytes(104 if byte in _HEX else 115 if byte in b":,;|.- \t\r\n\v\f" else 120 if byte in b"xX" else 33 for byte in range(256))
_ODD = (b"shs", b"shhhs")
_ROWS = (b"hhs" * 6, b"hhss" * 6, b"hxhhs" * 5, b"hxhhss" * 5, b"hhhhs" * 3)


def _patterns() -> list[re.Pattern[bytes]]:
    if not _PATTERNS:
        import re

        _PATTERNS.extend([re.compile(_ROW % _MOST), re.compile(_LINE), re.compile(_MORE + rb"(?![\w])")])
    return _PATTERNS


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    before = (0, -_GAP)
    for start, end in view.short:
        if end - start == 32:
            if start - before[1] < _GAP:
                found += _halves(data, before, (start, end))
            before = (start, end)
    for start, end in view.lists:
        region = data[start:end]
        if len(region) - len(region.translate(None, _LETTERS)) < _FEWEST:
            continue
        if any(map(_may_hold, region.translate(_SHAPE).split(b"!"))):
            found += _rows(data, start, end)
    return found


def _rows(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    """Yield what the rows of a region hold; of one of more than _MOST groups, which is too long for one value, its lines."""
    row, _, more = _patterns()
    going = inside = False  # within such a row; within a line of it that has so many groups itself
    while match := row.search(data, start, end):
        first, last = match.span()
        if inside:  # its line goes on to the next break
            breaks = [at for at in (data.find(b"\n", first, last), data.find(b"\r", first, last)) if at >= 0]
            first = min(breaks) + 1 if breaks else last
            inside = not breaks
        text = data[first:last]
        if not more.match(data, last, end):
            yield from _lines(text, first) if going else _row(text, first)
            start, going, inside = last, False, False
            continue
        cut = max(text.rfind(b"\n"), text.rfind(b"\r"))
        if cut >= 0:
            yield from _lines(text[:cut], first)
            start = first + cut + 1
        elif first > match.start() and text:
            start = first
        else:
            inside = True
            start = last - len(data[match.start() : last].translate(_TO_BLANKS).split()[-1])
        going = True


def _may_hold(shape: bytes) -> bool:
    """Tell whether digits and separators may be a value: groups of one size, none of one digit or three."""
    if len(shape) <= 64 or shape.count(b"h") < 64:
        return False
    if b"hss" in shape:  # narrow rows: a line break and an indentation are one separator
        while b"ss" in shape:
            shape = shape.replace(b"ss", b"s")
    if not any(map(shape.__contains__, _ROWS)) and (b"h" * 16 not in shape or b"h" * 64 in shape):
        return False
    for group in _ODD * 2:  # twice, for two of them have one separator between
        shape = shape.replace(group, b"s!s")
    return max(map(len, shape.split(b"!"))) > 64


def _halves(data: bytes, first: tuple[int, int], second: tuple[int, int]) -> Iterator[Candidate]:
    """Hex digits in two pieces, on two lines or in two literals."""
    text = data[first[0] : first[1]] + data[second[0] : second[1]]
    between = data[first[1] : second[0]]
    if not text.translate(None, _HEX) and not between.translate(None, b" \t\r\n\"'+\\()b"):
        yield Candidate(first[0], second[1], bytes.fromhex(text.decode("ascii")), "hex-separated", False)


def _row(text: bytes, start: int) -> Iterator[Candidate]:
    blob = _bytes(text)
    if len(blob) in _blob.SIZES:
        yield from _blob.candidates(blob, start, start + len(text), "hex-separated", _even(text))
    if sum(1 for match in _patterns()[1].finditer(text) if match.group().strip()) > 1:
        yield from _lines(text, start)


def _lines(text: bytes, start: int) -> Iterator[Candidate]:
    """Yield what single lines of a row hold."""
    for match in _patterns()[1].finditer(text):
        line = match.group().strip(b" \t,:;|.")
        blob = _bytes(line)
        if len(blob) in (32, 64) and len(line) > 2 * len(blob):
            first = start + match.start() + match.group().find(line)
            yield Candidate(first, first + len(line), blob, "hex-separated", _even(line))


def _bytes(text: bytes) -> bytes:
    digits = text.replace(b"0x", b"").replace(b"0X", b"").translate(None, _NOT_HEX)
    return bytes.fromhex(digits.decode("ascii")) if 64 <= len(digits) <= 200 else b""


def _even(text: bytes) -> bool:
    """Tell whether the groups are of one size: not so, words of hex letters are among them."""
    groups = text.translate(_TO_BLANKS).split()
    sizes = {len(group) for group in groups[:-1]}
    return len(sizes) == 1


def _encode(seed: bytes, key: bytes) -> bytes:
    return seed.hex(":").encode("ascii")


ENCODING = Encoding(name="hex-separated", label="hex with separators", find=_find, encode=_encode, rests=LISTS | SHORT)
