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


def check_objects(git: GitDir) -> None:
    """Raise SourceError if git would wait on a file of the object folders, alternates of alternates included."""
    from guard.alternates import folders

    for folder in folders(git, []):
        refuse(os.path.join(folder, name) for name in _OBJECT_FILES)


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
