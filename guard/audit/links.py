"""Every tree, commit and tag of a repository looked at once by forked workers: which of them have something to tell.

What a worker brings home, and what the cache keeps by pack, are places of objects only: of trees with a
name that could hold a value or speaks of Backpack, and of objects that refer to what their own pack has not.
"""

from __future__ import annotations

from array import array

from guard.audit.fresh import Fresh
from guard.audit.linked import Linked
from guard.audit.marks import Marks
from guard.audit.others import Others
from guard.audit.places import Loose, Packed
from guard.audit.treewalk import TreeWalk
from guard.packs import loose
from guard.packs.entries import BROKEN, COMMIT, KINDS, TAG, TREE
from guard.packs.walk import LARGE
from guard.pool import Pool
from guard.sweep.found import Found
from guard.sweep.telling import Telling
from guard.sweep.trust import is_unchanged

_READ = (TREE, COMMIT, TAG)
_JOBS = 32
_LOOSE_AT_ONCE = 1000
_MANY = 1 << 17  # objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.audit.places import Source
    from guard.packs.forest import Forest
    from guard.packs.store import Pack, Store
    from guard.sweep.cache import Cache


class Links:
    """Does it all for one store: `packs` says it of each pack, `loose` of loose objects, each with its Source.

    Whoever tells what a pack refers to as missing asks all packs and loose objects first.
    """

    def __init__(self, store: Store, loose_objects: list[tuple[str, str]], cache: Cache | None) -> None:
        self._store = store
        self._loose = loose_objects
        self._cache = cache
        self.found: list[tuple[Linked, Source]] = []
        self.failed: list[str] = []

    def run(self, tell: Callable[[int, int], None], meanwhile: Callable[[], None]) -> None:
        """Look at every pack, the known ones in the cache, then at loose objects; `tell(done, of how many)`.

        What is done `meanwhile`, while workers look at the first pack that is not known, takes less than a second or two.
        """
        width = self._store.width
        for pack in self._store.packs:
            linked = remembered(pack, self._cache)
            if linked is None:
                linked = self._read(pack, tell, meanwhile)
                meanwhile = _nothing
            self.found.append((linked, Packed(pack)))
        if self._loose:
            shares = range(0, len(self._loose), _LOOSE_AT_ONCE)
            pool = Pool(_Work(width, None, None, [], self._loose, Marks()).run, len(shares))
            whole = Found(0)
            for message in pool.run():
                _add(whole, Found.load(message))
            self.failed += pool.lost.values()
            source = Loose(self._loose)
            own = {bytes.fromhex(oid) for oid, _ in self._loose}
            self.found.append((_linked(whole, source, width, lambda ids: ids - own), source))

    def outside(self) -> dict[str, set[bytes]]:
        """Return, by path of a pack, the ids it refers to and has not, for packs all of which could be read."""
        pairs = zip(self._store.packs, self.found, strict=False)
        return {} if self.failed else {
            pack.path: {oid for _, oid in linked.outside} | {parent for _, parent in linked.parents}
            for pack, (linked, _) in pairs if not (linked.lost or linked.counts[BROKEN])
        }  # fmt: skip

    def _read(self, pack: Pack, tell: Callable[[int, int], None], meanwhile: Callable[[], None]) -> Linked:
        forest, ids = _side_by_side(pack)
        shares = forest.shares(_JOBS, _READ)
        whole = Found(0)
        pool = Pool(_Work(self._store.width, pack, forest, shares, [], ids).run, len(shares))
        try:
            if pool.workers > 1:
                pool.ahead()
            meanwhile()
            for done, message in enumerate(pool.run(), 1):
                _add(whole, Found.load(message))
                tell(done, len(shares))
        finally:
            pool.close()
        self.failed += pool.lost.values()
        linked = _linked(whole, Packed(pack), pack.index.width, lambda ids: set(pack.index.lacking(sorted(ids))))
        for kind in range(len(KINDS)):
            linked.counts[kind] += pack.entries.kinds.count(kind)
        sound = not (pool.lost or linked.lost or linked.counts[BROKEN])
        if self._cache is not None and sound and pack.known and is_unchanged(pack):
            self._cache.keep("links-" + pack.key, 1, 0, linked.dump())
        return linked


