"""Raw tree and commit objects taken apart, and paths looked up in trees (gitformat: "mode name\\0id" entries)."""

from __future__ import annotations

import re

from guard.objects import read_few

TREE, LINK, GITLINK = b"40000", b"120000", b"160000"
_ENTRIES: dict[int, re.Pattern[bytes]] = {}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir

    Entry = tuple[bytes, bytes, str]


def entries(data: bytes, width: int) -> list[tuple[bytes, bytes, bytes]]:
    """Return (mode, name, id) of every entry of a tree; ids have `width` bytes."""
    if width not in _ENTRIES:
        _ENTRIES[width] = re.compile(rb"(\d{1,16}) ([^\0]+)\0(.{%d})" % width, re.DOTALL)
    return _ENTRIES[width].findall(data, 0, last_end(data, width))


def last_end(data: bytes, width: int, start: int = 0, end: int | None = None) -> int:
    """Return where the last entry of a tree, or of a part of it, can end.

    Looked for behind that, a name that has no end is read to the end of the text from each place it may begin at.
    """
    last = data.rfind(b"\0", start, max(start, (len(data) if end is None else end) - width))
    return last + 1 + width if last >= 0 else start


def is_sound(data: bytes, width: int) -> bool:
    """Tell whether a tree is nothing but entries."""
    return sum(len(mode) + len(name) + 2 + width for mode, name, _ in entries(data, width)) == len(data)


def tree_of(commit: bytes) -> str:
    """Return the id of a commit's tree."""
    return commit.partition(b"\n")[0].removeprefix(b"tree ").decode("ascii", "replace")


def split_commit(raw: bytes) -> tuple[bytes, bytes]:
    """Return (header, message) of a commit or tag; the ids git put in are blanked, line numbers stay."""
    header, _, message = raw.partition(b"\n\n")
    lines = [b"" if line.startswith((b"tree ", b"parent ", b"object ")) else line for line in header.split(b"\n")]
    return b"\n".join(lines), message


class Trees:
    """Trees of a repository, read when asked for and kept; what is not there reads as empty and is counted."""

    def __init__(self, git: GitDir) -> None:
        self.git = git
        self.width = 32 if git.format == "sha256" else 20
        self.missing: set[str] = set()
        self._known: dict[str, list[Entry]] = {}

    def add(self, oid: str, data: bytes) -> None:
        """Keep a tree that was read elsewhere."""
        self._known[oid] = [(mode, name, raw.hex()) for mode, name, raw in entries(data, self.width)]

    def load(self, ids: list[str]) -> None:
        """Read several trees at once."""
        wanted = [oid for oid in dict.fromkeys(ids) if oid not in self._known]
        for oid, kind, data in read_few(self.git, wanted):
            if data is None or kind != "tree":
                self.missing.add(oid)
                self._known[oid] = []
            else:
                self.add(oid, data)

    def read(self, oid: str) -> list[Entry]:
        """Return (mode, name, id) of every entry of a tree."""
        if oid not in self._known:
            self.load([oid])
        return self._known[oid]

    def roots(self, commits: list[str]) -> dict[str, str]:
        """Return {id as given: id of its tree} for those commits, and tags of commits, that are there."""
        found = {}
        waiting = {oid: [oid] for oid in commits}
        while waiting:
            named: dict[str, list[str]] = {}
            for oid, kind, data in read_few(self.git, list(waiting)):
                if data is not None and kind == "commit":
                    found.update(dict.fromkeys(waiting[oid], tree_of(data)))
                elif data is not None and kind == "tag":
                    target = data.partition(b"\n")[0].removeprefix(b"object ").decode("ascii", "replace")
                    named.setdefault(target, []).extend(waiting[oid])
            waiting = named
        self.load(list(found.values()))
        return found

    def find(self, root: str, path: bytes) -> Entry | None:
        """Return the entry at a path below a tree."""
        found: Entry | None = None
        for part in path.split(b"/"):
            if not root:
                return None
            found = next((entry for entry in self.read(root) if entry[1] == part), None)
            if found is None:
                return None
            root = found[2] if found[0] == TREE else ""
        return found

    def files(self, roots: list[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return {id: (mode, path)} of every file below several trees, each tree and file once."""
        found: dict[str, tuple[bytes, bytes]] = {}
        level = [(root, b"") for root in dict.fromkeys(roots)]
        seen = {root for root, _ in level}
        while level:
            self.load([oid for oid, _ in level])
            below = []
            for root, prefix in level:
                for mode, name, oid in self.read(root):
                    if mode == TREE:
                        if oid not in seen:
                            seen.add(oid)
                            below.append((oid, prefix + name + b"/"))
                    elif mode != GITLINK:
                        found.setdefault(oid, (mode, prefix + name))
            level = below
        return found
