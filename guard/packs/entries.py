"""The header pass over a pack: kind and delta base of every entry, in flat arrays in pack order.

Entry headers are those of gitformat-pack(5): kind and size, then for deltas the distance or id of the base.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from itertools import compress
from operator import itemgetter

from guard.loops import heads
from guard.loops.compiled import COMPILED
from guard.loops.numbers import packed
from guard.packs import lanes
from guard.packs.ranks import Ranks, in_order

COMMIT, TREE, BLOB, TAG, OFS_DELTA, REF_DELTA = 1, 2, 3, 4, 6, 7
BROKEN = 0
KINDS = ("broken", "commit", "tree", "blob", "tag", "broken", "broken", "broken")
NO_BASE: Final = 0xFFFFFFFF

_BLOCK = 1020 << 10  # less than what the C library gives back at once (guard.heap)
_AT_ONCE = 1 << 13
_LONGEST_HEAD = heads.LONGEST
_MANY = 1 << 17  # entries
_FAR = 1 << 28  # from this size on many distances take 5 bytes
_KIND_OF = bytes(byte >> 4 & 7 for byte in range(256))
_IS_OFS = bytes(kind == OFS_DELTA for kind in _KIND_OF)
_IS_REF = bytes(kind == REF_DELTA for kind in _KIND_OF)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from guard.packs.index import PackIndex


def head(raw: bytes, width: int) -> tuple[int, int, int, bytes, int]:
    """Return (kind, size, distance to the base or 0, id of the base or b"", length) of an entry's head; IndexError if cut.

    gitformat-pack(5).
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
        end = max(0, os.fstat(handle).st_size - index.width)
        self.order = order or array("I", sorted(range(index.count), key=offsets.__getitem__))
        self.starts = _starts(offsets, self.order)
        if order and not in_order(self.starts):  # a reverse index that lies
            self.order = array("I", sorted(range(index.count), key=offsets.__getitem__))
            self.starts = _starts(offsets, self.order)
        del offsets
        self.starts.append(max(end, self.starts[-1]) if self.starts else end)
        self.kinds = bytearray(index.count)
        self.bases = array("I", (NO_BASE,)) * index.count
        self._heads(index)
        self._resolve()

    def _heads(self, index: PackIndex) -> None:
        """Read the headers, of many the upper half in a process of its own."""
        from guard.pool import Pool

        size = os.fstat(self.handle).st_size
        count = len(self.kinds)
        half = count // 2 if count >= _MANY and not COMPILED else count
        ranks = Ranks(self.starts, 0 if COMPILED else size)  # a compiled build asks for single entries only, without its table
        pool = Pool(lambda numbers: (self._part(index, half, count, size, ranks) for _ in numbers), int(half < count))
        try:
            pool.ahead()
            self._part(index, 0, half, size, ranks)
            for part in pool.run():
                self.kinds[half:] = part[: count - half]
                self.bases = self.bases[:half]
                self.bases.frombytes(memoryview(part)[count - half :])
        finally:
            pool.close()
        if pool.lost:
            self._part(index, half, count, size, ranks)

    def _part(self, index: PackIndex, at: int, count: int, size: int, ranks: Ranks) -> bytes:
        """Read the headers of entries at .. count-1 block by block, in the order of the file; return their kinds and bases."""
        starts, begin = self.starts, at
        end = size - index.width
        if COMPILED:
            begins = packed(starts)
            known = begins, *heads.table(begins, end)
        while at < count and (first := starts[at]) < end:
            last = min(at + _AT_ONCE, count)
            reach = max(1, min(_BLOCK, starts[last] - first))
            block = os.pread(self.handle, reach + _LONGEST_HEAD, first)
            limit = first + len(block) - _LONGEST_HEAD
            if first + len(block) >= end:
                limit = end
                block += bytes(_LONGEST_HEAD)
            last = bisect_left(starts, limit, at, last)
            if last == at:  # the file was cut meanwhile
                break
            if COMPILED:
                self._one_by_one(index, block, known, at, last, ranks)
            else:
                self._block(index, block, at, last, ranks)
            at = last
        return bytes(self.kinds[begin:count]) + self.bases[begin:count].tobytes() if begin else b""

    def _block(self, index: PackIndex, block: bytes, at: int, last: int, ranks: Ranks) -> None:
        """Read the headers of the entries at .. last-1, of which the first begins with the block."""
        offsets, one = lanes.joined(self.starts[at:last]), lanes.ones(last - at)
        places = lanes.split(offsets - one * self.starts[at], last - at).tolist()
        heads = bytes(itemgetter(0, *places)(block))[1:]
        self.kinds[at:last] = heads.translate(_KIND_OF)
        named = heads.translate(_IS_REF)
        for entry, place in zip(compress(range(at, last), named), compress(places, named)) if 1 in named else ():  # noqa: B905
            self.bases[entry] = self._base(index, block[place : place + _LONGEST_HEAD], entry, ranks)
        near = heads.translate(_IS_OFS)
        deltas = list(compress(range(at, last), near))
        if deltas:
            self._near(index, block, deltas, list(compress(places, near)), ranks)

    def _one_by_one(
        self, index: PackIndex, block: bytes, known: tuple[bytes, bytes, int], at: int, last: int, ranks: Ranks
    ) -> None:  # fmt: skip
        """Read these headers as `_block` does; `known` is what guard.loops.heads has to know of where entries begin."""
        kinds: list[int] = []
        bases: list[int] = []
        named = heads.read(block, *known, at, last, kinds, bases)
        self.kinds[at:last] = bytes(kinds)
        self.bases[at:last] = array("I", bases)
        for entry in named:
            place = self.starts[entry] - self.starts[at]
            self.bases[entry] = self._base(index, block[place : place + _LONGEST_HEAD], entry, ranks)

    def _near(self, index: PackIndex, block: bytes, deltas: list[int], places: list[int], ranks: Ranks) -> None:
        """Find the bases of deltas, which stand at places in a block, by their distances."""
        bases = self.bases
        offsets = lanes.joined(array("Q", places)) + lanes.ones(len(places)) * (self.starts[deltas[0]] - places[0])
        targets, odd = lanes.targets(block, places, offsets, 3 if self.starts[-1] < _FAR else 4)
        found, none = ranks.entries(targets, len(places))
        for at in {*none, *odd}:
            found[at] = self._base(index, block[places[at] : places[at] + _LONGEST_HEAD], deltas[at], ranks)
            if found[at] == NO_BASE:
                self.kinds[deltas[at]] = BROKEN
        for entry, base in zip(deltas, found):  # noqa: B905 - of one length
            bases[entry] = base

    def _base(self, index: PackIndex, raw: bytes, entry: int, ranks: Ranks) -> int:
        """Return the base of one delta by its head, NO_BASE if it cannot be told."""
        try:
            kind, _, distance, name, _ = head(raw, index.width)
        except IndexError:
            return NO_BASE
        if kind == REF_DELTA:
            position = index.find(name) if len(name) == index.width else -1
            base = ranks.entry(index.offset(position)) if position >= 0 else -1
        else:
            base = ranks.entry(self.starts[entry] - distance) if distance <= self.starts[entry] else -1
            if base >= entry:
                return NO_BASE
        return base if base >= 0 else NO_BASE

    def _resolve(self) -> None:
        """Give every delta the kind of the object at the root of its chain."""
        kinds, bases = self.kinds, self.bases
        if COMPILED:
            kinds[:] = heads.resolved(bytes(kinds), packed(bases), OFS_DELTA)
        near = kinds.translate(bytes(kind == OFS_DELTA for kind in range(256)))
        for i, base in zip(compress(range(len(kinds)), near), compress(bases, near)):  # noqa: B905 - of one length
            kinds[i] = kinds[base]  # which comes first
        later = []
        i = kinds.find(REF_DELTA)
        while i >= 0:
            base = bases[i]
            if base == NO_BASE:
                kinds[i] = BROKEN
            elif kinds[base] < OFS_DELTA:
                kinds[i] = kinds[base]
            else:
                later.append(i)
            i = kinds.find(REF_DELTA, i + 1)
        for i in later:  # bases behind their deltas, which only ids can name
            chain: list[int] = []
            while kinds[i] >= OFS_DELTA and len(chain) <= len(kinds):
                chain.append(i)
                i = bases[i]
            kind = kinds[i] if kinds[i] < OFS_DELTA else BROKEN
            for entry in chain:
                kinds[entry] = kind


def _starts(offsets: array[int], order: array[int]) -> array[int]:
    found = array("Q")
    known = packed(offsets) if COMPILED and offsets.itemsize == lanes.BYTES // 2 else b""
    for first in range(0, len(order), _AT_ONCE):
        some = order[first : first + _AT_ONCE]
        if known:
            found.extend(array("Q", heads.gather(known, packed(some))))
            continue
        some.append(0)  # of one alone no tuple is made
        found.extend(array("Q", itemgetter(*some)(offsets)))
        found.pop()
    return found
