"""Where numbers stand in rows or in equal surroundings: what neither runs nor lists show (guard.runs).

Dumps of bytes with offsets and texts beside them, short rows with comments, lists with indexes, casts,
suffixes, quotes or tags around each number.
"""

from __future__ import annotations

from guard.runs import class_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    Area = tuple[int, int]

_HEX = b"0123456789abcdefABCDEFxX"
_IN_UNITS = _HEX + b"uUtTyYoOhHrRL_ \t\r\n\"'{}[]()<>|=:;,/*#&$.-"
_IN_ROWS = _HEX + b"UL_,:\t -"
_NO_SEPARATOR = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/"
_DIGITS = b"0123456789"
_STRIDE = 8
# Units, of which a value has 32, take 143 bytes or more, and show in 17 samples; a row of 48 bytes shows in six.
_UNITS, _MANY = class_of(_IN_UNITS), b"\x01" * 17
_ROWS, _FEW = class_of(_IN_ROWS), b"\x01" * 6
_IS_HEX = class_of(_HEX)
_SIDE, _FEWEST = b"\x01" * 3, 4
_NEAR = 20  # so many samples the rows of one list are apart
_LEAST = 8  # so many samples they have together
_AROUND = 300
_LARGE = 1 << 20


def find_rows(data: bytes) -> list[Area]:
    """Return where rows of numbers stand, as (start, end), ascending and apart."""
    samples = data[::_STRIDE]
    groups = _units(samples.translate(_UNITS)) + _rows(samples.translate(_ROWS), samples)
    areas: list[Area] = []
    for start, end in sorted(groups):
        start, end = start * _STRIDE, (end - 1) * _STRIDE + 1
        if areas and start <= areas[-1][1]:
            areas[-1] = (areas[-1][0], max(end, areas[-1][1]))
        elif _mixed(data[start:end]):
            areas.append((start, end))
    return areas


def may_have_rows(data: bytes) -> bool:
    """Tell whether find_rows may find an area in a text that has 24 bytes or more of it to one side of any cut of this."""
    if _SIDE not in data[::_STRIDE].translate(_UNITS):
        return False
    return len(data) - len(data.translate(None, _DIGITS)) >= _FEWEST


def _units(shown: bytes) -> list[Area]:
    groups: list[Area] = []
    position = shown.find(_MANY)
    while position >= 0:
        stop = shown.find(b"\x00", position)
        stop = len(shown) if stop < 0 else stop
        groups.append((position, stop))
        position = shown.find(_MANY, stop)
    return groups


def _rows(shown: bytes, samples: bytes) -> list[Area]:
    """Return the groups of neighbouring rows, in samples."""
    position = shown.find(_FEW)
    if position < 0:
        return []
    shown += b"\x00"
    find, count = shown.find, samples.translate(_IS_HEX).count
    groups: list[Area] = []
    first, last, size = position, position, 0
    while position >= 0:
        stop = find(b"\x00", position)
        if count(1, position, stop) * 3 >= stop - position:  # and not white space
            if position - last > _NEAR:
                if size >= _LEAST:
                    groups.append((first, last))
                first, size = position, 0
            last = stop
            size += stop - position
        position = find(_FEW, stop)
    if size >= _LEAST:
        groups.append((first, last))
    return groups


def _mixed(text: bytes) -> bool:
    """Tell whether there are both digits and what stands between numbers."""
    size = len(text)
    return (size - len(text.translate(None, _DIGITS))) * 8 >= size and len(text.translate(None, _NO_SEPARATOR)) * 20 >= size


_last: tuple[bytes, list[Area]] = (b"", [])


def areas(data: bytes) -> list[Area]:
    """Return find_rows of a text; of the last text they are remembered, for a layer's test and its work."""
    global _last
    if data is not _last[0]:
        found = find_rows(data)
        if len(data) > _LARGE:
            return found
        _last = (data, found)
    return _last[1]


def with_lines(data: bytes, start: int, end: int) -> Area:
    """Return an area with the line before it and two lines behind it, as far as they are near."""
    low = max(0, start - _AROUND)
    first = data.rfind(b"\n", low, start)
    first = data.rfind(b"\n", low, first) if first > low else first
    last = end
    for _ in range(3):
        line = data.find(b"\n", last + 1, end + _AROUND)
        if line < 0:
            break
        last = line
    return (first + 1 if first >= 0 else low), (last if last > end else min(len(data), end + _AROUND))
