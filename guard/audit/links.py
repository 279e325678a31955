"""Every tree, commit and tag of a repository looked at once by forked workers: which of them have something to tell.

What a worker brings home, and what the cache keeps by pack, are places of objects only: of trees with a
name that could hold a value or speaks of Backpack, and of objects that refer to what their own pack has not.
"""

from __future__ import annotations

import re
from array import array

from guard.audit.marks import Marks
from guard.audit.trees import Commit, tag_target
from guard.packs import loose
from guard.packs.delta import changed
from guard.packs.entries import COMMIT, KINDS, TAG, TREE
from guard.packs.walk import LARGE, Forest, Walker
from guard.pool import Pool
from guard.sweep.found import Found
from guard.sweep.near import Near

_READ = (TREE, COMMIT, TAG)
_ENTRY = {width: re.compile(rb"\d{5,6} [^\0]+\0.{%d}" % width, re.DOTALL) for width in (20, 32)}
_REACH = 300  # bytes; more than an entry of a tree has
_JOBS = 32
_LOOSE_AT_ONCE = 1000
_SHORTEST = 40  # no encoding of 32 bytes is shorter
_MOST_KNOWN = 300_000
_WORDS = (b"backpack", b"bpx")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.packs.store import Pack, Store
    from guard.sweep.cache import Cache


class Links:
    """Does it all for one store: `names`, `absent`, `marked` and `lost` are ids, `counts` objects by kind.

    `absent` objects refer to something that their pack has not; whoever tells it as missing asks all
    packs and loose objects first. `size` adds up what was read, in bytes.
    """

    def __init__(self, store: Store, loose_objects: list[tuple[str, str]], cache: Cache | None) -> None:
        self._store = store
        self._loose = loose_objects
        self._cache = cache
        self.names: set[str] = set()
        self.absent: set[str] = set()
        self.marked: set[str] = set()
        self.lost: set[str] = set()
        self.failed: list[str] = []
        self.counts = {KINDS[kind]: 0 for kind in _READ}
        self.size = 0

    def run(self, tell: Callable[[int, int], None]) -> None:
        """Look at every pack, the known ones in the cache, then at loose objects; `tell(done, of how many)`."""
        for pack in self._store.packs:
            known = self._remembered(pack)
            if known is None:
                self._read(pack, tell)
            else:
                self._enter(known, lambda place, pack=pack: pack.index.name(place).hex())  # type: ignore[misc]  # bound early
        shares = range(0, len(self._loose), _LOOSE_AT_ONCE)
        pool = Pool(_Work(self._store.width, None, None, [], self._loose).run, len(shares))
        for message in pool.run():
            self._enter(Found.load(message), lambda place: self._loose[place][0])
        self.failed += pool.lost.values()

    def _remembered(self, pack: Pack) -> Found | None:
        if self._cache is None:
            return None
        body = self._cache.parts("links-" + pack.key).get(0)
        try:
            return Found.load(body) if body else None
        except ValueError:
            return None

    def _read(self, pack: Pack, tell: Callable[[int, int], None]) -> None:
        forest = Forest(pack, _READ)
        shares = forest.shares(_JOBS)
        whole = Found(0)
        pool = Pool(_Work(self._store.width, pack, forest, shares, []).run, len(shares))
        for done, message in enumerate(pool.run(), 1):
            _add(whole, Found.load(message))
            tell(done, len(shares))
        self.failed += pool.lost.values()
        self._enter(whole, lambda place: pack.index.name(place).hex())
        if self._cache is not None and not pool.lost:
            self._cache.keep("links-" + pack.key, 1, 0, whole.dump())

    def _enter(self, found: Found, name: Callable[[int], str]) -> None:
        for places, ids in ((found.named, self.names), (found.close, self.absent), (found.holders, self.marked),
                            (found.lost, self.lost)):  # fmt: skip
            ids.update(map(name, places))
        for kind in _READ:
            self.counts[KINDS[kind]] += found.objects[kind]
        self.size += found.size


