"""What objects refer to and is not there: missing objects by kind, the boundary of a shallow clone, submodules."""

from __future__ import annotations

from guard.audit.trees import GITLINK, TREE, Commit, entries, ids, tag_target
from guard.gitdir import printable
from guard.model import Skip
from guard.packs.entries import KINDS

_NAMED = 5

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.audit.linked import Linked
    from guard.audit.objects import Objects
    from guard.audit.places import Source


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

    def named(self, oids: Iterable[str], kind: str = "commit") -> None:
        """Check objects that refs or an index name."""
        wanted = {bytes.fromhex(oid) for oid in oids}
        odd = {oid for oid in wanted if len(oid) != self._objects.width}
        for oid in odd | self._objects.lacking(wanted - odd):
            self._lacks(kind, oid)

    def linked(self, all_of_them: Iterable[tuple[Linked, Source]]) -> None:
        """Check what packs and loose objects refer to outside themselves."""
        found = list(all_of_them)
        wanted = {oid for linked, _ in found for _, oid in linked.outside}
        wanted.update(parent for linked, _ in found for _, parent in linked.parents)
        wanted.update(target for linked, _ in found for target in linked.targets)
        absent = self._objects.lacking(wanted)
        for linked, source in found:
            for kind, oid in linked.outside:
                if oid in absent:
                    self._lacks(KINDS[kind], oid)
            for commit, parent in linked.parents:
                if commit not in self.shallow and parent in absent:
                    self._lacks("commit", parent)
            for place, target in zip(linked.modules, linked.targets, strict=True):
                if target in absent:
                    self._module(place, target, source)

    def _module(self, place: int, target: bytes, source: Source) -> None:
        try:
            data = source.read(place)[1]
        except (ValueError, OSError):
            return  # its pack is gone meanwhile: told where contents are read
        for mode, name, oid in entries(data, self._objects.width):
            if oid == target and mode == GITLINK:
                self.gitlinks.setdefault(name, oid)

    def _check(self, kind: str, oid: bytes) -> None:
        if oid not in self._absent and not self._objects.has(oid):
            self._lacks(kind, oid)

    def _lacks(self, kind: str, oid: bytes) -> None:
        if oid not in self._absent and oid != self._objects.empty_tree:
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

