"""The delta trees of a pack: what is built on what, and how the work on them is shared out.

Not for the compiled build: the interpreter goes through arrays in step faster than compiled code does.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate, compress
from operator import itemgetter

from guard.packs import lanes
from guard.packs.entries import KINDS, NO_BASE

FINER = 4
"""So many times less the last shares weigh."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from guard.packs.store import Pack


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
        self.weights = weights = lanes.steps(entries.starts)
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
        own = bytes(itemgetter(0, *self.roots)(self._kinds))[1:] if self.roots else b""  # of one alone no tuple is made
        return list(compress(self.roots, own.translate(bytes(kind in kinds for kind in range(256)))))

    def cut(self, roots: list[int], target: int) -> list[tuple[int, array[int]]]:
        """Return roots, in order, in shares of a little more than `target` with their weights, at the end of some less.

        What a share costs is not told by its weight: small ones at last even that out between those who work.
        """
        totals = array("Q", accumulate(map(self.weights.__getitem__, roots), initial=0))
        fine = totals[-1] * 2 // 3
        shares = []
        at = 0
        while at < len(roots):
            least = target if totals[at] < fine else target // FINER
            end = min(bisect_right(totals, totals[at] + least, at + 1), len(roots))
            shares.append((totals[end] - totals[at], array("I", roots[at:end])))
            at = end
        return shares

    def shares(self, jobs: int, kinds: Container[int]) -> list[array[int]]:
        """Return the roots of some kinds in about so many jobs of one weight, the heaviest first; at least one, if empty."""
        found = self.roots_of(kinds)
        target = max(1 << 16, sum(map(self.weights.__getitem__, found)) // jobs)
        shares = self.cut(found, target) or [(0, array("I"))]
        return [roots for _, roots in sorted(shares, key=lambda share: -share[0])]
