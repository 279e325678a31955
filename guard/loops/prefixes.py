"""How many marks stand before each beginning of one: what guard.audit.marks finds by halves, for a compiled build."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def begins(marks: bytes, bits: i64) -> list[int]:
    """Return how many marks there are before the first one that begins with each number of so many bits, 24 at most, and the number of all.

    `marks` are 8 bytes each, in order, the highest byte first.
    """
    found: list[int] = []
    shift = 24 - bits
    size: i64 = len(marks)
    cell: i64 = 0
    at: i64 = 0
    while at < size:
        own: i64 = (marks[at] << 16 | marks[at + 1] << 8 | marks[at + 2]) >> shift
        while cell <= own:
            found.append(at // 8)
            cell += 1
        at += 8
    last: i64 = 1 << bits
    while cell <= last:
        found.append(size // 8)
        cell += 1
    return found
