"""Where numbers stand in rows or in equal surroundings: what neither runs nor lists show (guard.runs).

Dumps of bytes with offsets and texts beside them, short rows with comments, lists with indexes, casts,
suffixes, quotes or tags around each number.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import View

    Area = tuple[int, int]

_HEX = b"0123456789abcdefABCDEFxX"
_IN_UNITS = _HEX + b"uUtTyYoOhHrRL_ \t\r\n\"'{}[]()<>|=:;,/*#&$.-"
_IN_ROWS = _HEX + b",:\t -"
_NO_SEPARATOR = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/"
_DIGITS = b"0123456789"
# The table, the bytes from one sample to the next, a needle, a second table and of how many samples one has to be in
# it. A row of 48 bytes shows in six samples; units, of which a value has 32, take 153 bytes or more, and are sampled
# at a distance that none of them has from the next.
_KINDS = (
    (bytes(1 if byte in _IN_UNITS else 0 for byte in range(256)), 11, b"\x01" * 13, bytes(1 if byte in _DIGITS else 0 for byte in range(256)), 8),
    (bytes(1 if byte in _IN_ROWS else 0 for byte in range(256)), 8, b"\x01" * 6, bytes(1 if byte in _HEX else 0 for byte in range(256)), 3),
)
_NEAR = 160  # so far apart the rows of one list are
_LEAST = 72  # so long they are together
_AROUND = 300


def find_rows(data: bytes) -> list[Area]:
    """Return where rows of numbers stand, as (start, end), ascending and apart."""
    groups: list[Area] = []
    for table, stride, needle, wanted, share in _KINDS:
        samples = data[::stride]
        shown = samples.translate(table)
        position = shown.find(needle)
        if position >= 0:
            found = _groups(shown + b"\x00", needle, position, samples.translate(wanted), share, stride)
            groups += [(start * stride, (end - 1) * stride + 1) for start, end in found]
    areas: list[Area] = []
    for start, end in sorted(groups):
        if areas and start <= areas[-1][1]:
            areas[-1] = (areas[-1][0], max(end, areas[-1][1]))
        elif _mixed(data[start:end]):
            areas.append((start, end))
    return areas


def _mixed(text: bytes) -> bool:
    """Tell whether there are both digits and what stands between numbers."""
    size = len(text)
    return (size - len(text.translate(None, _DIGITS))) * 10 >= size and len(text.translate(None, _NO_SEPARATOR)) * 12 >= size


def _groups(shown: bytes, needle: bytes, position: int, wanted: bytes, share: int, stride: int) -> list[Area]:
    """Return the groups of neighbouring regions, in samples, from the first one at `position` on."""
    near, least = _NEAR // stride, _LEAST // stride
    find, count = shown.find, wanted.count
    groups: list[Area] = []
    first, last, size = position, position, 0
    while position >= 0:
        stop = find(b"\x00", position)
        if count(1, position, stop) * share >= stop - position:
            if position - last > near:
                if size >= least:
                    groups.append((first, last))
                first, size = position, 0
            last = stop
            size += stop - position
        position = find(needle, stop)
    if size >= least:
        groups.append((first, last))
    return groups


def rows(view: View) -> list[Area]:
    """Return the areas of a text; they are looked for once."""
    if "number rows" not in view.memo:
        view.memo["number rows"] = find_rows(view.data)
    return view.memo["number rows"]  # type: ignore[return-value]  # what was put there a line above


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
