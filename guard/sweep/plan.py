"""The work of a sweep in jobs: delta trees and loose objects, largest first, small ones together."""

from __future__ import annotations

from array import array

from guard.packs.entries import BLOB, COMMIT, TAG
from guard.packs.store import Store
from guard.packs.walk import Forest

KINDS = (COMMIT, BLOB, TAG)
LOOSE = 0xFFFF
_JOBS = 64
_LOOSE_AT_ONCE = 500


class Plan:
    """Jobs over one store. An object's number is its pack (LOOSE for none) times 2**32 plus its place there."""

    __slots__ = ("forests", "jobs", "loose", "objects", "store", "weight")

    def __init__(self, store: Store) -> None:
        self.store = store
        self.loose = list(store.loose())
        self.forests = [Forest(pack, KINDS) for pack in store.packs]
        self.jobs: list[tuple[int, int, array[int]]] = []  # (weight in stored bytes, pack, roots or loose places)
        self.objects = len(self.loose)
        self.weight = sum(pack.size for pack in store.packs) or 1
        for number, forest in enumerate(self.forests):
            self._share(number, forest, max(1 << 16, self.weight // _JOBS))
            forest.weights = array("Q")
        self.jobs.sort(key=lambda job: -job[0])
        for first in range(0, len(self.loose), _LOOSE_AT_ONCE):
            places = array("I", range(first, min(first + _LOOSE_AT_ONCE, len(self.loose))))
            self.jobs.append((4096 * len(places), LOOSE, places))

    def _share(self, pack: int, forest: Forest, target: int) -> None:
        weight, roots = 0, array("I")
        for root in reversed(forest.roots):  # in the order of the file
            own = forest.weights[root]
            if own > target:
                self.jobs.append((own, pack, array("I", (root,))))
                continue
            roots.append(root)
            weight += own
            if weight > target:
                self.jobs.append((weight, pack, roots))
                weight, roots = 0, array("I")
        if roots:
            self.jobs.append((weight, pack, roots))

    def name(self, number: int) -> str:
        """Return the id of an object."""
        pack, place = number >> 32, number & 0xFFFFFFFF
        return self.loose[place][0] if pack == LOOSE else self.store.packs[pack].name(place)
