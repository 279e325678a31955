"""Files and folders as they are on disk: every file is read, links are told and not followed."""

from __future__ import annotations

import os
import stat

from guard.errors import UsageError
from guard.model import Fragment, Skip
from guard.redact import display_path

LIMIT = 2 << 30

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class FilesSource:
    """Every file under `paths`; a path that does not exist is a usage error."""

    name = "files"

    def __init__(self, paths: list[str]) -> None:
        self.paths = [os.fsencode(path) for path in paths]
        for path in self.paths:
            if not os.path.lexists(path):
                raise UsageError(f"no such file or folder: {display_path(path)}", "check the spelling of the path")

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield one Fragment or Skip for every entry, in a fixed order."""
        for path in self.paths:
            if os.path.isdir(path):
                yield from _folder(path)
            else:
                yield _file(path, follow=True)


def _folder(top: bytes) -> Iterator[Fragment | Skip]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Skip(_shown(folder), _reason(error))
            continue
        below = []
        for entry in entries:
            try:
                if entry.is_symlink():
                    yield Skip(_shown(entry.path), "symbolic link, not followed", harmless=True)
                elif entry.is_dir(follow_symlinks=False):
                    if entry.name != b".git":
                        below.append(entry.path)
                elif entry.name != b".git" or not _is_git_file(entry.path):
                    yield _file(entry.path)
            except OSError as error:
                yield Skip(_shown(entry.path), _reason(error))
        waiting += reversed(below)


class Again:
    """Reads a file once more."""

    __slots__ = ("follow", "path")

    def __init__(self, path: bytes, follow: bool) -> None:
        self.path = path
        self.follow = follow

    def __call__(self) -> bytes:
        return read_file(self.path, self.follow)


def _is_git_file(path: bytes) -> bool:
    return os.path.getsize(path) < 4096 and read_file(path)[:8] == b"gitdir: "


def _file(path: bytes, follow: bool = False) -> Fragment | Skip:
    try:
        kind = (os.stat if follow else os.lstat)(path).st_mode
        if not stat.S_ISREG(kind):
            return Skip(_shown(path), "not a regular file", harmless=True)
        return Fragment(read_file(path, follow), _shown(path), again=Again(path, follow))
    except OSError as error:
        return Skip(_shown(path), _reason(error))
    except MemoryError:
        return Skip(_shown(path), "too large for the memory at hand")


def read_file(path: bytes | str, follow: bool = False) -> bytes:
    """Return the bytes of a regular file; never waits on a pipe, follows no link unless told to."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size > LIMIT:
            raise OSError(0, f"larger than {LIMIT >> 30} GiB")
        parts = [os.read(handle, status.st_size + 1)]
        while parts[-1]:
            parts.append(os.read(handle, 1 << 20))
        return b"".join(parts) if len(parts) > 2 else parts[0]
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()


def _shown(path: bytes) -> str:
    return display_path(path[2:] if path.startswith(b"./") else path)
