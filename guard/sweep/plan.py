"""The work of a sweep in jobs: delta trees and loose objects, largest first, small ones together."""

from __future__ import annotations

from array import array

from guard.packs.entries import BLOB, COMMIT, TAG
from guard.packs.store import Store
from guard.sweep.groups import groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.packs.walk import Forest

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
    How a pack is shared out depends on the pack alone, so that its jobs are the same in the next sweep.
    """

    __slots__ = ("jobs", "loose", "shares", "store")

    def __init__(self, store: Store, known: set[int]) -> None:
        self.store = store
        self.loose = sorted(store.loose())
        self.jobs: list[Job] = []
        self.shares: dict[int, int] = {}
        for number in range(len(store.packs)):
            if number not in known:
                before = len(self.jobs)
                self._share(number)
                self.shares[number] = len(self.jobs) - before
        self.jobs.sort(key=lambda job: -job.weight)
        for group in groups(self.loose):
            for first in range(group.start, group.stop, _LOOSE_AT_ONCE):
                places = array("I", range(first, min(first + _LOOSE_AT_ONCE, group.stop)))
                self.jobs.append(Job(LOOSE, first, places, 4096 * len(places)))

    def forest(self, pack: int) -> Forest:
        """Return the delta trees of a pack."""
        return self.store.packs[pack].forest

    def _share(self, pack: int) -> None:
        forest = self.forest(pack)
        target = max(1 << 16, self.store.packs[pack].size // _JOBS)
        shares: list[tuple[int, array[int]]] = []
        weight, roots = 0, array("I")
        for root in reversed(forest.roots_of(KINDS)):  # in the order of the file
            own = forest.weights[root]
            if own > target:
                shares.append((own, array("I", (root,))))
                continue
            roots.append(root)
            weight += own
            if weight > target:
                shares.append((weight, roots))
                weight, roots = 0, array("I")
        if roots or not shares:
            shares.append((weight, roots))
        self.jobs += [Job(pack, number, places, own) for number, (own, places) in enumerate(shares)]

    def name(self, number: int) -> str:
        """Return the id of an object."""
        pack, place = number >> 32, number & 0xFFFFFFFF
        return self.loose[place][0] if pack == LOOSE else self.store.packs[pack].index.name(place).hex()
