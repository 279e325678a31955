"""The folders in which a repository keeps its objects: its own and its alternates (gitrepository-layout(5))."""

from __future__ import annotations

import os

from guard.gitdir import Unread, is_path, read_small
from guard.model import Skip
from guard.redact import brief_path

_MOST_ALTERNATES = 64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


def folders(git: GitDir, skips: list[Skip]) -> list[str]:
    """Return the object folders of a repository, its own first, each once; alternates follow alternates."""
    waiting = [git.objects, *git.alternates]
    found: dict[str, str] = {}
    while waiting:
        folder = waiting.pop(0)
        real = os.path.realpath(folder)
        if real in found:
            continue
        if len(found) > _MOST_ALTERNATES:
            skips.append(Skip(brief_path(os.fsencode(folder)), "too many alternates"))
            break
        if not os.path.isdir(folder):
            skips.append(Skip(brief_path(os.fsencode(folder)), "object folder cannot be read"))
            continue
        found[real] = folder
        waiting += _named(git, folder, skips)
    return list(found.values())


def sources(git: GitDir) -> list[str]:
    """Return the folders outside its own from which a repository is read: its common directory, then its alternates."""
    top = os.path.realpath(git.top or git.path)
    common = os.path.realpath(git.common)
    own = common == top or common.startswith(top + os.sep)
    foreign = git.common not in (git.path, os.path.dirname(os.path.dirname(git.path)))
    found = [git.common] if foreign or not own else []
    others = [folder for folder in folders(git, []) if folder not in (git.objects, *git.alternates)]
    return [brief_path(os.fsencode(os.path.realpath(folder))) for folder in [*found, *others]]


def _named(git: GitDir, folder: str, skips: list[Skip]) -> list[str]:
    """Return what the file `info/alternates` of an object folder names."""
    path = os.path.join(folder, "info", "alternates")
    shown = git.shown(b"objects/info/alternates") if folder == git.objects else brief_path(os.fsencode(path))
    try:
        content = read_small(path, 1 << 20) or b""
    except Unread as error:
        skips.append(Skip(shown, error.reason))
        return []
    lines = [_unquoted(line) for line in content.split(b"\n") if line and not line.startswith(b"#")]
    bad = sum(not is_path(line) for line in lines)
    if bad:
        skips.append(Skip(shown, f"{bad} of its lines name no folder"))
    return [os.path.join(folder, os.fsdecode(line)) for line in lines if is_path(line)]


def _unquoted(line: bytes) -> bytes:
    """Undo git's quoting of a path (gitrepository-layout(5)), enough for what git writes."""
    if not (line.startswith(b'"') and line.endswith(b'"') and len(line) > 1):
        return line
    return line[1:-1].decode("unicode_escape", "replace").encode("latin-1", "replace")
