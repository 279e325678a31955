"""Walk the delta trees of a pack, bases before what is built on them, so that each entry is inflated once."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate, compress
from operator import sub
from os import pread

from guard.packs.delta import apply
from guard.packs.entries import KINDS, NO_BASE, OFS_DELTA, REF_DELTA
from guard.packs.inflate import ERRORS, decompress, decompressobj

LARGE: Final = 32 << 20
"""Objects above this size (bytes) are not rebuilt here: they go the slow way, through git and in windows."""
KEEP = 64 << 20
"""What one walk may hold of bases that wait for more of their children, in bytes."""
_MOST_READ: Final = LARGE + (LARGE >> 6)
_SMALL: Final = 1 << 13  # bytes; what so few expand to, a thousand times as much at most, fits in the memory
_WIDEST: Final = 70  # bits of a size
_OFS, _REF = OFS_DELTA << 4, REF_DELTA << 4

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from typing import Final

    from guard.packs.store import Pack

    Visit = Callable[[int, bytes, list[bytes] | None, object], object]
    Leaf = Callable[[int, bytes, bytes, object], None]


class Forest:
    """The delta trees of one pack: `roots`, and for every entry its first child and next sibling."""

    __slots__ = ("_kinds", "broken", "first", "next", "roots", "weights")

    def __init__(self, pack: Pack, kinds: Container[int]) -> None:
        entries = pack.entries
        self._kinds = entries.kinds
        count = len(entries.kinds)
        nothing = array("I", (NO_BASE,))
        self.first = nothing * count
        self.next = nothing * count
        self.roots = array("I")
        self.weights = weights = array("Q", map(sub, entries.starts[1:], entries.starts))
        wanted = entries.kinds.translate(bytes(kind in kinds for kind in range(256)))
        broken = entries.kinds.translate(bytes(kind >= len(KINDS) or KINDS[kind] == "broken" for kind in range(256)))
        self.broken = list(compress(range(count - 1, -1, -1), reversed(broken))) if 1 in broken else []
        numbers: Iterable[int] = range(count - 1, -1, -1)
        bases: Iterable[int] = reversed(entries.bases)
        if 0 in wanted:
            numbers, bases = compress(numbers, reversed(wanted)), compress(bases, reversed(wanted))
        first, following, add = self.first, self.next, self.roots.append
        none = NO_BASE
        for entry, base in zip(numbers, bases):  # noqa: B905 - of one length; it is the longest loop of all that are not shared out
            if base == none:
                add(entry)
            else:
                following[entry] = first[base]
                first[base] = entry
                weights[base] += weights[entry]

    def family(self, root: int) -> list[int]:
        """Return an entry and all that are built on it."""
        found, waiting = [], [root]
        while waiting:
            entry = waiting.pop()
            found.append(entry)
            child = self.first[entry]
            while child != NO_BASE:
                waiting.append(child)
                child = self.next[child]
        return found

    def roots_of(self, kinds: Container[int]) -> list[int]:
        """Return the roots of some kinds; what is built on them is of the same kind."""
        own = bytes(map(self._kinds.__getitem__, self.roots))
        return list(compress(self.roots, own.translate(bytes(kind in kinds for kind in range(256)))))

    def cut(self, roots: list[int], target: int) -> list[tuple[int, array[int]]]:
        """Return roots, in order, in shares of a little more than `target` with their weights."""
        totals = array("Q", accumulate(map(self.weights.__getitem__, roots), initial=0))
        shares = []
        at = 0
        while at < len(roots):
            end = min(bisect_right(totals, totals[at] + target, at + 1), len(roots))
            shares.append((totals[end] - totals[at], array("I", roots[at:end])))
            at = end
        return shares

    def shares(self, jobs: int, kinds: Container[int]) -> list[array[int]]:
        """Return the roots of some kinds in about so many jobs of one weight, the heaviest first; at least one, if empty."""
        found = self.roots_of(kinds)
        target = max(1 << 16, sum(map(self.weights.__getitem__, found)) // jobs)
        shares = self.cut(found, target) or [(0, array("I"))]
        return [roots for _, roots in sorted(shares, key=lambda share: -share[0])]


class Walker:
    """Visits objects of one pack.

    `visit(entry, data, pieces, state)` sees every object once and returns what its children get as
    their `state`; `pieces` are the stretches of a delta's result, None for whole objects. What cannot
    be rebuilt is put into `lost`. With `leaf`, deltas that nothing is built on are not rebuilt: they are handed over
    as `leaf(entry, base, delta, state)`, which raises ValueError for one that is damaged.
    """

    __slots__ = ("_entries", "_forest", "_handle", "_leaf", "_starts", "_visit", "_width", "lost")

    def __init__(self, pack: Pack, forest: Forest, visit: Visit, leaf: Leaf | None = None) -> None:
        self._entries = pack.entries
        self._starts = pack.entries.starts
        self._width = pack.index.width
        self._forest = forest
        self._handle = pack.handle
        self._visit = visit
        self._leaf = leaf
        self.lost: list[int] = []

    def inflate(self, entry: int) -> bytes:
        """Return the content of an entry: a whole object or a delta; ValueError if damaged or large."""
        starts = self._starts
        start = starts[entry]
        length = starts[entry + 1] - start
        raw = pread(self._handle, length if length < _MOST_READ else _MOST_READ, start)
        try:
            byte = raw[0]
            kind = byte & 112
            size = byte & 15
            at = 1
            if byte > 127:
                byte = raw[1]
                size |= (byte & 127) << 4
                at = 2
                shift = 11
                while byte > 127:
                    byte = raw[at]
                    size |= (byte & 127) << shift
                    shift += 7
                    at += 1
                    if shift > _WIDEST:
                        raise ValueError("damaged entry")
            if kind == _OFS:
                while raw[at] > 127:
                    at += 1
                at += 1
            elif kind == _REF:
                at += self._width
            if size > LARGE:
                raise ValueError("large")
            if length < _SMALL:
                data: bytes = decompress(raw[at:], 15, size)
            else:
                worker = decompressobj()
                data = worker.decompress(raw[at:], size + 1)
                if not worker.eof:
                    raise ValueError("damaged entry")
        except IndexError:
            raise ValueError("damaged entry") from None
        except ERRORS:
            raise ValueError("damaged entry") from None
        if len(data) != size:
            raise ValueError("damaged entry")
        return data

    def family(self, root: int) -> None:
        """Visit a root and everything built on it, depth first."""
        first, following = self._forest.first, self._forest.next
        inflate, visit, leaf = self.inflate, self._visit, self._leaf
        try:
            data = inflate(root)
        except ValueError:
            self._lose(root)
            return
        state = visit(root, data, None, None)
        entry = first[root]
        if entry == NO_BASE:
            return
        stack: list[tuple[int, bytes | None, object]] = [(entry, data, state)]
        held = len(data)
        while stack:
            entry, base, state = stack.pop()
            sibling = following[entry]
            if base is None:
                try:
                    base = self.rebuild(self._entries.bases[entry])
                except ValueError:
                    if sibling != NO_BASE:
                        stack.append((sibling, None, state))
                    self._lose(entry)
                    continue
            else:
                held -= len(base)
            if sibling != NO_BASE:  # without its base when too much is held
                if held + len(base) > KEEP:
                    stack.append((sibling, None, state))
                else:
                    stack.append((sibling, base, state))
                    held += len(base)
            child = first[entry]
            try:
                if child == NO_BASE and leaf is not None:
                    leaf(entry, base, inflate(entry), state)
                    continue
                result, pieces = apply(base, inflate(entry), LARGE)
            except ValueError:
                self._lose(entry)
                continue
            state = visit(entry, result, pieces, state)
            if child != NO_BASE:
                if held + len(result) > KEEP:
                    stack.append((child, None, state))
                else:
                    stack.append((child, result, state))
                    held += len(result)

    def rebuild(self, entry: int) -> bytes:
        """Return an object by itself, through the chain of its bases; ValueError if that fails."""
        chain = []
        bases = self._entries.bases
        while bases[entry] != NO_BASE:
            chain.append(entry)
            entry = bases[entry]
            if len(chain) > len(bases):
                raise ValueError("bases in a circle")
        data = self.inflate(entry)
        for entry in reversed(chain):
            data = apply(data, self.inflate(entry), LARGE)[0]
        return data

    def _lose(self, entry: int) -> None:
        """Note an entry, and what cannot be built without it."""
        self.lost += self._forest.family(entry)
