"""Objects by id: loose ones read as files, all others through one `cat-file --batch`."""

from __future__ import annotations

import os

from guard.errors import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.gitdir import GitDir
    from guard.model import Skip

LIMIT = 512 << 20
_DEATHS = 40  # times that git may die over damaged objects before it is given up
REASONS = {
    "missing": "object {} is missing or corrupt; nothing was fetched",
    "large": "object {} is larger than 512 MiB",
}


def skip_of(path: str, oid: str, kind: str) -> Skip:
    """Return the record of an object that was not read."""
    from guard.model import Skip

    return Skip(path, REASONS.get(kind, "object {} has an unexpected kind").format(oid))


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe would be waited for


def _is_pipe(git: GitDir, oid: str) -> bool:
    """Tell whether something stands in an object's place on which git would wait for ever."""
    import stat

    try:
        mode = os.stat(os.path.join(git.objects, oid[:2], oid[2:])).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode)


def read_loose(git: GitDir, oid: str) -> tuple[str, bytes] | None:
    """Return (kind, content) of a sound loose object, else None: git is then asked."""
    try:
        with open(os.path.join(git.objects, oid[:2], oid[2:]), "rb", opener=_at_once) as stream:
            import zlib

            worker = zlib.decompressobj()
            head = worker.decompress(stream.read(4096), 8192)
            mark = head.index(b"\0")
            kind, _, size = head[:mark].partition(b" ")
            if int(size) > LIMIT:
                return None
            parts = [head[mark + 1 :]]
            have = len(parts[0])
            while not worker.eof and have <= int(size):
                raw = worker.unconsumed_tail or stream.read(1 << 20)
                if not raw:
                    return None
                parts.append(worker.decompress(raw, int(size) - have + 1))
                have += len(parts[-1])
    except (OSError, ValueError, ImportError):
        return None
    except Exception:  # zlib.error, without naming a module that is imported late
        return None
    return (kind.decode(), b"".join(parts)) if have == int(size) else None


def read_batch(git: GitDir, ids: list[str]) -> Iterator[tuple[str, str, bytes | None]]:
    """Yield (id, kind, content) for each id in turn through git; every id is answered or an error raised.

    A damaged object can end git in the middle of its answer: it is told as missing, the rest is asked again.
    """
    from guard.git import Hung

    at = deaths = 0
    before = -1
    while at < len(ids):
        try:
            for answer in _ask(git, ids[at:]):
                yield answer
                at += 1
        except Hung:
            raise
        except SourceError:
            if deaths == _DEATHS or at == len(ids):
                raise
            deaths += 1
            if at == before:
                yield ids[at], "missing", None
                at += 1
            before = at


def _ask(git: GitDir, ids: list[str]) -> Iterator[tuple[str, str, bytes | None]]:
    """Yield the answers of one git process."""
    from guard.git import Child

    lines = "".join(f"{oid}\n" for oid in ids).encode()
    child = Child(["cat-file", "--batch", "--buffer"], git.environment, git.request(lines))
    try:
        for oid in ids:
            words = (child.line() or b"").split()
            if len(words) == 2 and words[0].decode() == oid:
                yield oid, "missing", None
                continue
            if len(words) != 3 or words[0].decode() != oid or not words[2].isdigit():
                child.close()
                raise SourceError(f"git cat-file gave no answer for object {oid}.")
            size = int(words[2])
            if size > LIMIT:
                for _ in range(0, size, 1 << 20):
                    child.read(min(1 << 20, size))
                    size -= 1 << 20
                child.read(1)
                yield oid, "large", None
                continue
            content = child.read(size)
            child.read(1)
            yield oid, words[1].decode(), content
        child.close()
    finally:
        child.kill()


def read_few(git: GitDir, ids: list[str]) -> Iterator[tuple[str, str, bytes | None]]:
    """Yield (id, kind, content) like `read_batch`, in any order, with no git process for loose objects."""
    packed = []
    for oid in ids:
        found = read_loose(git, oid)
        if found:
            yield oid, found[0], found[1]
        elif _is_pipe(git, oid):
            yield oid, "missing", None
        else:
            packed.append(oid)
    yield from read_batch(git, packed)
