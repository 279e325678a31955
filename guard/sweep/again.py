"""One object of a sweep read again, by its number."""

from __future__ import annotations

from guard.packs import loose, single
from guard.packs.walk import LARGE
from guard.sweep.plan import LOOSE, Plan


class Again:
    """Reads one object again."""

    __slots__ = ("_number", "_plan")

    def __init__(self, plan: Plan, one: int) -> None:
        self._plan = plan
        self._number = one

    def kind_and_content(self) -> tuple[str, bytes]:
        """Return (kind, content); ValueError or OSError if that fails."""
        pack, place = self._number >> 32, self._number & 0xFFFFFFFF
        if pack == LOOSE:
            return loose.read(self._plan.loose[place][1], LARGE)
        return single.read(self._plan.store.packs[pack], place, LARGE)

    def __call__(self) -> bytes:
        """Return the content; SourceError or OSError if that fails."""
        try:
            return self.kind_and_content()[1]
        except ValueError:
            from guard.errors import SourceError

            raise SourceError("an object cannot be read again") from None
