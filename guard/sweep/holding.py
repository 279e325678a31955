"""Which objects of a family hold one of some values: every version is unfolded, by several processes where there are many."""

from __future__ import annotations

from array import array

from guard.packs.walk import Walker
from guard.sweep.plan import LOOSE

ALONE = 1 << 16  # bytes of families, compressed, which one process unfolds sooner than a second is started
_SPLIT = 1 << 20  # bytes; each process takes a part of the objects of so large a family

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.scan import Scan
    from guard.sweep.memo import Memo
    from guard.sweep.plan import Plan

    Wanted = tuple[int, set[int]]
    Part = tuple[int, int, int]  # a family, by its place among those asked for; the part, of how many


def holders(scan: Scan, plan: Plan, memo: Memo, wanted: list[Wanted], fed: set[int], hushed: bool) -> list[int]:
    """Return the numbers of objects that hold one of the values of their family, or one that proves itself.

    What was `fed` before is told without a look. `memo` keeps what is found.
    """
    found: list[int] = []
    asked = _Asked(scan, plan, memo, fed, hushed)
    bodies = asked.bodies(wanted)
    for (root, _), body in zip(wanted, bodies, strict=True):
        if root >> 32 == LOOSE:
            found.append(root)
        else:
            places = array("I")
            places.frombytes(body)
            found += [root >> 32 << 32 | place for place in places]
    return found


class _Asked:
    """One question, and what it is about."""

    def __init__(self, scan: Scan, plan: Plan, memo: Memo, fed: set[int], hushed: bool) -> None:
        self._plan = plan
        self._memo = memo
        self._digest = scan.ledger.digest
        self._limits = scan.limits
        self._fed = fed
        self._hushed = hushed

    def bodies(self, wanted: list[Wanted]) -> list[bytes]:
        """Return for each family the places of its objects in their order, as bytes; nothing for loose objects."""
        bodies: list[bytes] = []
        keys: list[bytes] = []
        new: list[int] = []
        weight = 0
        for at, (root, hits) in enumerate(wanted):
            pack = None if root >> 32 == LOOSE else self._plan.store.packs[root >> 32]
            keys.append(self._key(root, hits) if pack and pack.known else b"")
            known = self._memo.get(keys[at]) if keys[at] else None
            bodies.append(known or b"")
            if pack and known is None:
                new.append(at)
                weight += self._weight(root)
        told = self._shared(wanted, new) if weight > ALONE else {}
        for at in new:
            body, whole = told.get(at) or self._part(*wanted[at], 0, 1)
            bodies[at] = body
            if keys[at] and whole:
                self._memo.put(keys[at], body)
        return bodies

    def _key(self, root: int, hits: set[int]) -> bytes:
        kind = b"light-family" if self._hushed else b"family"
        pack = self._plan.store.packs[root >> 32]
        return self._memo.key(kind, pack.key.encode(), b"%d" % (root & 0xFFFFFFFF), array("Q", sorted(hits)).tobytes())

    def _weight(self, root: int) -> int:
        weights: array[int] = self._plan.forest(root >> 32).weights
        return weights[root & 0xFFFFFFFF]

    def _shared(self, wanted: list[Wanted], new: list[int]) -> dict[int, tuple[bytes, bool]]:
        """Return what several processes find, by family; what one of them does not tell is missing."""
        import pickle

        from guard.pool import Pool, cores

        parts: list[Part] = []
        for at in sorted(new, key=lambda at: -self._weight(wanted[at][0])):
            count = cores() if self._weight(wanted[at][0]) > _SPLIT else 1
            parts += [(at, part, count) for part in range(count)]

        def run(jobs: Iterator[int]) -> Iterator[bytes]:
            for job in jobs:
                at, part, count = parts[job]
                yield pickle.dumps((at, self._part(*wanted[at], part, count)), 5)

        some: dict[int, list[tuple[bytes, bool]]] = {}
        for message in Pool(run, len(parts)).run():
            at, body = pickle.loads(message)
            some.setdefault(at, []).append(body)
        found = {}
        for at, count in {at: count for at, _, count in parts}.items():
            if len(some.get(at, ())) == count:
                places = array("I")
                for body, _ in some[at]:
                    places.frombytes(body)
                found[at] = array("I", sorted(places)).tobytes(), all(whole for _, whole in some[at])
        return found

    def _part(self, root: int, hits: set[int], part: int, count: int) -> tuple[bytes, bool]:
        """Return the places of those objects of a part of a family, and whether all could be read."""
        from guard.sweep.values import holds

        pack = self._plan.store.packs[root >> 32]
        order = pack.entries.order
        found: list[int] = []
        base, fed = root >> 32 << 32, self._fed

        def visit(entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> None:
            if entry % count == part and (
                base | order[entry] in fed or holds(data, hits, self._digest, self._limits, self._hushed)
            ):  # fmt: skip
                found.append(order[entry])

        walker = Walker(pack, self._plan.forest(root >> 32), visit)
        walker.family(root & 0xFFFFFFFF)
        return array("I", sorted(found)).tobytes(), not walker.lost
