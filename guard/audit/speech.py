"""How much a repository speaks of Backpack: in any version of any file, in messages, names and settings.

Which blobs stand below a path that speaks of it is asked of every audit; the pass over all contents only
where a verdict depends on it, and packs that were heard once are remembered in the cache.
"""

from __future__ import annotations

from guard import context
from guard.audit.marks import Marks
from guard.audit.trees import GITLINK, TREE, entries
from guard.packs import loose
from guard.packs.delta import news
from guard.packs.entries import BLOB, COMMIT, TAG
from guard.packs.walk import LARGE, Walker
from guard.pool import Pool
from guard.sweep.trust import admit, is_unchanged

SPEAKING = "backpack"
"""What stands for the path of a blob below a name that speaks of Backpack."""
_READ = (BLOB, COMMIT, TAG)
_REACH = 64  # bytes; more than any word has
_JOBS = 32
_LOOSE_AT_ONCE = 1000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from guard.audit.objects import Objects
    from guard.packs.store import Pack, Store
    from guard.sweep.cache import Cache


class Spoken:
    """Blobs below paths that speak of Backpack, by the first 8 bytes of their ids; `level` is that of the names.

    A name alone is weak evidence of what a file is, and never more than MEDIUM of what a repository is.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._trees: set[bytes] = set()
        self._marks = Marks()
        self.level = context.NONE

    def tree(self, data: bytes, _: str = "") -> None:
        """Take the entries of a tree whose own names speak of Backpack."""
        for mode, name, oid in entries(data, self._objects.width):
            if self._says(name):
                self._take(mode, oid)

    def path(self, mode: bytes, oid: str, path: bytes) -> None:
        """Take an entry of an index."""
        if self._says(path):
            self._take(mode, bytes.fromhex(oid))

    def name(self, name: bytes) -> None:
        """Take the name of a ref."""
        self._says(name)

    def _says(self, name: bytes) -> bool:
        level = context.level(name)
        self.level = max(self.level, min(level, context.MEDIUM))
        return level > context.NONE

    def _take(self, mode: bytes, oid: bytes) -> None:
        if mode.lstrip(b"0") == TREE:
            self._trees.add(oid)
        elif mode != GITLINK:
            self._marks.add(oid)

    def close(self) -> None:
        """Go down the trees; after this, `holds` answers."""
        known, waiting = set(self._trees), self._trees
        while waiting:
            below: set[bytes] = set()
            for _, kind, data in self._objects.read(sorted(oid.hex() for oid in waiting)):
                for mode, _, oid in entries(data, self._objects.width) if data is not None and kind == "tree" else ():
                    if mode.lstrip(b"0") != TREE:
                        self._take(mode, oid)
                    elif oid not in known:
                        known.add(oid)
                        below.add(oid)
            waiting = below
        self._trees = set()
        self._marks.settle()

    @property
    def numbers(self) -> array[int]:
        """The first 8 bytes of the ids of these blobs, as numbers."""
        return self._marks.numbers

    def __bool__(self) -> bool:
        return len(self._marks) > 0

    def holds(self, oid: str) -> bool:
        """Tell whether a blob stands below a path that speaks of Backpack."""
        return bytes.fromhex(oid) in self._marks


def hear(store: Store, cache: Cache | None) -> tuple[int, list[str]]:
    """Return how much all blobs, commits and tags together speak of Backpack, and why some were not heard.

    No more is read once one is STRONG.
    """
    best = context.NONE
    failed: list[str] = []
    admit(store, cache)
    for pack in store.packs:
        name = "speech-" + pack.key
        known = cache.parts(name).get(0) if cache and pack.known else None
        if not known or len(known) != 1:
            before = len(failed)
            known = bytes((_of_pack(pack, failed),))
            if cache and len(failed) == before and pack.known and is_unchanged(pack):
                cache.keep(name, 1, 0, known)
        best = max(best, known[0])
        if best >= context.STRONG:
            return best, failed
    return max(best, _of_loose([path for _, path in store.loose()], failed)), failed


def _of_pack(pack: Pack, failed: list[str]) -> int:
    forest = pack.forest
    shares = forest.shares(_JOBS, _READ)

    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for number in numbers:
            ear = _Ear()
            walker = Walker(pack, forest, ear.visit)
            for root in shares[number]:
                if ear.level < context.STRONG:
                    walker.family(root)
            yield bytes((ear.level,))

    return _best(Pool(work, len(shares)), failed)


def _of_loose(paths: list[str], failed: list[str]) -> int:
    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for number in numbers:
            ear = _Ear()
            for path in paths[number * _LOOSE_AT_ONCE : (number + 1) * _LOOSE_AT_ONCE]:
                try:
                    kind, data = loose.read(path, LARGE)
                except ValueError:
                    continue  # told where contents are read
                if kind != "tree" and ear.level < context.STRONG:
                    ear.visit(0, data, None, None)
            yield bytes((ear.level,))

    return _best(Pool(work, -(-len(paths) // _LOOSE_AT_ONCE)), failed)


def _best(pool: Pool, failed: list[str]) -> int:
    best = context.NONE
    messages = pool.run()
    for message in messages:
        best = max(best, message[0])
        if best == context.STRONG:
            break
    messages.close()  # type: ignore[attr-defined]  # a generator: it ends its workers
    if best < context.STRONG:
        failed += pool.lost.values()
    return best


class _Ear:
    """Listens to objects: each is heard as a whole where something new in it has one of the words."""

    __slots__ = ("level",)

    def __init__(self) -> None:
        self.level = context.NONE

    def visit(self, entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> None:
        text, _ = news(data, pieces, _REACH)
        if self.level < context.STRONG and context.mentions(text):
            self.level = max(self.level, context.level(data))
