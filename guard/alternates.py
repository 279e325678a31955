"""The folders in which a repository keeps its objects: its own and its alternates (gitrepository-layout(5))."""

from __future__ import annotations

import os

from guard.errors import SourceError
from guard.gitdir import printable, read_small
from guard.model import Skip

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
            skips.append(Skip(printable(os.fsencode(folder)), "too many alternates"))
            break
        if not os.path.isdir(folder):
            skips.append(Skip(printable(os.fsencode(folder)), "object folder cannot be read"))
            continue
        found[real] = folder
        try:
            content = read_small(os.path.join(folder, "info", "alternates"), 1 << 20) or b""
        except SourceError:
            skips.append(Skip(printable(os.fsencode(folder)), "info/alternates cannot be read"))
            continue
        for line in content.split(b"\n"):
            if line and not line.startswith(b"#"):
                waiting.append(os.path.join(folder, os.fsdecode(_unquoted(line))))
    return list(found.values())


def _unquoted(line: bytes) -> bytes:
    """Undo git's quoting of a path (gitrepository-layout(5)), enough for what git writes."""
    if not (line.startswith(b'"') and line.endswith(b'"') and len(line) > 1):
        return line
    return line[1:-1].decode("unicode_escape", "replace").encode("latin-1", "replace")
