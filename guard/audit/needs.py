"""What objects refer to and is not there: missing objects by kind, the boundary of a shallow clone, submodules."""

from __future__ import annotations

from guard.audit.trees import GITLINK, TREE, Commit, entries, ids, tag_target
from guard.gitdir import printable
from guard.model import Skip

_NAMED = 5

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.objects import Objects


class Needs:
    """Checks every reference between objects against what is stored."""

    def __init__(self, objects: Objects, shallow: set[bytes]) -> None:
        self._objects = objects
        self.shallow = shallow
        self._last: set[bytes] = set()
        self._absent: set[bytes] = set()
        self.missing: dict[str, set[bytes]] = {}
        self.boundary: set[bytes] = set()
        self.grafted: set[bytes] = set()
        self.gitlinks: dict[bytes, bytes] = {}

    def tree(self, data: bytes) -> None:
        """Check the entries of a tree; neighbours in a pack share most of theirs."""
        here = set(ids(data, self._objects.width))
        lacking = {oid for oid in here - self._last if oid not in self._absent and not self._objects.has(oid)}
        self._last = here
        if not lacking:
            return
        for mode, name, oid in entries(data, self._objects.width):
            if oid not in lacking:
                continue
            self._absent.add(oid)
            if mode == GITLINK:
                self.gitlinks.setdefault(name, oid)
            elif oid != self._objects.empty_tree:
                self._miss("tree" if mode.lstrip(b"0") == TREE else "blob", oid)

    def commit(self, oid: str, commit: Commit) -> None:
        """Check the tree and the parents of a commit."""
        self._check("tree", commit.tree)
        ends = bytes.fromhex(oid) in self.shallow
        for parent in commit.parents:
            if not ends:
                self._check("commit", parent)
            elif self._objects.has(parent):
                self.grafted.add(bytes.fromhex(oid))
            else:
                self.boundary.add(bytes.fromhex(oid))

    def tag(self, data: bytes) -> None:
        """Check what a tag names."""
        oid, kind = tag_target(data)
        self._check(kind, oid)

    def named(self, oid: str, kind: str = "commit") -> None:
        """Check an object that a ref or an index names."""
        self._check(kind, bytes.fromhex(oid))

    def _check(self, kind: str, oid: bytes) -> None:
        if oid not in self._absent and oid != self._objects.empty_tree and not self._objects.has(oid):
            self._absent.add(oid)
            self._miss(kind, oid)

    def _miss(self, kind: str, oid: bytes) -> None:
        self.missing.setdefault(kind, set()).add(oid)

    def skips(self) -> list[Skip]:
        """Return what is to be told: one entry for each kind and each boundary."""
        found = []
        for kind, absent in sorted(self.missing.items()):
            some = ", ".join(oid.hex() for oid in sorted(absent)[:_NAMED])
            more = ", ..." if len(absent) > _NAMED else ""
            many = f"{len(absent)} {kind} objects are" if len(absent) > 1 else f"1 {kind} object is"
            found.append(Skip("objects", f"{many} missing and nothing was fetched: {some}{more}"))
        for oid in sorted(self.boundary):
            found.append(Skip("shallow", f"shallow: history before {oid.hex()} not seen"))
        for name in sorted(self.gitlinks):
            found.append(Skip(printable(name), "a submodule; its content is not in this repository", harmless=True))
        return found

    @property
    def count(self) -> int:
        """How many objects are missing."""
        return sum(map(len, self.missing.values()))

