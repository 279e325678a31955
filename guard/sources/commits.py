"""What commits bring: new blobs, messages and headers of commits and tags, new paths; never patches."""

from __future__ import annotations

import re

from guard.errors import SourceError
from guard.gitdir import printable
from guard.model import Fragment, Skip, View
from guard.objects import read_batch, read_few, skip_of
from guard.sweep.signatures import blanked
from guard.trees import GITLINK, LINK, TREE, entries, split_commit, tree_of

_TELLING = re.compile(rb"[A-Za-z0-9+_-]{16}|=")
_SHORTEST_PATH = 22
_FEW = 500

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.gitdir import GitDir
    from guard.walk import Walk

    _Row = tuple[bytes, bytes, str]


class Place:
    """Where a blob came in: the commit, the paths it has there, and whether it is a link."""

    __slots__ = ("commit", "link", "paths")

    def __init__(self, commit: str | None, path: bytes, link: bool = False) -> None:
        self.commit = commit
        self.paths = [path]
        self.link = link


class Again:
    """Reads an object once more, or of a commit or tag its header (0) or message (1); good in other processes of ours too."""

    __slots__ = ("_git", "_oid", "_part")

    def __init__(self, git: GitDir, oid: str, part: int | None = None) -> None:
        self._git = git
        self._oid = oid
        self._part = part

    def __call__(self) -> bytes:
        for _, _, data in read_few(self._git, [self._oid]):
            if data is not None:
                return data if self._part is None else _texts_of(data)[self._part]
        raise SourceError(f"object {self._oid} cannot be read any more")


def _texts_of(data: bytes) -> tuple[bytes, bytes]:
    """Return header and message of a commit or tag, without signatures; lines stay."""
    header, message = split_commit(data)
    return blanked(header), blanked(message)


class _Rows(dict["tuple[bytes, bytes, bytes]", "_Row | None"]):
    """What is kept of an entry of a tree, worked out once: each tree of a history repeats nearly all of the one before."""

    def __init__(self, new: list[str]) -> None:
        super().__init__()
        self._new = set(map(bytes.fromhex, new))

    def __missing__(self, entry: tuple[bytes, bytes, bytes]) -> _Row | None:
        mode, name, raw = entry
        telling = raw in self._new or mode == GITLINK or _TELLING.search(name)
        self[entry] = kept = (mode, name, raw.hex()) if telling else None
        return kept


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
        self._trees: dict[str, list[_Row]] = {}
        self._lost = set(walk.missing)

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield messages and headers, paths, then blobs; a Skip for everything that is not there."""
        yield from self.first()
        yield from self.blobs(self.blob_ids)
        yield from self.lost()

    def first(self) -> Iterator[Fragment | Skip]:
        """Yield messages, headers and paths; where blobs came in is known then."""
        yield from self.walk.skips
        yield from self._texts()
        yield from self._read_trees()
        yield from self._names()

    @property
    def blob_ids(self) -> list[str]:
        """The ids of all blobs that commits bring."""
        return self._of("blob")

    def lost(self) -> Iterator[Skip]:
        """Yield a Skip for every object that is not there."""
        for oid in sorted(self._lost):
            place = self.places.get(oid)
            yield skip_of(printable(place.paths[0]) if place else f"object {oid[:12]}", oid, "missing")

    def _of(self, *kinds: str) -> list[str]:
        return [oid for oid, kind in self.walk.kinds.items() if kind in kinds]

    def _read(self, ids: list[str]) -> Iterator[tuple[str, str, bytes | None]]:
        kept = self.walk.kept
        for oid in ids if kept else ():
            if oid in kept:
                yield oid, *kept[oid]
        rest = [oid for oid in ids if oid not in kept]
        yield from (read_few if len(rest) < _FEW else read_batch)(self.git, rest)

    def _texts(self) -> Iterator[Fragment | Skip]:
        for oid, kind, data in self._read([*self.walk.commits, *self._of("tag")]):
            if data is None:
                yield skip_of(f"{self.walk.kinds[oid]} {oid[:12]}", oid, kind)
                continue
            if kind == "commit":
                self._roots[oid] = tree_of(data)
            header, message = _texts_of(data)
            commit = oid if kind == "commit" else None
            yield Fragment(message, f"{kind} {oid[:12]}", f"{kind}-message", oid, commit, Again(self.git, oid, 1))
            if View(header).stretches:
                again = Again(self.git, oid, 0)
                yield Fragment(header, f"{kind} {oid[:12]} header", f"{kind}-message", oid, commit, again)

    def _read_trees(self) -> Iterator[Skip]:
        """Keep of each new tree what is new in it, and the names that may be part of a value."""
        rows = _Rows([*self.walk.kinds, *self._lost])
        for oid, kind, data in self._read(self._of("tree")):
            if data is None:
                yield skip_of(f"tree {oid[:12]}", oid, kind)
                continue
            self._trees[oid] = [kept for row in entries(data, self.width) if (kept := rows[row])]

    def _names(self) -> Iterator[Fragment]:
        """Go through the commits, parents first: note where blobs came in, yield telling paths."""
        seen: dict[bytes, set[_Row]] = {}  # of each folder: what an earlier commit brought there says nothing new
        for commit in self.walk.commits:
            waiting = [(self._roots.get(commit, ""), b"")]
            while waiting:
                tree, folder = waiting.pop()
                known = seen.setdefault(folder, set())
                fresh = [row for row in self._trees.get(tree, ()) if row not in known]
                known.update(fresh)
                for mode, name, child in fresh:
                    path = folder + name
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
        return Fragment(path, shown, "path", None, commit)

    def blobs(self, ids: list[str]) -> Iterator[Fragment | Skip]:
        """Yield these blobs; a Skip for what cannot be read."""
        for oid, kind, data in self._read(ids):
            found = self.fragment(oid, data)
            yield skip_of(found.path, oid, kind) if data is None else found

    def fragment(self, oid: str, data: bytes | None, number: int = 0) -> Fragment:
        """Return a blob at the path with this number of its place."""
        place = self.places.get(oid) or Place(None, f"object {oid[:12]}".encode())
        path = printable(place.paths[number])
        origin = "symlink" if place.link else "blob"
        return Fragment(data or b"", path, origin, oid, place.commit, Again(self.git, oid))
