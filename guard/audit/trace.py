"""Which trees hold what was found, and under which path: from the trees that name it up to the roots.

All trees are read once, in the order of the packs; of each only the ids of the trees below it are kept,
as numbers. The way up then reads again those few trees that hold something, for their names.
"""

from __future__ import annotations

import re
from array import array

from guard.audit.trees import entries, ids

_FEW = 4
_DEEPEST = 400
_BELOW = {
    width: re.compile(rb"(?:1\d+ [^\0]+\0.{%d})*0?40000 [^\0]+\0(.{8}).{%d}" % (width, width - 8), re.DOTALL)
    for width in (20, 32)
}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.audit.objects import Objects

    Held = tuple[bytes, bytes, bytes]  # (path, id of the blob or the name itself, mode)


class Trace:
    """Where blobs (by id) and entries of certain names stand: `held` {tree: places below it}."""

    def __init__(self, objects: Objects, blobs: set[bytes], names: set[bytes]) -> None:
        self._objects = objects
        self._width = objects.width
        self.held: dict[bytes, list[Held]] = {}
        self.below: set[bytes] = set()  # trees that stand in another tree that holds something
        self._trees: list[str] = []
        self._ends = array("Q")  # by tree: where its children end in `_children`
        self._children = array("Q")  # first 8 bytes of the ids of trees below
        if blobs or names:
            self._upward(self._direct(blobs, names))
        self._trees, self._ends, self._children = [], array("Q"), array("Q")

    def _direct(self, blobs: set[bytes], names: set[bytes]) -> dict[bytes, list[Held]]:
        """Read all trees: return those that hold something themselves, and keep what stands below each."""
        fresh: dict[bytes, list[Held]] = {}
        marks = [b" " + name + b"\0" for name in names]
        below, number = _BELOW[self._width].findall, int.from_bytes
        for oid, _, data in self._objects.walk(("tree",)):
            if data is None:
                continue
            if b"40000 " in data:
                self._children.extend([number(child, "big") for child in below(data)])
                self._trees.append(oid)
                self._ends.append(len(self._children))
            if not (self._touches(data, blobs) or any(mark in data for mark in marks)):
                continue
            found = []
            for mode, name, child in entries(data, self._width):
                if child in blobs:
                    found.append((name, child, mode))
                if name in names:
                    found.append((name, name, mode))
            if found:
                fresh[bytes.fromhex(oid)] = found
        return fresh

    def _upward(self, fresh: dict[bytes, list[Held]]) -> None:
        for _ in range(_DEEPEST):
            for tree, found in fresh.items():
                self.held.setdefault(tree, []).extend(found)
            if not fresh:
                return
            above: dict[bytes, list[Held]] = {}
            for oid, _, data in self._objects.read(self._parents(fresh)):
                found = []
                for _, name, child in entries(data or b"", self._width):
                    if child in fresh:
                        self.below.add(child)
                        found += [(name + b"/" + path, what, mode) for path, what, mode in fresh[child]]
                if found:
                    above[bytes.fromhex(oid)] = found
            fresh = above

    def _parents(self, trees: Iterable[bytes]) -> list[str]:
        """Return the ids of the trees that have one of some trees in them, in the order of the packs."""
        from bisect import bisect_right

        wanted = {int.from_bytes(tree[:8], "big") for tree in trees}
        places = [place for place, mark in enumerate(self._children) if mark in wanted]
        return [self._trees[at] for at in dict.fromkeys(bisect_right(self._ends, place) for place in places)]

    def _touches(self, data: bytes, wanted: set[bytes]) -> bool:
        if len(wanted) <= _FEW:
            return any(one in data for one in wanted)
        return not wanted.isdisjoint(ids(data, self._width))

    def loose_ends(self) -> Iterable[Held]:
        """Yield what the topmost trees hold, roots of commits among them."""
        for tree, found in self.held.items():
            if tree not in self.below:
                yield from found
