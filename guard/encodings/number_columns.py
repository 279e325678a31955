"""A column of a table of numbers: one of four or more, or of rows with words between; decimal or hex, with a sign or without.

Neighbouring lines with as many numbers are a table. Of each column what can be bytes is read, from its first row and
to its last, so that a title with a number in it does not matter. All text has numbers: looked for where that is worth
it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from itertools import accumulate

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    Row = list[Match[bytes]]

_LARGEST = 64 << 10
_ROWS = 32
_TABLE = b"\x01" * _ROWS  # so many lines with a number
_STEP = 8
_SAMPLE = b"\x01" * (_ROWS // _STEP)  # and of every eighth of them so many
_DISTINCT = 20  # different values among 32 random bytes: 30 on average, fewer than 20 never
_NUMBER = rb"(?<![\w.])(?:-?[0-9]{1,10}|0[xX][0-9a-fA-F]{1,8}|[0-9a-fA-F]{2})(?![\w.])"
_SIZES = (32, 64)
_SHAPE = bytes(100 if byte in b"0123456789" else 10 if byte == 10 else 32 for byte in range(256))
_IN_HEX = b"0123456789abcdefABCDEF \t\r,;|"  # a row of hex may have no digit


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    if len(data) > _LARGEST or data.count(b"\n") < _ROWS - 1:
        return
    lines = data.split(b"\n")
    shapes = data.translate(_SHAPE).split(b"\n")
    if _SAMPLE not in _numbered(lines[::_STEP], shapes[::_STEP]):
        return
    numbered = _numbered(lines, shapes)
    at = numbered.find(_TABLE)
    starts = [0, *accumulate(len(line) + 1 for line in lines)] if at >= 0 else []
    while at >= 0:
        end = numbered.find(0, at)
        end = end if end >= 0 else len(lines)
        yield from _tables(data, [(starts[place], starts[place + 1] - 1) for place in range(at, end)])
        at = numbered.find(_TABLE, end)


def _numbered(lines: list[bytes], shapes: list[bytes]) -> bytes:
    """Return a one for each line with a number, a zero for each other."""
    return bytes([b"d" in shape or (line != b"" and not line.strip(_IN_HEX)) for line, shape in zip(lines, shapes, strict=True)])


def _tables(data: bytes, lines: list[tuple[int, int]]) -> Iterator[Candidate]:
    """Yield what neighbouring lines, all of which have a number, hold."""
    import re

    number = re.compile(_NUMBER)
    table: list[Row] = []
    for start, end in lines:
        row = list(number.finditer(data, start, end))
        if not row or (table and len(row) != len(table[0])):
            yield from _columns(table)
            table = []
        if len(row) > 1:
            table.append(row)
    yield from _columns(table)


def _columns(table: list[Row]) -> Iterator[Candidate]:
    if len(table) < _ROWS:
        return
    for column in zip(*table, strict=True):
        for base in (10, 16):
            values = [_byte(cell[0], base) for cell in column]
            start = 0
            for end in range(len(values) + 1):
                if end == len(values) or values[end] < 0:
                    yield from _ends(column, values, start, end)
                    start = end + 1


def _byte(text: bytes, base: int) -> int:
    """Return the byte that a cell stands for, -1 where it is none."""
    if text[:2] in (b"0x", b"0X"):
        return int(text, 16) & 255 if base == 16 and len(text) < 5 else -1
    if base == 16:
        return int(text, 16) if len(text) == 2 and text[:1] != b"-" else -1
    number = int(text) if text.lstrip(b"-").isdigit() else 256
    return number & 255 if -128 <= number < 256 else -1


def _ends(column: tuple[Match[bytes], ...], values: list[int], start: int, end: int) -> Iterator[Candidate]:
    """Yield what the first and the last rows of a stretch of bytes are."""
    for size in _SIZES:
        for first in sorted({start, end - size}) if end - start >= size else ():
            value = bytes(values[first : first + size])
            if len(set(value[:32])) >= _DISTINCT:
                yield from _blob.candidates(value, column[first].start(), column[first + size - 1].end(), "number-columns", False)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"\n".join(b"%d %d %d %d" % (at, 7 * at % 256, byte, 1000 + at) for at, byte in enumerate(seed))


ENCODING = Encoding(name="number-columns", label="column of a table of 32 numbers", find=_find, encode=_encode, rests=WORTH)
