"""Files and folders as they are on disk: every file is read, links are told and not followed."""

from __future__ import annotations

import os
import stat

from guard.errors import UsageError
from guard.model import Fragment, Skip
from guard.pathnames import SHORTEST
from guard.redact import display_path

LIMIT = 2 << 30
WHOLE = 64 << 20  # as in guard.budget, which is not needed to list files
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.windows import Huge

    Entry = tuple[bytes, bool]  # path, whether a link is followed


class FilesSource:
    """Every file under `paths`; a path that does not exist is a usage error.

    `entries` lists what there is without reading it and `load` reads one entry, so that a large
    tree can be shared out to several processes.
    """

    name = "files"

    def __init__(self, paths: list[str]) -> None:
        self.paths = [os.fsencode(path) for path in paths]
        for path in self.paths:
            if not os.path.lexists(path):
                raise UsageError(f"no such file or folder: {display_path(path)}", "check the spelling of the path")

    def entries(self) -> Iterator[Entry | Fragment | Skip]:
        """Yield every file, in a fixed order, what a link says, and a Skip for what is none or cannot be listed."""
        if len(self.paths) == 1:
            yield from _listed(self.paths[0])
        else:
            yield from self._once()

    def _once(self) -> Iterator[Entry | Fragment | Skip]:
        """Yield what several paths name, each file once however often it is named."""
        known = set()
        for path in self.paths:
            for entry in _listed(path):
                place = os.path.normpath(entry[0]) if isinstance(entry, tuple) else os.fsencode(entry.path)
                if (place, type(entry)) not in known:
                    known.add((place, type(entry)))
                    yield entry

    def load(self, entry: Entry) -> Fragment | Huge | Skip:
        """Read one entry."""
        return _file(*entry)

    def fragments(self) -> Iterator[Fragment | Huge | Skip]:
        """Yield one Fragment or Skip for every entry, in the same order."""
        for entry in self.entries():
            yield self.load(entry) if isinstance(entry, tuple) else entry


def _listed(path: bytes) -> Iterator[Entry | Fragment | Skip]:
    if os.path.isdir(path):
        yield from _folder(path)
    else:
        yield path, True


def _folder(top: bytes) -> Iterator[Entry | Fragment | Skip]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=_name)
        except OSError as error:
            yield Skip(_shown(folder), _reason(error))
            continue
        below = []
        for entry in entries:
            try:
                if entry.is_file(follow_symlinks=False):
                    yield entry.path, False
                elif entry.is_symlink():
                    yield Skip(_shown(entry.path), "symbolic link, not followed", harmless=True)
                    target = os.readlink(entry.path)
                    if len(target) >= SHORTEST:  # git stores it as a text
                        yield Fragment(target, _shown(entry.path), "symlink")
                elif not entry.is_dir(follow_symlinks=False):
                    yield Skip(_shown(entry.path), "not a regular file", harmless=True)
                elif entry.name != b".git" or not os.path.lexists(os.path.join(entry.path, b"HEAD")):
                    below.append(entry.path)
            except OSError as error:
                yield Skip(_shown(entry.path), _reason(error))
        waiting += reversed(below)


def _name(entry: os.DirEntry[bytes]) -> bytes:
    return entry.name


class Again:
    """Reads a file once more."""

    __slots__ = ("follow", "path")

    def __init__(self, path: bytes, follow: bool) -> None:
        self.path = path
        self.follow = follow

    def __call__(self) -> bytes:
        return read_file(self.path, self.follow)


def _file(path: bytes, follow: bool = False) -> Fragment | Huge | Skip:
    try:
        handle, size = _opened(path, follow)
        try:
            content = _content(handle, size) if size <= WHOLE else None
        finally:
            os.close(handle)
        if content is None:
            return _huge(path, follow)
        return Fragment(content, _shown(path), again=Again(path, follow))
    except NotRegular:
        # Met in a folder it is no content; asked for by name (`follow`), nothing of what was asked for was read.
        return Skip(_shown(path), "not a regular file", harmless=not follow)
    except OSError as error:
        return Skip(_shown(path), _reason(error))
    except MemoryError:
        return Skip(_shown(path), "too large for the memory at hand")


def _huge(path: bytes, follow: bool) -> Fragment | Huge:
    """Return a huge file in windows; whole if it is a container, which its reader opens within its limits."""
    from guard.windows import Huge

    read = Slices(path, follow)
    content = Huge(read, read.size, _shown(path))
    return Fragment(read_file(path, follow), _shown(path), again=Again(path, follow)) if content.is_container() else content


class Slices:
    """Reads stretches of a regular file."""

    __slots__ = ("follow", "path", "size")

    def __init__(self, path: bytes, follow: bool) -> None:
        self.path = path
        self.follow = follow
        handle, self.size = _opened(path, follow)
        os.close(handle)

    def __call__(self, start: int, size: int) -> bytes:
        handle, _ = _opened(self.path, self.follow)
        try:
            return os.pread(handle, size, start)
        finally:
            os.close(handle)


def _opened(path: bytes | str, follow: bool) -> tuple[int, int]:
    """Return (handle, size) of a regular file; never waits on a pipe, follows no link unless told to."""
    handle = os.open(path, _FLAGS if follow else _FLAGS | _NO_LINK)
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise NotRegular(0, "not a regular file")
    return handle, status.st_size


class NotRegular(OSError):
    """What was to be read is a pipe, a socket, a device or a folder."""


def read_file(path: bytes | str, follow: bool = False) -> bytes:
    """Return the bytes of a regular file; never waits on a pipe, follows no link unless told to."""
    handle, size = _opened(path, follow)
    try:
        return _content(handle, size)
    finally:
        os.close(handle)


def _content(handle: int, size: int) -> bytes:
    if size > LIMIT:
        raise OSError(0, f"larger than {LIMIT >> 30} GiB")
    first = os.read(handle, size + 1)
    if first and len(first) == size:
        return first
    parts = [first]
    while parts[-1]:
        parts.append(os.read(handle, 1 << 20))
    return b"".join(parts)


def _reason(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()


def _shown(path: bytes) -> str:
    return display_path(path[2:] if path.startswith(b"./") else path)
