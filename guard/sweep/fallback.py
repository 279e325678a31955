"""Objects that the fast reader cannot read: through git one by one, in windows where they are huge."""

from __future__ import annotations

from guard.errors import SourceError
from guard.git import Child

WHOLE = 64 << 20
"""Above this size (bytes) an object is looked at in windows."""
_WINDOW = 8 << 20
_OVERLAP = 64 << 10
_CHUNK = 1 << 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.gitdir import GitDir


def read(git: GitDir, ids: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield (id, kind, content) for every id, in windows that overlap for huge objects.

    Kind "missing" stands for what git cannot read either: a damaged object ends git, and the next
    ones are asked of another one.
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
                if len(words) == 3:
                    yield from _content(child, oid, words[1].decode("ascii", "replace"), int(words[2]))
                else:
                    yield oid, "missing", b""
                at += 1
            child.close()
        except SourceError:
            if at < len(ids):
                yield ids[at], "missing", b""
            at += 1
        finally:
            child.kill()


def _lines(ids: list[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in ids).encode()


def _content(child: Child, oid: str, kind: str, size: int) -> Iterator[tuple[str, str, bytes]]:
    if size <= WHOLE:
        content = child.read(size)
        child.read(1)
        yield oid, kind, content
        return
    before = b""
    while size > 0:
        parts = [before]
        for _ in range(_WINDOW // _CHUNK):
            parts.append(child.read(min(_CHUNK, size)))
            size -= len(parts[-1])
            if not size:
                break
        window = b"".join(parts)
        before = window[-_OVERLAP:]
        yield oid, kind, window
    child.read(1)
