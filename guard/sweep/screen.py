"""A first look at what is new in many objects at once: by far most of them have nothing that a light look could want.

What is new of each stands in one text, without the insides of long stretches that are not (guard.packs.delta.cut).
Only objects in which that text has a word that speaks or a stretch that could be a value are looked at any further.
"""

from __future__ import annotations

from bisect import bisect_right

from guard import context
from guard.packs.delta import REACH, SEAM
from guard.runs import SHORTEST, STRETCH, find_class
from guard.sweep.near import is_id

_GAP: Final = b"\x01" * 4  # part of no stretch and no word
_CUT: Final = SEAM[0]
_FULL: Final = 256 << 10
_HELD: Final = 6  # so many bits less the contents count that are kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from guard.sweep.near import Near
    from guard.sweep.pending import Family

    Seen = tuple[int, Family, bytes, "list[bytes] | bytes | None"]
    """(number, family, content, its stretches), or the base and a delta that was not applied."""


class Screen:
    """The texts of objects that wait, until it is `full`; `pick` tells which of them are to be looked at further."""

    __slots__ = ("_last", "_near", "_queue", "_size", "_texts")

    def __init__(self, near: Near) -> None:
        self._near = near
        self._queue: list[Seen] = []
        self._texts: list[bytes] = []
        self._size = 0
        self._last = b""

    def add(self, text: bytes, seen: Seen) -> bool:
        """Add an object with what is new in it; tell whether there is enough to be picked from."""
        self._texts.append(text)
        self._queue.append(seen)
        self._size += len(text)
        if seen[2] is not self._last:  # many have one base
            self._last = seen[2]
            self._size += len(self._last) >> _HELD
        return self._size > _FULL

    def pick(self) -> list[Seen]:
        """Return the objects that have something, in the order they came; no object waits any more."""
        queue, texts = self._queue, self._texts
        if not queue:
            return []
        self._queue, self._texts = [], []
        self._size = 0
        self._last = b""
        text = _GAP.join([b"", *texts, b""])
        begins, at = [], len(_GAP)
        for one in texts:
            begins.append(at)
            at += len(one) + len(_GAP)
        picked = set()
        if context.mentions(text):
            picked = {bisect_right(begins, place) - 1 for place in context.marks(text)}
        self._stretches(text, begins, queue, picked)
        return [queue[number] for number in sorted(picked)]

    def _stretches(self, text: bytes, begins: list[int], queue: list[Seen], picked: set[int]) -> None:
        """Add the objects with a stretch that could be a value and that is new to their family, or is not all there."""
        boring = self._near.boring
        for start, end in find_class(text, STRETCH, SHORTEST):
            stretch = text[start:end]
            # One that is cut reaches the seam only if it is no shorter; SEAM may also be a byte of the content
            cut = end - start >= REACH and (text[end] == _CUT or text[start - 1] == _CUT)
            if hash(stretch) not in boring and self._near.is_likely(stretch):
                number = bisect_right(begins, start) - 1
                if cut or (hash(stretch) not in queue[number][1].known and not is_id(text, start, end)):
                    picked.add(number)
