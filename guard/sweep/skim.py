"""A light look at the delta trees of a pack: only objects that a Screen picks are looked at any further (sweep.lightly).

By far most objects have nothing that a light look could want, and nearly all deltas that nothing is built on can be told
from what is new in them without their results.
"""

from __future__ import annotations

from guard.packs import delta
from guard.packs.entries import BLOB
from guard.packs.walk import LARGE, Walker
from guard.sweep.lightly import TEXT
from guard.sweep.news import HEAD
from guard.sweep.screen import Screen
from guard.sweep.signatures import without

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from typing import Final

    from guard.packs.forest import Forest
    from guard.packs.store import Pack
    from guard.sweep.found import Found
    from guard.sweep.lightly import Lightly

_DENSE: Final = 64  # bytes for each stretch of an object; with fewer, all of it is looked at


class Skim:
    """Goes through the families of a pack; counts and what is lost go into `brought`."""

    __slots__ = ("_blobs", "_brought", "_deep", "_heads", "_kinds", "_look", "_order", "_pack", "_screen", "_size")

    def __init__(self, look: Lightly, pack: Pack, brought: Found) -> None:
        self._pack = pack
        self._look = look
        self._screen = Screen(look.near)
        self._heads = look.near.heads
        self._deep = look.near.is_deep
        self._kinds = pack.entries.kinds
        self._order = pack.entries.order
        self._brought = brought
        self._blobs = self._size = 0

    def walk(self, forest: Forest, roots: array[int]) -> None:
        """Look at these families."""
        pack = self._pack
        blobs, others = Walker(pack, forest, self._blob, self._leaf), Walker(pack, forest, self._other)
        kinds, order, look = self._kinds, self._order, self._look
        for root in roots:
            look.begin(root)
            (blobs if kinds[root] == BLOB else others).family(root)
        self._pick()
        self._brought.size += self._size
        self._brought.objects[BLOB] += self._blobs
        self._brought.lost.extend(order[entry] for entry in blobs.lost + others.lost)

    def _blob(self, entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> object:
        self._blobs += 1
        self._size += len(data)
        if pieces is None:
            if self._deep(data):
                return self._further(entry, data, None, None)
            text = data
        elif state is not TEXT:
            return self._further(entry, data, pieces, state)
        else:
            text = data if len(pieces) * _DENSE > len(data) else delta.cut(pieces)
            if 0 in text or (text.startswith(self._heads) and self._may_be_deep(data, pieces)):
                return self._further(entry, data, pieces, TEXT)
        if self._screen.add(text, (entry, self._look.family, data, pieces)):
            self._pick()
        return TEXT

    def _leaf(self, entry: int, base: bytes, changes: bytes, state: object) -> None:
        if state is TEXT:
            text, size = delta.edges(base, changes, LARGE)
            if not (0 in text or (text.startswith(self._heads) and self._may_be_deep(*delta.apply(base, changes, LARGE)))):
                self._blobs += 1
                self._size += size
                if self._screen.add(text, (entry, self._look.family, base, changes)):
                    self._pick()
                return
        data, pieces = delta.apply(base, changes, LARGE)
        self._blobs += 1
        self._size += len(data)
        self._further(entry, data, pieces, state)

    def _may_be_deep(self, data: bytes, pieces: list[bytes]) -> bool:
        """Tell whether an object that begins as what is taken whole may be of that kind, though its base is not."""
        return len(pieces[0]) < HEAD and self._deep(data)

    def _other(self, entry: int, data: bytes, _: object, state: object) -> object:
        """Take a commit or a tag, without what signs it; there are few of them (sweep.telling)."""
        self._brought.objects[self._kinds[entry]] += 1
        data = without(data)
        if 0 in data:
            return self._further(entry, data, None, None)
        if self._screen.add(data, (entry, self._look.family, data, None)):
            self._pick()
        return state

    def _further(self, entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> object:
        return self._look.visit(self._order[entry], data, pieces, state)

    def _pick(self) -> None:
        """Look further at the objects that have something."""
        look, order = self._look, self._order
        family = look.family
        for entry, own, content, changes in self._screen.pick():
            look.family = own
            data, pieces = delta.apply(content, changes, LARGE) if isinstance(changes, bytes) else (content, changes)
            look.visit(order[entry], data, pieces, TEXT)
        look.family = family
