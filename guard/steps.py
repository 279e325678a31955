"""Which of the texts that come off a content have a value that is wanted, so that a later look passes over the others."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.candidates import Opened

_HAS, _HELD = 1, 2
_MOST = 1 << 16  # texts


class Steps:
    """Goes with one look through all texts of a content, in their order; `known` is the `body` of an earlier one, if any."""

    __slots__ = ("_at", "_known", "_made")

    def __init__(self, known: bytes = b"") -> None:
        self._known = known
        self._at = 0
        self._made = bytearray()

    def passes(self, opened: Opened) -> bool:
        """Tell whether the next text is known to have nothing that is wanted; what else follows from its values is noted in it."""
        self._at += 1
        mark = self._known[self._at] if self._at < len(self._known) else _HAS
        if mark & _HELD:
            opened.view.memo["held"] = True  # as guard.candidates does
        return not mark & _HAS

    def note(self, opened: Opened, has: bool) -> None:
        """Take down whether a text has something that is wanted."""
        if len(self._made) <= _MOST:
            self._made.append(_HAS * has | _HELD * ("held" in opened.view.memo))

    @property
    def level(self) -> int:
        """How much the members of containers speak of Backpack, as is known; -1 if it is not."""
        return self._known[0] if self._known else -1

    @property
    def is_right(self) -> bool:
        """Tell whether there were as many texts as are known."""
        return len(self._known) == self._at + 1

    def body(self, level: int) -> bytes:
        """Return what this look found, nothing where that is too much to keep."""
        return bytes((level,)) + self._made if len(self._made) <= _MOST else b""
