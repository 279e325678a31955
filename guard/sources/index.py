"""What the next commit would hold: blobs of the index, never files of the work tree."""

from __future__ import annotations

import os

from guard.errors import SourceError
from guard.gitdir import GitDir, printable
from guard.model import Fragment, Skip
from guard.objects import read_batch, read_few, skip_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.git import Child

LINK, GITLINK = b"120000", b"160000"
_COMPARE = ["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none"]


class IndexSource:
    """Blobs of the index that differ from HEAD, all stages of unmerged paths included."""

    name = "index"

    def __init__(self, repo_path: str = ".") -> None:
        self.git = GitDir(repo_path, use_environment=True)
        if os.path.exists(self.git.index) and not os.path.isfile(self.git.index):
            raise SourceError("the index is no regular file")  # git would wait on a pipe
        self._before: dict[str, str] | None = None
        self._changes: list[tuple[bytes, str, bytes]] = []
        self._kept: set[bytes] = set()  # changed paths at which HEAD has something
        self._lost: Skip | None = None
        self._head: str | None = None
        self._child: Child | None = None

    def begin(self) -> None:
        """Let git compare the index with HEAD while the caller gets ready for the answer; `end` it, come what may."""
        from guard.refs import head

        self._head = head(self.git)
        if self._head is not None:
            from guard.git import Child

            self._child = Child([*_COMPARE, self._head], self.git.environment)

    def end(self) -> None:
        """End a comparison that nobody waits for any more."""
        if self._child is not None:
            self._child.kill()

    def _entries(self, arguments: tuple[str, ...] = ()) -> list[tuple[bytes, str, bytes]]:
        """Return (mode, id, path) of every entry of the index."""
        found = []
        for record in self.git.git(["ls-files", "-s", "-z", *arguments]).split(b"\0"):
            if record:
                words, _, path = record.partition(b"\t")
                mode, oid, _ = words.split()
                found.append((mode, oid.decode(), path))
        return found

    def _compare(self) -> dict[str, str]:
        """Fill the list of changed entries once; return {path: id of its version in HEAD}."""
        if self._before is not None:
            return self._before
        self._before = {}
        try:
            if self._child is None:
                self.begin()
            if self._child is None:
                self._changes = self._entries()
                return self._before
            records = self._child.all().split(b"\0")
        except SourceError:
            if self._head is None:
                raise
            self._changes = self._entries()
            reason = f"commit {self._head} or a tree of it is missing or corrupt; all that is staged was taken for new"
            self._lost = Skip("HEAD", reason)
            return self._before
        if records[-1] or len(records) % 2 == 0:
            raise SourceError("git diff-index gave no answer that can be read")
        gone = set()
        unmerged = False
        for words, path in zip(records[0::2], records[1::2], strict=False):
            _, mode, old, oid, status = words.split()
            if status == b"U":
                unmerged = True
                continue
            if old.strip(b"0"):
                self._before[printable(path)] = old.decode()
                self._kept.add(path)
            if status == b"D":
                gone.add(old.decode())
            else:
                self._changes.append((mode, oid.decode(), path))
        for _, new, path in self._changes:  # a pure rename brings nothing new
            if new in gone:
                self._before.setdefault(printable(path), new)
        if unmerged:
            known = {path for _, _, path in self._changes}
            self._changes += [entry for entry in self._entries(("-u",)) if entry[2] not in known]
        return self._before

    @property
    def changed(self) -> list[str]:
        """The printable paths of all entries that differ from HEAD."""
        self._compare()
        return [printable(path) for _, _, path in self._changes]

    @property
    def added(self) -> list[bytes]:
        """The paths that HEAD does not have, as they are."""
        self._compare()
        return [path for _, _, path in self._changes if path not in self._kept]

    @property
    def names(self) -> list[bytes]:
        """The paths of all entries, as they are."""
        return [path for _, _, path in self._entries()]

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield one Fragment for each entry that differs from HEAD, Skip where it cannot be read."""
        self._compare()
        if self._lost:
            yield self._lost
        yield from self._read(self._changes)

    def _read(self, entries: list[tuple[bytes, str, bytes]]) -> Iterator[Fragment | Skip]:
        places: dict[str, list[tuple[bytes, str]]] = {}
        for mode, oid, path in entries:
            text = printable(path)
            if mode == GITLINK:
                yield Skip(text, "a submodule; its content is not in this repository", harmless=True)
            else:
                places.setdefault(oid, []).append((mode, text))
        reader = read_few if len(places) < 500 else read_batch
        for oid, kind, data in reader(self.git, list(places)):
            for mode, text in places[oid]:
                if data is None or kind != "blob":
                    yield skip_of(text, oid, kind)
                else:
                    origin = "symlink" if mode == LINK else "index"
                    yield Fragment(data, text, origin, blob=oid, again=self._again(oid))

    def _again(self, oid: str) -> Callable[[], bytes]:
        def read() -> bytes:
            for _, kind, data in read_few(self.git, [oid]):
                if data is not None and kind == "blob":
                    return data
            raise SourceError(f"object {oid} cannot be read any more")

        return read

    def head_version(self, path: str) -> bytes | None:
        """Return the blob that HEAD has at `path` (as printed), None where it has none."""
        before = self._compare()
        oid = before.get(path)
        if oid is None:
            changed = {printable(name) for _, _, name in self._changes}
            if path in changed:
                return None
            same = [oid for _, oid, name in self._entries() if printable(name) == path]
            if not same:
                return None
            oid = same[0]
        for _, kind, data in read_few(self.git, [oid]):
            return data if kind == "blob" else None
        return None

    def all_fragments(self) -> Iterator[Fragment | Skip]:
        """Yield every blob of the index, for the context of the repository."""
        yield from self._read(self._entries())

