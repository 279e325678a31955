"""Which trees hold what was found, and under which path: from the trees that name it up to the roots."""

from __future__ import annotations

from guard.audit.shelf import shelves

_DEEPEST = 400

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.audit.objects import Objects
    from guard.audit.shelf import Entry

    Held = tuple[bytes, bytes, bytes]  # (path, id of the blob or the name itself, mode)


class Trace:
    """Where blobs (by id) and entries of certain names stand: `held` {tree: places below it}."""

    def __init__(self, objects: Objects, blobs: set[bytes], names: set[bytes]) -> None:
        self.held: dict[bytes, list[Held]] = {}
        self.below: set[bytes] = set()  # trees that stand in another tree that holds something
        if blobs or names:
            self._shelves = list(shelves(objects))
            self._upward(self._ask(blobs, names, True))
            self._shelves = []

    def _ask(self, oids: set[bytes], names: set[bytes], blobs: bool) -> dict[bytes, list[Entry]]:
        """Return {tree: entries asked for}, each tree once."""
        found: dict[bytes, list[Entry]] = {}
        for shelf in self._shelves:
            for tree, entries in shelf.find(oids, names, blobs).items():
                found.setdefault(tree, entries)
        return found

    def _upward(self, fresh: dict[bytes, list[Held]]) -> None:
        for _ in range(_DEEPEST):
            for tree, found in fresh.items():
                self.held.setdefault(tree, []).extend(found)
            if not fresh:
                return
            above: dict[bytes, list[Held]] = {}
            for tree, entries in self._ask(set(fresh), set(), False).items():
                self.below.update(child for _, child, _ in entries)
                above[tree] = [(name + b"/" + path, what, mode) for name, child, _ in entries for path, what, mode in fresh[child]]
            fresh = above

    def loose_ends(self) -> Iterable[Held]:
        """Yield what the topmost trees hold, roots of commits among them."""
        for tree, found in self.held.items():
            if tree not in self.below:
                yield from found
