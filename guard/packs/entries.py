"""The header pass over a pack: kind and delta base of every entry, in flat arrays in pack order.

Entry headers are those of gitformat-pack(5): kind and size, then for deltas the distance or id of the base.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from operator import gt

COMMIT, TREE, BLOB, TAG, OFS_DELTA, REF_DELTA = 1, 2, 3, 4, 6, 7
BROKEN = 0
KINDS = ("broken", "commit", "tree", "blob", "tag", "broken", "broken", "broken")
NO_BASE = 0xFFFFFFFF

_BLOCK = 4 << 20
_LONGEST_HEAD = 64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.packs.index import PackIndex


def head(raw: bytes, width: int) -> tuple[int, int, int, bytes, int]:
    """Return (kind, size, distance to the base or 0, id of the base or b"", length) of an entry's head; IndexError if cut.

    gitformat-pack(5). `Entries` reads many at once and has the same steps in its loop.
    """
    byte = raw[0]
    kind, size, at, shift = byte >> 4 & 7, byte & 15, 1, 4
    while byte > 127:
        byte = raw[at]
        size |= (byte & 127) << shift
        shift += 7
        at += 1
    distance, name = 0, b""
    if kind == OFS_DELTA:
        byte = raw[at]
        distance = byte & 127
        while byte > 127:
            at += 1
            byte = raw[at]
            distance = (distance + 1 << 7) | (byte & 127)
        at += 1
    elif kind == REF_DELTA:
        name = raw[at : at + width]
        at += width
    return kind, size, distance, name, at


class Entries:
    """All entries of one pack in pack order.

    `starts[i]` is where entry i begins (one more element: where the last one ends), `order[i]` its
    position in the order of ids, `bases[i]` the entry it is a delta of (or NO_BASE), `kinds[i]` the
    kind of the object it stores (BROKEN: it cannot be told, git is to be asked).
    """

    __slots__ = ("bases", "handle", "kinds", "order", "starts")

    def __init__(self, handle: int, index: PackIndex, order: array[int] | None = None) -> None:
        self.handle = handle
        offsets = index.offsets()
        end = os.fstat(handle).st_size - index.width
        self.order = order or array("I", sorted(range(index.count), key=offsets.__getitem__))
        self.starts = array("Q", map(offsets.__getitem__, self.order))
        if order and any(map(gt, self.starts, self.starts[1:])):  # a reverse index that lies
            self.order = array("I", sorted(range(index.count), key=offsets.__getitem__))
            self.starts = array("Q", map(offsets.__getitem__, self.order))
        del offsets
        self.starts.append(max(end, self.starts[-1]) if self.starts else end)
        self.kinds = bytearray(index.count)
        self.bases = array("I", (NO_BASE,)) * index.count
        self._heads(index, end)
        self._resolve()

    def _heads(self, index: PackIndex, end: int) -> None:
        """Read the headers block by block, in the order of the file."""
        starts, count = self.starts, len(self.kinds)
        rank = _ranks(starts)
        at = 0
        while at < count:
            first = starts[at]
            block = os.pread(self.handle, _BLOCK + _LONGEST_HEAD, first) if first < end else b""
            limit = first + len(block) - (0 if first + len(block) > end else _LONGEST_HEAD)
            last = bisect_left(starts, limit, at, count)
            if last == at:  # beyond the end of the file, or nothing left to read
                return
            self._block(index, block, at, last, rank)
            at = last

    def _block(self, index: PackIndex, block: bytes, at: int, last: int, rank: tuple[array[int], int]) -> None:
        starts, kinds, bases = self.starts, self.kinds, self.bases
        first = starts[at]
        table, shift = rank
        block += bytes(_LONGEST_HEAD)
        for i, start in enumerate(starts[at:last], at):
            head = start - first
            byte = block[head]
            kind = byte >> 4 & 7
            if kind < OFS_DELTA:
                kinds[i] = kind
                continue
            head += 1
            if byte > 127:
                while block[head] > 127:
                    head += 1
                head += 1
            if kind == REF_DELTA:
                name = block[head : head + index.width]
                bases[i] = self._entry_of(index, name, rank)
                kinds[i] = kind
                continue
            byte = block[head]
            distance = byte & 127
            while byte > 127:
                head += 1
                byte = block[head]
                distance = (distance + 1 << 7) | (byte & 127)
            start -= distance
            if start < 0:
                continue  # BROKEN
            base = table[start >> shift]
            while starts[base] < start:
                base += 1
            if starts[base] == start and base < i:
                bases[i] = base
                kind = kinds[base]
                kinds[i] = kind if kind < OFS_DELTA else OFS_DELTA

    def _entry_of(self, index: PackIndex, name: bytes, rank: tuple[array[int], int]) -> int:
        position = index.find(name)
        if position < 0:
            return NO_BASE
        table, shift = rank
        start = index.offset(position)
        entry = table[start >> shift]
        while self.starts[entry] < start:
            entry += 1
        return entry

    def _resolve(self) -> None:
        """Give every delta the kind of the object at the root of its chain."""
        kinds, bases = self.kinds, self.bases
        later = []
        for delta in (OFS_DELTA, REF_DELTA):
            i = kinds.find(delta)
            while i >= 0:
                base = bases[i]
                if base == NO_BASE:
                    kinds[i] = BROKEN
                elif kinds[base] < OFS_DELTA:
                    kinds[i] = kinds[base]
                else:
                    later.append(i)
                i = kinds.find(delta, i + 1)
        for i in later:  # bases behind their deltas, which only ids can name
            chain: list[int] = []
            while kinds[i] >= OFS_DELTA and len(chain) <= len(kinds):
                chain.append(i)
                i = bases[i]
            kind = kinds[i] if kinds[i] < OFS_DELTA else BROKEN
            for entry in chain:
                kinds[entry] = kind


def _ranks(starts: array[int]) -> tuple[array[int], int]:
    """Return (table, shift): table[offset >> shift] is the first entry that does not begin before that block."""
    shift = 0
    while starts[-1] >> shift > len(starts):
        shift += 1
    table = array("I", bytes(4 * ((starts[-1] >> shift) + 2)))
    filled = 0
    for entry, start in enumerate(starts):
        block = start >> shift
        while filled <= block:
            table[filled] = entry
            filled += 1
    while filled < len(table):
        table[filled] = len(starts) - 1
        filled += 1
    return table, shift