def _nothing() -> None:
    return


def _side_by_side(pack: Pack) -> tuple[Forest, Marks]:
    """Return the delta trees of a pack and its ids, which another process brings in order if there are many."""
    pool = Pool(lambda numbers: (_ids(pack).dump() for _ in numbers), int(pack.index.count >= _MANY))
    try:
        pool.ahead()
        forest = pack.forest
        brought = [Marks.load(body) for body in pool.run()]
    finally:
        pool.close()
    return forest, brought[0] if brought else _ids(pack)


def _ids(pack: Pack) -> Marks:
    found = Marks()
    found.take(pack.index.ids(), pack.index.width)
    found.settle()
    return found


def remembered(pack: Pack, cache: Cache | None) -> Linked | None:
    """Return what the cache has of a pack: it is sound then."""
    body = cache.parts("links-" + pack.key).get(0) if cache and pack.known else None
    try:
        found = Linked.load(body, pack.index.width) if body else None
    except ValueError:
        return None
    return found if found and sum(found.counts) == pack.index.count else None


def _linked(found: Found, source: Source, width: int, lacking: Callable[[set[bytes]], set[bytes]]) -> Linked:
    """Return what was found in a pack or in loose objects, reading again what refers to something outside."""
    linked = Linked()
    linked.size = found.size
    linked.names.extend(sorted(set(found.named)))
    linked.marked.extend(sorted(set(found.holders)))
    linked.counts = found.objects
    linked.telling.extend(sorted(found.speaking))
    lost = set(found.lost)

    def contents() -> Iterator[tuple[int, str, str, bytes]]:
        for place in sorted(set(found.close)):
            try:
                yield place, source.name(place), *source.read(place)
            except ValueError:
                lost.add(place)

    linked.refer(contents(), width, lacking)
    linked.lost.extend(sorted(lost))
    return linked


def _add(whole: Found, part: Found) -> None:
    for name in ("named", "close", "holders", "lost", "speaking"):
        getattr(whole, name).extend(getattr(part, name))
    for kind, many in enumerate(part.objects):
        whole.objects[kind] += many
    whole.size += part.size


class _Work:
    """The look of one worker at objects of a pack, or at loose ones."""

    def __init__(
        self, width: int, pack: Pack | None, forest: Forest | None, shares: list[array[int]],
        loose_objects: list[tuple[str, str]], ids: Marks,
    ) -> None:  # fmt: skip
        self._pack = pack
        self._forest = forest
        self._shares = shares
        self._loose = loose_objects
        self._fresh = Fresh(ids, width)
        self._telling = Telling(width)

    def run(self, numbers: Iterator[int]) -> Iterator[bytes]:
        """Do jobs and yield what each brought."""
        for number in numbers:
            found = self._fresh.found = Found(number)
            if self._pack is None or self._forest is None:
                self._read_loose(number * _LOOSE_AT_ONCE, found)
            else:
                self._packed(self._pack, self._forest, self._shares[number], found)
            yield found.dump()

    def _packed(self, pack: Pack, forest: Forest, roots: array[int], found: Found) -> None:
        kinds, order = pack.entries.kinds, pack.entries.order
        fresh, telling = self._fresh, self._telling
        trees, others = TreeWalk(pack, forest, fresh), Others(pack, forest, fresh, telling)
        for family in roots:
            if kinds[family] == TREE:
                trees.family(family)
            else:
                others.family(family)
        fresh.flush()
        found.speaking = telling.take()
        found.lost.extend(trees.lost + others.lost)
        for name in ("close", "named", "holders", "lost"):
            setattr(found, name, array("Q", map(order.__getitem__, getattr(found, name))))

    def _read_loose(self, first: int, found: Found) -> None:
        for place in range(first, min(first + _LOOSE_AT_ONCE, len(self._loose))):
            try:
                name, data = loose.read(self._loose[place][1], LARGE)
            except ValueError:
                continue  # told where contents are read, whatever it was
            kind = KINDS.index(name) if name in KINDS else BROKEN
            found.objects[kind] += 1
            if kind == TREE:
                self._fresh.tree(place, data, None)
            elif kind in _READ:
                self._fresh.other(kind == COMMIT, place, data)
        self._fresh.flush()
