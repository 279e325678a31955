"""How many marks stand before each beginning of one, and which of some are not among them: guard.audit.marks, for a compiled build."""

from __future__ import annotations

from guard.loops.numbers import four

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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


def lacking(known: bytes, cells: bytes, shift: i64, marks: Iterable[bytes]) -> set[bytes]:
    """Return those of some marks that are not among the known ones, of which `cells` are what `begins` returns for 24 - `shift` bits.

    `cells` are numbers of 4 bytes (guard.loops.numbers).
    """
    absent: set[bytes] = set()
    for mark in marks:
        cell: i64 = (mark[0] << 16 | mark[1] << 8 | mark[2]) >> shift
        at: i64 = 8 * four(cells, cell)
        end: i64 = 8 * four(cells, cell + 1)
        while at < end and not _is_at(known, at, mark):
            at += 8
        if at >= end:
            absent.add(mark)
    return absent


def _is_at(known: bytes, at: i64, mark: bytes) -> bool:
    """Tell whether a mark stands there; the last bytes are those that differ."""
    byte: i64 = 7
    while byte >= 0 and known[at + byte] == mark[byte]:
        byte -= 1
    return byte < 0
