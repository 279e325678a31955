"""Files of a git directory that git would wait on for ever: pipes and character devices in their place.

git opens its own files without asking what they are. Those it needs are looked at before it is started.
"""

from __future__ import annotations

import os
import stat

from guard.errors import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.gitdir import GitDir

_OBJECT_FILES = ("info/alternates", "pack/multi-pack-index", "info/commit-graph", "info/commit-graphs/commit-graph-chain")
_OWN_FILES = ("HEAD", "config", "config.worktree", "commondir", "shallow", "packed-refs", "info/grafts")


def is_endless(path: str) -> bool:
    """Tell whether reading a path may never end: a pipe or a character device, links followed."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def check_objects(git: GitDir) -> bool:
    """Tell whether git would be held up by a file of the object folders, alternates of alternates included.

    What it would wait on is a SourceError, unless the git directory is `tolerant`: then it is told by the caller.
    """
    from guard.alternates import folders

    found = False
    for folder in folders(git, []):
        paths = [os.path.join(folder, name) for name in _OBJECT_FILES]
        if not git.tolerant:
            refuse(paths)
        else:
            found = found or any(map(is_odd, paths)) or is_unsound(paths[1])
    return found


def is_odd(path: str) -> bool:
    """Tell whether something stands there and is no file."""
    return os.path.lexists(path) and not os.path.isfile(path)


def is_unsound(path: str) -> bool:
    """Tell whether a multi-pack-index is none: git then finds nothing in the packs beside it (gitformat-pack(5))."""
    if not os.path.isfile(path):
        return False
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return True
    try:
        return os.read(handle, 4) != b"MIDX"
    finally:
        os.close(handle)


def check_names(git: GitDir) -> None:
    """Raise SourceError if git would wait on a file that it reads to find a revision."""
    for folder in {git.path, git.common}:
        refuse(os.path.join(folder, name) for name in _OWN_FILES)
        refuse(_odd(os.path.join(folder, "refs")))


def _odd(top: str) -> Iterator[str]:
    """Yield what is neither file nor folder below a folder; the kind stands in the listing, nothing is opened."""
    waiting = [top]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listing:
                for entry in listing:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif not entry.is_file(follow_symlinks=False):
                        yield entry.path
        except OSError:
            continue  # git tells of it itself


def refuse(paths: Iterable[str]) -> None:
    """Raise SourceError for the first of these paths that git would wait on."""
    from guard.gitdir import printable

    for path in paths:
        if is_endless(path):
            raise SourceError(f"{printable(os.fsencode(path))} is not a regular file; git would wait on it")
