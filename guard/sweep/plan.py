"""The work of a sweep in jobs: delta trees and loose objects, largest first, small ones together."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from guard.packs.entries import BLOB, COMMIT, TAG
from guard.packs.entries import KINDS as OF_ENTRIES
from guard.packs.forest import FINER
from guard.packs.store import Store
from guard.sweep.groups import groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.packs.forest import Forest

    Roots = dict[int, set[int]]  # {pack, or LOOSE: families}

KINDS = (COMMIT, BLOB, TAG)
LOOSE = 0xFFFF
_JOBS = 64
_LOOSE_AT_ONCE = 500


class Job:
    """Roots of one pack (or loose objects) to walk. `number` counts within the pack, `first` is its first job."""

    __slots__ = ("first", "number", "pack", "places", "weight")

    def __init__(self, pack: int, number: int, places: array[int], weight: int) -> None:
        self.pack = pack
        self.number = number
        self.places = places
        self.weight = weight
        self.first = number == 0 and pack != LOOSE


class Plan:
    """Jobs over one store. An object's number is its pack (LOOSE for none) times 2**32 plus its place in
    the index of that pack.

    `known` gives {pack: number of jobs} of packs all of which is known from before: they are not read.
    How a pack is shared out depends on the pack alone, so that its jobs are the same in the next sweep; with `only`, on these
    families too: no others are shared out then. `loose` are loose objects as another plan has them. With `telling` no other families of
    commits and tags are shared out of these packs; `silent` counts what is left out, as Found.objects does.
    """

    __slots__ = ("_only", "_telling", "jobs", "loose", "shares", "silent", "store")

    def __init__(
        self, store: Store, known: set[int], only: Roots | None = None, loose: list[tuple[str, str]] | None = None,
        telling: Roots | None = None,
    ) -> None:  # fmt: skip
        self.store = store
        self._only = only
        self._telling = telling or {}
        self.silent: dict[int, list[int]] = {}
        self.loose = sorted(store.loose()) if loose is None else loose
        self.jobs: list[Job] = []
        self.shares: dict[int, int] = {}
        for number in range(len(store.packs)):
            if number not in known and (only is None or only.get(number)):
                before = len(self.jobs)
                self._share(number)
                self.shares[number] = len(self.jobs) - before
        self.jobs.sort(key=lambda job: -job.weight)
        for group in groups(self.loose):
            for first in range(group.start, group.stop, _LOOSE_AT_ONCE):
                places = array("I", range(first, min(first + _LOOSE_AT_ONCE, group.stop)))
                if only is not None:
                    places = array("I", (place for place in places if place in only.get(LOOSE, ())))
                    if not places:
                        continue
                self.jobs.append(Job(LOOSE, first, places, 4096 * len(places)))

    def forest(self, pack: int) -> Forest:
        """Return the delta trees of a pack."""
        return self.store.packs[pack].forest

    def _share(self, pack: int) -> None:
        forest = self.forest(pack)
        size = self.store.packs[pack].size
        roots = forest.roots_of(KINDS)[::-1]  # in the order of the file
        if self._only is not None:
            only = self._only[pack]
            roots = [root for root in roots if root in only]
            size = sum(forest.weights[root] for root in roots)
        target = max(1 << 16, size // _JOBS)
        telling = self._telling.get(pack)
        if telling is not None:
            kinds = self.store.packs[pack].entries.kinds
            silent = self.silent[pack] = [0] * len(OF_ENTRIES)
            for kind in (COMMIT, TAG):
                silent[kind] = kinds.count(kind)
            for root in telling:
                silent[kinds[root]] -= len(forest.family(root))
            roots = [root for root in roots if kinds[root] == BLOB or root in telling]
        alone = [root for root in roots if forest.weights[root] > target // FINER]
        shares = [(forest.weights[root], array("I", (root,))) for root in alone]
        if alone:
            roots = [root for root in roots if forest.weights[root] <= target // FINER]
        shares += forest.cut(roots, target)
        shares = shares or [(0, array("I"))]
        self.jobs += [Job(pack, number, places, own) for number, (own, places) in enumerate(shares)]

    def numbers(self, prefixes: Iterable[int]) -> Iterator[int]:
        """Yield the numbers of objects by the first 64 bits of their ids, of each the one in the largest pack."""
        for prefix in prefixes:
            name = prefix.to_bytes(8, "big")
            for pack, one in enumerate(self.store.packs):
                place = one.index.first(name)
                if place < one.index.count and one.index.name(place).startswith(name):
                    yield pack << 32 | place
                    break
            else:
                place = bisect_left(self.loose, (name.hex(), ""))
                if place < len(self.loose) and self.loose[place][0].startswith(name.hex()):
                    yield LOOSE << 32 | place

    def name(self, number: int) -> str:
        """Return the id of an object."""
        pack, place = number >> 32, number & 0xFFFFFFFF
        return self.loose[place][0] if pack == LOOSE else self.store.packs[pack].index.name(place).hex()
