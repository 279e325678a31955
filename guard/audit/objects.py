"""All objects of a repository through git: what is there, each once, in the order of the packs."""

from __future__ import annotations

from array import array
from itertools import groupby
from operator import itemgetter

from guard.audit.lonely import check_packs
from guard.audit.marks import Marks
from guard.errors import SourceError
from guard.model import Skip
from guard.objects import read_batch, read_few
from guard.packs.index import common
from guard.sweep.memo import Memo

KINDS = ("commit", "tree", "blob", "tag")
_CHUNK = 100_000
_MOST_LOOSE = 200_000
_MANY = 4096
_EMPTY_TREE = {
    20: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    32: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guard.gitdir import GitDir
    from guard.packs.store import Pack, Store
    from guard.sweep.cache import Cache

    Read = tuple[str, str, "bytes | None"]


class Objects:
    """Every object of a repository by kind; `skips` says what of it cannot be listed.

    Where the files themselves are as they should be, `store` has them, and a list of all ids is made only
    when it is asked for. Where anything is odd, git is asked for that list at once.
    """

    def __init__(self, git: GitDir, cache: Cache | None = None) -> None:
        self.git = git
        self.width = 32 if git.format == "sha256" else 20
        self.empty_tree = bytes.fromhex(_EMPTY_TREE[self.width])  # git knows it without storing it
        self.skips: list[Skip] = []
        self.broken: list[str] = []
        self._ids: dict[str, bytearray] = {}
        self._marks = Marks()
        self._loose: dict[bytes, str] = {}
        self.store: Store | None = None
        self.memo = Memo(None)
        self.outside: dict[str, set[bytes]] = {}  # by path of a pack: what it refers to and has not, where all of it was read
        check_packs(self.git, self.skips)
        if not self._open_packs(cache):
            self._list()

    def _open_packs(self, cache: Cache | None) -> bool:
        """Open the files themselves; False where anything is not as it should be: git is asked then."""
        from guard.audit.links import remembered
        from guard.packs import entries, loose
        from guard.packs.store import Store
        from guard.sweep.trust import admit

        try:
            store = Store(self.git)
            files = list(store.loose())
            if self.skips or store.skips or len(files) > _MOST_LOOSE:
                return False
            admit(store, cache)
            for pack in store.packs:
                if remembered(pack, cache) is None and entries.BROKEN in pack.entries.kinds:
                    return False
            self._loose = {bytes.fromhex(name): loose.kind(path) for name, path in files}
        except (SourceError, ValueError, OSError):
            return False
        self.store = store
        return set(self._loose.values()) <= set(KINDS)

    def _tables(self) -> dict[str, bytearray]:
        """Return the ids of all objects by kind."""
        if not self._ids and self.store:
            self._ids = {kind: bytearray() for kind in KINDS}
            self._read_packs(self.store)
            self._marks.settle()
        return self._ids

    def _read_packs(self, store: Store) -> None:
        from guard.packs import entries

        tables = {number: self._ids[kind] for number, kind in enumerate(entries.KINDS) if kind in self._ids}
        for pack in store.packs:
            names = pack.index.ids()
            self._marks.take(names, self.width)
            repeated = store.repeated(pack)
            for position, number in zip(pack.entries.order, pack.entries.kinds, strict=True):
                if position not in repeated:
                    tables[number] += names[position * self.width : (position + 1) * self.width]
        for name, kind in self._loose.items():
            self._add(kind, name)

    def _list(self) -> None:
        from guard.git import Child

        self.store = None
        self._ids = {kind: bytearray() for kind in KINDS}
        child = Child(["cat-file", "--batch-check", "--batch-all-objects", "--unordered"], self.git.environment)
        try:
            while (line := child.line()) is not None:
                words = line.split()
                if len(words) == 3 and words[1].decode() in self._ids:
                    self._add(words[1].decode(), bytes.fromhex(words[0].decode()))
                elif words:
                    self.broken.append(words[0].decode())
            child.close()
        except SourceError as error:
            self.skips.append(Skip("objects", error.message))
        finally:
            child.kill()
        for oid in self.broken:
            self._marks.add(bytes.fromhex(oid))
        self._marks.settle()

    def _add(self, kind: str, oid: bytes) -> None:
        self._ids[kind] += oid
        self._marks.add(oid)

    def count(self) -> int:
        """Return how many objects there are, each counted once."""
        if self.store is None:
            return sum(map(len, self._ids.values())) // self.width
        packed = sum(pack.index.count - self._repeated(at) for at, pack in enumerate(self.store.packs))
        return packed + len(self._loose)

    def _repeated(self, at: int) -> int:
        """Return how many objects of a pack stand in one before it; what two packs share is remembered."""
        packs = self.store.packs if self.store else []
        found: set[int] = set()
        for earlier in packs[:at]:
            both = packs[at].known and earlier.known
            key = self.memo.key(b"common", packs[at].key.encode(), earlier.key.encode()) if both else b""
            places = array("I")
            body = self.memo.get(key) if both else None
            if body is None:
                places.extend(sorted(common(packs[at].index, earlier.index)))
                if both:
                    self.memo.put(key, places.tobytes())
            else:
                places.frombytes(body)
            found.update(places)
        return len(found)

    def loose(self, kind: str) -> list[str]:
        """Return the ids of loose objects of a kind, where there is a `store`."""
        return [oid.hex() for oid, own in self._loose.items() if own == kind]

    def has(self, oid: bytes) -> bool:
        """Tell whether an object is there (where all are listed, by the first 8 bytes of its id, which will do)."""
        if self._ids or self.store is None:
            return oid in self._marks
        return oid in self._loose or (len(oid) == self.width and self.store.packed(oid))

    def lacking(self, oids: set[bytes]) -> set[bytes]:
        """Return those of many ids, all of full width, that no object has."""
        if self.store is None:
            return {oid for oid in oids if oid not in self._marks}
        absent = sorted(oid for oid in oids if oid not in self._loose)
        for pack in self.store.packs:
            absent = self._lacking(pack, absent)
        return set(absent)

    def _lacking(self, pack: Pack, oids: list[bytes]) -> list[bytes]:
        """Return which of some ids, in order, a pack has not; what was asked of it before is known."""
        if len(oids) < _MANY or not pack.known:
            return pack.index.lacking(oids)
        absent: list[bytes] = []
        for _, group in groupby(oids, key=itemgetter(0)):
            names = list(group)
            key = self.memo.key(b"lacking", pack.key.encode(), b"".join(names))
            body = self.memo.get(key)
            if body is None:
                body = b"".join(pack.index.lacking(names))
                self.memo.put(key, body)
            absent += [body[at : at + self.width] for at in range(0, len(body), self.width)]
        return absent

    def kind_of(self, oids: set[str]) -> dict[str, str]:
        """Return the kinds of some objects that are there."""
        found = {}
        for kind, table in self._tables().items() if oids else ():
            for at in range(0, len(table), self.width):
                oid = table[at : at + self.width].hex()
                if oid in oids:
                    found[oid] = kind
        return found

    def walk(self, kinds: Iterable[str], only: set[bytes] | None = None) -> Iterator[Read]:
        """Yield (id, kind, content) of every object of these kinds; content None where it cannot be read."""
        for kind in kinds:
            table = self._tables()[kind]
            ids: list[str] = []
            for at in range(0, len(table), self.width):
                oid = bytes(table[at : at + self.width])
                if only is None or oid in only:
                    ids.append(oid.hex())
                if len(ids) == _CHUNK:
                    yield from self.read(ids)
                    ids = []
            yield from self.read(ids)

    def read(self, ids: list[str]) -> Iterator[Read]:
        """Yield (id, kind, content) for each id; a git that dies over one object is asked again for the rest."""
        at = 0
        while at < len(ids):
            begun = at
            try:
                for oid, kind, data in read_batch(self.git, ids[at:]):
                    at += 1
                    yield oid, kind, data
            except SourceError:
                if at >= len(ids) or (at == begun and begun == 0 and not self._answers()):
                    raise
                yield ids[at], "missing", None
                at += 1

    def _answers(self) -> bool:
        """Tell whether git answers at all, so that a failure is due to one object."""
        return bool(self.git.git(["version"]))

    def content(self, oid: str) -> tuple[str, bytes]:
        """Return (kind, content) of one object; SourceError if it cannot be read."""
        for _, kind, data in read_few(self.git, [oid]):
            if data is not None:
                return kind, data
        raise SourceError(f"object {oid} cannot be read any more")


class Again:
    """Reads one object, or one part of its text, once more."""

    __slots__ = ("objects", "oid", "part")

    def __init__(self, objects: Objects, oid: str, part: int = -1) -> None:
        self.objects = objects
        self.oid = oid
        self.part = part

    def __call__(self) -> bytes:
        data = self.objects.content(self.oid)[1]
        if self.part < 0:
            return data
        from guard.audit.trees import split_commit

        return split_commit(data)[self.part]


class Part:
    """Reads one part of the text of a commit or tag once more; `whole` reads all of it."""

    __slots__ = ("part", "whole")

    def __init__(self, whole: Callable[[], bytes], part: int) -> None:
        self.whole = whole
        self.part = part

    def __call__(self) -> bytes:
        from guard.audit.trees import split_commit

        return split_commit(self.whole())[self.part]
