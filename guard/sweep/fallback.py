"""Objects that the fast reader cannot read: through git one by one, in windows where they are huge."""

from __future__ import annotations

import os

from guard.budget import WHOLE
from guard.errors import SourceError
from guard.git import Child
from guard.objects import LIMIT
from guard.windows import Huge

_CHUNK = 1 << 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.gitdir import GitDir


def read(git: GitDir, ids: list[str]) -> Iterator[tuple[str, str, bytes | Huge]]:
    """Yield (id, kind, content) for every id; a huge blob as what reads it in windows.

    Kind "missing" stands for what git cannot read either: a damaged object ends git, and the next
    ones are asked of another one; kind "large" for a container that is too large to be opened.
    """
    at = 0
    while at < len(ids):
        child = Child(["cat-file", "--batch", "--buffer"], git.environment, git.request(_lines(ids[at:])))
        try:
            while at < len(ids):
                oid = ids[at]
                words = (child.line() or b"").split()
                if words[:1] != [oid.encode()]:
                    raise SourceError("git cat-file gave no answer")
                if len(words) != 3:
                    yield oid, "missing", b""
                elif int(words[2]) > WHOLE and words[1] == b"blob":
                    size = int(words[2])
                    _pass_over(child, size + 1)
                    yield oid, *_huge(git, oid, size)
                else:
                    content = child.read(int(words[2]))
                    child.read(1)
                    yield oid, words[1].decode("ascii", "replace"), content
                at += 1
            child.close()
        except SourceError:
            if at < len(ids):
                yield ids[at], "missing", b""
            at += 1
        finally:
            child.kill()


def _huge(git: GitDir, oid: str, size: int) -> tuple[str, bytes | Huge]:
    """Return (kind, content) of a huge blob; a container is read whole, within the limit of all objects."""
    content = Huge(Stream(git, oid, size), size, oid, "blob", oid)
    if not content.is_container():
        return "blob", content
    return ("large", b"") if size > LIMIT else ("blob", content.read(0, size))


def _lines(ids: list[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in ids).encode()


def _pass_over(child: Child, size: int) -> None:
    while size > 0:
        size -= len(child.read(min(_CHUNK, size)))


class Stream:
    """Reads stretches of one blob from git, which unpacks it from its begin: in order, one git is enough."""

    def __init__(self, git: GitDir, oid: str, size: int) -> None:
        self.git = git
        self.oid = oid
        self.size = size
        self._child: Child | None = None
        self._at = 0
        self._before = b""  # what was read last: windows overlap
        self._process = os.getpid()

    def __call__(self, start: int, size: int) -> bytes:
        """Return a stretch; SourceError if the blob cannot be read any more."""
        if self._process != os.getpid():  # forked: the git is another's, who goes on reading it
            self._process = os.getpid()
            self._child, self._at, self._before = None, 0, b""
        known = self._at - len(self._before)
        if self._child is None or start < known:
            self._begin()
        stop = min(self.size, start + size)
        parts = [self._before[start - self._at + len(self._before) :]] if start < self._at else []
        while self._at < stop:
            assert self._child is not None
            part = self._child.read(min(_CHUNK, (start if self._at < start else stop) - self._at))
            if self._at >= start:
                parts.append(part)
            self._at += len(part)
        found = b"".join(parts)[: max(0, stop - start)]
        if stop == self._at:
            self._before = found
        if self._at == self.size:
            self._end()
        return found

    def _begin(self) -> None:
        self._end()
        self._child = Child(["cat-file", "--batch", "--buffer"], self.git.environment, self.git.request(_lines([self.oid])))
        words = (self._child.line() or b"").split()
        if len(words) != 3 or int(words[2]) != self.size:
            raise SourceError(f"object {self.oid} cannot be read any more")

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None
        self._at, self._before = 0, b""

    def __reduce__(self) -> tuple[type[Stream], tuple[GitDir, str, int]]:
        return Stream, (self.git, self.oid, self.size)