def _add(whole: Found, part: Found) -> None:
    for name in ("named", "close", "holders", "lost"):
        getattr(whole, name).extend(getattr(part, name))
    for kind in _READ:
        whole.objects[kind] += part.objects[kind]
    whole.size += part.size


class _Work:
    """The look of one worker at objects of a pack, or at loose ones."""

    def __init__(
        self, width: int, pack: Pack | None, forest: Forest | None, shares: list[array[int]],
        loose_objects: list[tuple[str, str]],
    ) -> None:  # fmt: skip
        self._entry = _ENTRY[width]
        self._width = width
        self._pack = pack
        self._forest = forest
        self._shares = shares
        self._loose = loose_objects
        self._ids = Marks()
        if pack:
            self._ids.take(b"".join(pack.index.names()), width)
            self._ids.settle()
        self._near = Near()
        self._links: set[bytes] = set()
        self._seen: set[bytes] = set()
        self._found = Found(0)

    def run(self, numbers: Iterator[int]) -> Iterator[bytes]:
        """Do jobs and yield what each brought."""
        for number in numbers:
            self._found = Found(number)
            if self._pack is None or self._forest is None:
                self._read_loose(number * _LOOSE_AT_ONCE)
            else:
                self._packed(self._pack, self._forest, number)
            yield self._found.dump()

    def _packed(self, pack: Pack, forest: Forest, number: int) -> None:
        entries = pack.entries
        kinds, order, objects = entries.kinds, entries.order, self._found.objects

        def visit(entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> None:
            if not pack.is_repeated(entry):
                objects[kinds[entry]] += 1
                self._found.size += len(data)
                self._look(order[entry], KINDS[kinds[entry]], data, pieces)

        walker = Walker(pack, forest, visit)
        for root in self._shares[number]:
            walker.family(root)
        self._found.lost.extend(order[entry] for entry in walker.lost)

    def _read_loose(self, first: int) -> None:
        for place in range(first, min(first + _LOOSE_AT_ONCE, len(self._loose))):
            try:
                kind, data = loose.read(self._loose[place][1], LARGE)
            except ValueError:
                continue  # told where contents are read, whatever it was
            if kind in ("tree", "commit", "tag"):
                self._found.objects[KINDS.index(kind)] += 1
                self._found.size += len(data)
                self._look(place, kind, data, None)

    def _look(self, place: int, kind: str, data: bytes, pieces: list[bytes] | None) -> None:
        if kind == "tree":
            self._tree(place, data, pieces)
            return
        targets = [tag_target(data)[0]]
        if kind == "commit":
            commit = Commit(data)
            targets = [commit.tree, *commit.parents]
        if not all([target in self._ids for target in targets]):
            self._found.close.append(place)

    def _tree(self, place: int, data: bytes, pieces: list[bytes] | None) -> None:
        """Look at the entries that the base of a delta has not."""
        spans = None if pieces is None else changed(pieces, len(data), _REACH)
        texts = [data] if spans is None else [data[start:end] for start, end in spans]
        marks = 0
        for text in texts:
            low = text.lower()
            marks |= 4 if any(word in low for word in _WORDS) else 0
            fresh = set(self._entry.findall(text)) - self._seen
            if fresh:
                if len(self._seen) > _MOST_KNOWN:
                    self._seen.clear()
                self._seen |= fresh
                for entry in fresh:
                    marks |= self._fresh(entry)
        for bit, places in ((1, self._found.close), (2, self._found.named), (4, self._found.holders)):
            if marks & bit:
                places.append(place)

    def _fresh(self, entry: bytes) -> int:
        """Look at an entry not seen before; a submodule is worth telling once for each name."""
        mode, _, rest = entry[: -self._width - 1].partition(b" ")
        marks = self._name(rest)
        if entry[-self._width :] not in self._ids and (mode != b"160000" or rest not in self._links):
            self._links.add(rest)
            marks |= 1
        return marks

    def _name(self, name: bytes) -> int:
        """Tell whether a name could hold a value, or end one that spans folders."""
        if b"=" in name:
            return 2
        if len(name) < _SHORTEST:
            return 0
        return 2 if any(self._near.is_likely(name[a:b]) for a, b in self._near.stretches(name)) else 0
