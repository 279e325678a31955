"""The walk over the delta trees of a pack's commits and tags: what they refer to, and which of them have something to tell."""

from __future__ import annotations

from guard.packs.entries import COMMIT
from guard.packs.walk import Walker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.fresh import Fresh
    from guard.packs.forest import Forest
    from guard.packs.store import Pack
    from guard.sweep.telling import Telling


class Others:
    """Hands all commits and tags to a Fresh and to a Telling; what cannot be read is put into `lost`."""

    __slots__ = ("_family", "_fresh", "_kinds", "_telling", "_walker", "lost")

    def __init__(self, pack: Pack, forest: Forest, fresh: Fresh, telling: Telling) -> None:
        self._fresh = fresh
        self._telling = telling
        self._kinds = pack.entries.kinds
        self._family = 0
        self._walker = Walker(pack, forest, self._visit)
        self.lost = self._walker.lost

    def family(self, root: int) -> None:
        """Hand over an object and all that are built on it."""
        self._family = root
        lost = len(self.lost)
        self._walker.family(root)
        if len(self.lost) > lost:
            self._telling.lose(root)

    def _visit(self, entry: int, data: bytes, _: list[bytes] | None, state: object) -> None:
        self._fresh.other(self._kinds[entry] == COMMIT, entry, data)
        self._telling.add(self._family, data)
