"""Which trees hold what was found, and under which path: from the trees that name it up to the roots.

Every pass reads all trees once in the order of the packs and takes the answer one folder up, so that
only trees that hold something are remembered.
"""

from __future__ import annotations

from guard.audit.trees import entries, ids

_FEW = 4
_DEEPEST = 400

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
        if blobs or names:
            self._direct(blobs, names)

    def _direct(self, blobs: set[bytes], names: set[bytes]) -> None:
        fresh: dict[bytes, list[Held]] = {}
        marks = [b" " + name + b"\0" for name in names]
        for oid, _, data in self._objects.walk(("tree",)):
            if data is None or not (self._touches(data, blobs) or any(mark in data for mark in marks)):
                continue
            found = []
            for mode, name, child in entries(data, self._width):
                if child in blobs:
                    found.append((name, child, mode))
                if name in names:
                    found.append((name, name, mode))
            if found:
                fresh[bytes.fromhex(oid)] = found
        self._upward(fresh)

    def _upward(self, fresh: dict[bytes, list[Held]]) -> None:
        for _ in range(_DEEPEST):
            for tree, found in fresh.items():
                self.held.setdefault(tree, []).extend(found)
            if not fresh:
                return
            above: dict[bytes, list[Held]] = {}
            known = set(fresh)
            for oid, _, data in self._objects.walk(("tree",)):
                if data is None or not self._touches(data, known):
                    continue
                found = []
                for _, name, child in entries(data, self._width):
                    if child in fresh:
                        self.below.add(child)
                        found += [(name + b"/" + path, what, mode) for path, what, mode in fresh[child]]
                if found:
                    above[bytes.fromhex(oid)] = found
            fresh = above

    def _touches(self, data: bytes, wanted: set[bytes]) -> bool:
        if len(wanted) <= _FEW:
            return any(one in data for one in wanted)
        return not wanted.isdisjoint(ids(data, self._width))

    def loose_ends(self) -> Iterable[Held]:
        """Yield what the topmost trees hold, roots of commits among them."""
        for tree, found in self.held.items():
            if tree not in self.below:
                yield from found
