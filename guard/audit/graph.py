"""The graph of all commits, parents first: what holds what, and what each ref can reach."""

from __future__ import annotations

from guard.audit.trees import Commit, iso, tag_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guard.audit.objects import Objects


class Graph:
    """All commits that can be read, numbered so that parents come before their children, older ones first."""

    def __init__(self, objects: Objects) -> None:
        commits: dict[bytes, Commit] = {}
        for oid, _, data in objects.walk(("commit",)):
            if data is not None:
                commits[bytes.fromhex(oid)] = Commit(data)
        self.tags: dict[str, str] = {}
        for oid, _, data in objects.walk(("tag",)):
            if data is not None:
                self.tags[oid] = tag_target(data)[0].hex()
        self.ids = _sorted(commits)
        self.number = {oid: at for at, oid in enumerate(self.ids)}
        self.trees = [commits[oid].tree for oid in self.ids]
        self._authored = [commits[oid].author for oid in self.ids]
        self.parents = [
            [self.number[parent] for parent in commits[oid].parents if parent in self.number] for oid in self.ids
        ]

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


def _sorted(commits: dict[bytes, Commit]) -> list[bytes]:
    """Return the ids, parents before children and otherwise by the committer's clock."""
    from heapq import heapify, heappop, heappush

    children: dict[bytes, list[bytes]] = {}
    waits: dict[bytes, int] = {}
    for oid, commit in commits.items():
        parents = {parent for parent in commit.parents if parent in commits}
        waits[oid] = len(parents)
        for parent in parents:
            children.setdefault(parent, []).append(oid)
    ready = [(commits[oid].committed, oid) for oid, count in waits.items() if not count]
    heapify(ready)
    order = []
    while ready:
        _, oid = heappop(ready)
        order.append(oid)
        for child in children.get(oid, ()):
            waits[child] -= 1
            if not waits[child]:
                heappush(ready, (commits[child].committed, child))
    return order
