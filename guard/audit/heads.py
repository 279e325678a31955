"""Modes and names of entries of trees, each judged once: which have something to tell."""

from __future__ import annotations

from guard.sweep.near import Near

REFERS, NAMED, SPEAKS = 1, 2, 4
"""What there is to tell of an entry: it refers to something that is missing, has a name that could hold a value, or one that speaks of Backpack."""
_MOST_KNOWN = 300_000
_SHORTEST = 40  # no encoding of 32 bytes is shorter


class Heads:
    """Entries up to the end of their names; `telling` says of those that have something to tell what (NAMED, SPEAKS)."""

    __slots__ = ("_known", "_near", "telling")

    def __init__(self) -> None:
        self._near = Near()
        self._known: set[bytes] = set()
        self.telling: dict[bytes, int] = {}

    def judge(self, heads: set[bytes]) -> None:
        """Look at those that were not seen before."""
        new = heads - self._known
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known |= new
        for head in new:
            name = head.partition(b" ")[2]
            low = name.lower()
            marks = SPEAKS if b"backpack" in low or b"bpx" in low else 0
            if self._may_hold(name):
                marks |= NAMED
            if marks:
                self.telling[head] = marks

    def _may_hold(self, name: bytes) -> bool:
        """Tell whether a name could hold a value, or end one that spans folders."""
        if b"=" in name:
            return True
        if len(name) < _SHORTEST:
            return False
        return any(self._near.is_likely(name[a:b]) for a, b in self._near.stretches(name))
