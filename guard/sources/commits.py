"""What commits bring: new blobs, messages and headers of commits and tags, new paths; never patches."""

from __future__ import annotations

import re

from guard.errors import SourceError
from guard.gitdir import printable
from guard.model import Fragment, Skip, View
from guard.objects import read_batch, read_few, skip_of
from guard.trees import GITLINK, LINK, TREE, entries, split_commit, tree_of

_TELLING = re.compile(rb"[A-Za-z0-9+_-]{16}|=")
_SHORTEST_PATH = 22
_FEW = 500

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.walk import Walk


class Place:
    """Where a blob came in: the commit, the paths it has there, and whether it is a link."""

    __slots__ = ("commit", "link", "paths")

    def __init__(self, commit: str | None, path: bytes, link: bool = False) -> None:
        self.commit = commit
        self.paths = [path]
        self.link = link


class CommitsSource:
    """Every object that a walk lists, each once; `places` says where blobs came in, once all trees were read."""

    name = "commits"

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.git = walk.git
        self.width = 32 if self.git.format == "sha256" else 20
        self.places: dict[str, Place] = {}
        self.order = {oid: number for number, oid in enumerate(walk.commits)}
        self.paths: dict[str, bytes] = {}
        self._roots: dict[str, str] = {}
        self._trees: dict[str, list[tuple[bytes, bytes, str]]] = {}
        self._lost = set(walk.missing)

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield messages and headers, paths, then blobs; a Skip for everything that is not there."""
        yield from self.walk.skips
        yield from self._texts()
        yield from self._read_trees()
        yield from self._names()
        yield from self._blobs()
        for oid in sorted(self._lost):
            place = self.places.get(oid)
            yield skip_of(printable(place.paths[0]) if place else f"object {oid[:12]}", oid, "missing")

    def _of(self, *kinds: str) -> list[str]:
        return [oid for oid, kind in self.walk.kinds.items() if kind in kinds]

    def _read(self, ids: list[str]) -> Iterator[tuple[str, str, bytes | None]]:
        yield from (read_few if len(ids) < _FEW else read_batch)(self.git, ids)

    def _texts(self) -> Iterator[Fragment | Skip]:
        for oid, kind, data in self._read([*self.walk.commits, *self._of("tag")]):
            if data is None:
                yield skip_of(f"{self.walk.kinds[oid]} {oid[:12]}", oid, kind)
                continue
            if kind == "commit":
                self._roots[oid] = tree_of(data)
            header, message = split_commit(data)
            commit = oid if kind == "commit" else None
            again = self.reader(oid)
            yield Fragment(message, f"{kind} {oid[:12]}", f"{kind}-message", oid, commit, _part(again, 1))
            if View(header).stretches:
                yield Fragment(header, f"{kind} {oid[:12]} header", f"{kind}-message", oid, commit, _part(again, 0))

    def _read_trees(self) -> Iterator[Skip]:
        """Keep of each new tree what is new in it, and the names that may be part of a value."""
        new = self.walk.kinds
        for oid, kind, data in self._read(self._of("tree")):
            if data is None:
                yield skip_of(f"tree {oid[:12]}", oid, kind)
                continue
            kept = []
            for mode, name, raw in entries(data, self.width):
                child = raw.hex()
                if child in new or child in self._lost or mode == GITLINK or _TELLING.search(name):
                    kept.append((mode, name, child))
            self._trees[oid] = kept

    def _names(self) -> Iterator[Fragment]:
        """Go through the commits, parents first: note where blobs came in, yield telling paths."""
        seen: set[tuple[str, bytes]] = set()
        for commit in self.walk.commits:
            waiting = [(self._roots.get(commit, ""), b"")]
            while waiting:
                at = waiting.pop()
                if at in seen:
                    continue
                seen.add(at)
                for mode, name, child in self._trees.get(at[0], ()):
                    path = at[1] + name
                    if mode == TREE:
                        waiting.append((child, path + b"/"))
                    elif mode != GITLINK:
                        self._put(child, commit, path, mode == LINK)
                    if found := self._path(path, commit):
                        yield found

    def _put(self, oid: str, commit: str, path: bytes, link: bool) -> None:
        place = self.places.get(oid)
        if place is None:
            if oid in self.walk.kinds or oid in self._lost:
                self.places[oid] = Place(commit, path, link)
        elif place.commit == commit:
            place.paths.append(path)

    def _path(self, path: bytes, commit: str) -> Fragment | None:
        if len(path) < _SHORTEST_PATH or not View(path).stretches:
            return None
        shown = printable(path)
        if shown in self.paths:
            return None
        self.paths[shown] = path
        return Fragment(path, shown, "path", None, commit, lambda: path)

    def _blobs(self) -> Iterator[Fragment | Skip]:
        for oid, kind, data in self._read(self._of("blob")):
            found = self.fragment(oid, data)
            yield skip_of(found.path, oid, kind) if data is None else found

    def fragment(self, oid: str, data: bytes | None, number: int = 0) -> Fragment:
        """Return a blob at the path with this number of its place."""
        place = self.places.get(oid) or Place(None, f"object {oid[:12]}".encode())
        path = printable(place.paths[number])
        origin = "symlink" if place.link else "blob"
        return Fragment(data or b"", path, origin, oid, place.commit, self.reader(oid))

    def reader(self, oid: str) -> Callable[[], bytes]:
        """Return what reads an object once more."""

        def read() -> bytes:
            for _, _, data in read_few(self.git, [oid]):
                if data is not None:
                    return data
            raise SourceError(f"object {oid} cannot be read any more")

        return read


def _part(read: Callable[[], bytes], number: int) -> Callable[[], bytes]:
    return lambda: split_commit(read())[number]
