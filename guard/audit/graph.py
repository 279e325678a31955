"""The graph of all commits, parents first: what holds what, and what each ref can reach."""

from __future__ import annotations

from guard.audit.trees import iso

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guard.audit.objects import Objects
    from guard.sweep.cache import Cache


class Graph:
    """All commits that can be read, numbered so that parents come before their children, older ones first."""

    def __init__(self, objects: Objects, cache: Cache | None = None) -> None:
        from guard.audit.history import read

        history = read(objects, cache)
        self.tags = {oid.hex(): target.hex() for oid, target in history.tags.items()}
        self.ids = history.ids
        self.number = history.number
        self.trees = history.trees
        self.parents = history.parents
        self._authored = history.authored

    def date(self, number: int) -> str:
        """Return the author date of a commit as ISO 8601."""
        return iso(self._authored[number])

    def commit_of(self, oid: str | None) -> int | None:
        """Return the number of the commit that an id is or, through tags, names."""
        for _ in range(50):
            if oid is None:
                return None
            if oid not in self.tags:
                break
            oid = self.tags[oid]
        return self.number.get(bytes.fromhex(oid)) if oid else None

    def reachable(self, tips: Iterable[int | None]) -> bytearray:
        """Return one byte per commit: 1 for those that the tips reach."""
        found = bytearray(len(self.ids))
        for tip in tips:
            if tip is not None:
                found[tip] = 1
        for at in range(len(found) - 1, -1, -1):
            if found[at]:
                for parent in self.parents[at]:
                    found[parent] = 1
        return found

    def masks(self, own: Callable[[int], int]) -> list[int]:
        """Return, per commit, the bits of `own` that it or any of its ancestors has."""
        found: list[int] = []
        for at, parents in enumerate(self.parents):
            mask = own(at)
            for parent in parents:
                mask |= found[parent]
            found.append(mask)
        return found
