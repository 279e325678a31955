"""Object folders for git where the repository's own hold what git stumbles over: links to all that is sound.

Nothing is copied: the folders lie in the own git directory and go with it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir

_INDEX = "multi-pack-index"


def is_wide(objects: str) -> bool:
    """Tell by the names of packs and loose objects whether an object folder is that of a SHA-256 repository."""
    try:
        if any(len(name) == 74 for name in os.listdir(os.path.join(objects, "pack")) if name.endswith(".pack")):
            return True
    except OSError:
        pass  # no packs, or none that can be listed
    for first in range(256):
        try:
            names = os.listdir(os.path.join(objects, f"{first:02x}"))
        except OSError:
            continue
        if names:
            return len(names[0]) == 62
    return False


def lend(git: GitDir, place: str) -> list[str]:
    """Return folders below `place` that stand for a repository's object folders: no alternates, no odd files."""
    from guard.alternates import folders

    found = []
    os.mkdir(place)
    for number, folder in enumerate(folders(git, [])):
        own = os.path.join(place, str(number))
        os.makedirs(os.path.join(own, "pack"))
        for name in os.listdir(folder):
            if len(name) == 2:
                os.symlink(os.path.join(folder, name), os.path.join(own, name))
        _link_packs(os.path.join(folder, "pack"), os.path.join(own, "pack"))
        found.append(own)
    return found


def _link_packs(packs: str, own: str) -> None:
    try:
        names = os.listdir(packs)
    except OSError:
        return  # told by whoever lists the objects
    for name in names:
        path = os.path.join(packs, name)
        if os.path.isfile(path) and not name.startswith(_INDEX):
            os.symlink(path, os.path.join(own, name))
