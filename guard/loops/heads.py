"""Heads of entries of a pack, one after another: what guard.packs.entries does in lanes, for a compiled build."""

from __future__ import annotations

from array import array

from guard.loops.numbers import eight, four, packed

NO_BASE: Final = 0xFFFFFFFF
LONGEST: Final = 64
"""Bytes of a head at most."""
_OFS_DELTA: Final = 6
_REF_DELTA: Final = 7

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64


def gather(offsets: bytes, order: bytes) -> list[int]:
    """Return of offsets those at the places in `order`, both numbers of 4 bytes; IndexError if there is no such place."""
    found: list[int] = []
    count: i64 = len(order) // 4
    at: i64 = 0
    while at < count:
        found.append(four(offsets, four(order, at)))
        at += 1
    return found


def table(starts: bytes, end: int) -> tuple[bytes, int]:
    """Return the first entry that begins in each stretch of 2**shift bytes of a pack, or behind it, as numbers of 4 bytes, and `shift`.

    `starts` is where the entries begin, each in 8 bytes, the lowest first; what begins at `end` or behind it does not count.
    There are about as many stretches as entries.
    """
    count: i64 = len(starts) // 8
    while count and eight(starts, count - 1) >= end:
        count -= 1
    space: int = end // max(count, 1)
    shift: i64 = space.bit_length()
    last: i64 = end >> shift
    firsts: list[int] = []
    cell: i64 = 0
    entry: i64 = 0
    while entry < count:
        own = eight(starts, entry) >> shift
        while cell <= own:
            firsts.append(entry)
            cell += 1
        entry += 1
    while cell <= last + 1:
        firsts.append(count)
        cell += 1
    return packed(array("I", firsts)), shift


def read(
    block: bytes, starts: bytes, firsts: bytes, shift: i64, first: i64, last: i64, kinds: list[int], bases: list[int]
) -> list[int]:
    """Add kind and base of the entries first .. last-1 of a pack; return which of them name their base by its id.

    `block` begins with the first of them, and holds the whole head of the last; `starts`, `firsts` and `shift` are what `table`
    has. The kind of a delta whose base cannot be told is 0. gitformat-pack(5).
    """
    named: list[int] = []
    begin = eight(starts, first)
    entry = first
    while entry < last:
        start = eight(starts, entry)
        at = start - begin
        byte: i64 = block[at]
        kind = byte >> 4 & 7
        base: i64 = NO_BASE
        if kind == _OFS_DELTA:
            stop = at + LONGEST - 1
            while byte > 127 and at < stop:
                at += 1
                byte = block[at]
            at += 1
            byte = block[at] if at <= stop else 0
            distance = byte & 127
            while byte > 127 and at < stop and distance < start:
                at += 1
                byte = block[at]
                distance = (distance + 1 << 7) | (byte & 127)
            if byte < 128 and 0 < distance <= start:
                base = _before(starts, firsts, shift, entry, start - distance)
            if base == NO_BASE:
                kind = 0
        elif kind == _REF_DELTA:
            named.append(entry)
        kinds.append(kind)
        bases.append(base)
        entry += 1
    return named


def _before(starts: bytes, firsts: bytes, shift: i64, entry: i64, start: i64) -> i64:
    """Return the first entry before one that begins at `start`, NO_BASE if there is none."""
    cell = start >> shift
    low = four(firsts, cell)
    high = four(firsts, cell + 1)
    while low < high:
        middle = (low + high) // 2
        if eight(starts, middle) < start:
            low = middle + 1
        else:
            high = middle
    return low if low < entry and eight(starts, low) == start else NO_BASE


def resolved(stored: bytes, bases: bytes, delta: i64) -> bytes:
    """Return the kinds of entries: of one stored as the kind `delta` that of its base, which comes before it."""
    found: list[int] = []
    count: i64 = len(stored)
    entry: i64 = 0
    while entry < count:
        kind: i64 = stored[entry]
        if kind == delta:
            found.append(found[four(bases, entry)])
        else:
            found.append(kind)
        entry += 1
    return bytes(found)
