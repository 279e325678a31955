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
_ROW = rb"(?:(?<![\w])|(?<=\\[nrt]))" + _DIGITS + rb"(?:[:,;|.\s-]+" + _DIGITS + rb")+(?![\w])"
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

        _PATTERNS.extend([re.compile(_ROW), re.compile(_LINE)])
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
            for match in _patterns()[0].finditer(data, start, end):
                found += _row(match.group(), match.start())
    return found


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
    lines = [match for match in _patterns()[1].finditer(text) if match.group().strip()]
    if len(lines) > 1:
        for match in lines:
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
