"""Which commits and tags a light look has to look at: as good as none, as whoever goes through their links can tell."""

from __future__ import annotations

from array import array

from guard.sweep.near import Near
from guard.sweep.pending import Family
from guard.sweep.screen import Screen
from guard.sweep.signatures import without

_SIGNED = b"-----BEGIN "
_SHORT = 20  # bytes of ids that are too short for values
_NOBODY = Family(0)


class Telling:
    """Takes commits and tags, each with its family; `take` returns the families in which one has something to tell."""

    __slots__ = ("_families", "_ids", "_screen")

    def __init__(self, width: int) -> None:
        self._screen = Screen(Near(hushed=True))
        self._families: set[int] = set()
        self._ids = width > _SHORT

    def add(self, family: int, data: bytes) -> None:
        """Take one; what signs it has nothing to tell."""
        if 0 in data:
            self._families.add(family)
            return
        text = without(data) if self._ids or data.find(_SIGNED) >= 0 else data
        if self._screen.add(text, (family, _NOBODY, text, None)):
            self._pick()

    def lose(self, family: int) -> None:
        """Take a family of which not all could be read."""
        self._families.add(family)

    def take(self) -> array[int]:
        """Return the families, in order."""
        self._pick()
        families, self._families = self._families, set()
        return array("Q", sorted(families))

    def _pick(self) -> None:
        self._families.update(seen[0] for seen in self._screen.pick())
