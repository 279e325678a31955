"""Where values could be in what is new of many objects, looked for in one text: most of a short search is its beginning.

The new spans of all objects stand in that text, a line for each. What every search has in common is done for
all of them at once; an object is looked through by itself only where something was found in its spans.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, count, repeat
from operator import add

from guard import context
from guard.encodings.escaped_bytes import MARKS as ESCAPES
from guard.rows import find_rows
from guard.runs import HALF, STRETCH, TO_QUOTE, class_of, find_class, find_lists
from guard.sweep import anchors
from guard.sweep.near import area, is_id, lines_around, whole_stretch

_GAP = b"\x01" * 8  # between two objects
_SEAM = b"\x02"  # between two spans
_CUT = 2
_WIDE = b"\x01" * 176  # and where rows of numbers are looked for, which go on behind a gap of 160 bytes
_FEWEST = 2  # digits in a span that is part of a list
_DIGITS = class_of(b"0123456789")
_BEHIND = frozenset(b"\"'`" + TO_QUOTE)
_QUOTES = (b"", b'"', b"'", b"`")
_FAR = 120  # bytes between a "+" and its quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sweep.near import Near
    from guard.sweep.pending import Waiting

    Area = tuple[int, int]


class Sieve:
    """The new spans of some objects as one `text`."""

    __slots__ = ("_begins", "_froms", "_near", "_owners", "_starts", "queue", "text")

    def __init__(self, queue: list[Waiting], near: Near) -> None:
        self.queue = queue
        self._near = near
        parts: list[bytes] = []
        owners: list[int] = []
        froms: list[int] = []
        starts: list[int] = []
        for number, waiting in enumerate(queue):
            starts.append(len(parts))
            spans = waiting.spans
            if waiting.deep:
                continue
            data = waiting.data
            if spans is None:
                parts += (data, _GAP)
                froms += (0, 0)
                owners += (number, number)
            else:
                parts += [data[start:end] for start, end in spans]
                parts.append(_GAP)
                froms += [start for start, _ in spans]
                froms.append(0)
                owners += [number] * (len(spans) + 1)
        starts.append(len(parts))
        self.text = _SEAM.join([_GAP, *parts])  # a stretch is never the first thing in it
        self._begins: list[int] = list(map(add, accumulate(map(len, parts), initial=len(_GAP)), count(1)))
        self._froms = froms
        self._owners = owners
        self._starts = starts

    def text_of(self, number: int) -> bytes:
        """Return the new spans of one object, a line for each."""
        data, spans = self.queue[number].data, self.queue[number].spans
        return data if spans is None else b"\n".join([data[start:end] for start, end in spans])

    def marked(self) -> set[int]:
        """Return the objects with a mark of a key file, of escapes or of a dump in what is new (guard.sweep.anchors)."""
        text = self.text
        found: set[int] = set()
        for mark in anchors.PLAIN:
            at = text.find(mark)
            while at >= 0:
                at = self._next(at, found)
                at = text.find(mark, at)
        at = text.find(b"\\")  # one byte is found faster than two
        while at >= 0:
            at = self._next(at, found) if text.startswith(ESCAPES, at) else at + 1
            at = text.find(b"\\", at)
        return found

    def speaking(self) -> list[int]:
        """Return the objects with a word that speaks (guard.context) in what is new."""
        places = context.marks(self.text) if context.mentions(self.text) else []
        return sorted({self._owners[bisect_right(self._begins, at) - 1] for at in places})

    def _next(self, at: int, found: set[int]) -> int:
        """Add the object with this place of the text, and return where the next one begins."""
        number = self._owners[bisect_right(self._begins, at) - 1]
        found.add(number)
        return self._begins[self._starts[number + 1]]

    def joined(self) -> set[int]:
        """Return the objects with a new "+" behind which a quote may come."""
        text = self.text
        found: set[int] = set()
        last = len(text) - 1
        at = text.find(b"+")
        while 0 <= at < last:
            if text[at + 1] in _BEHIND:
                place = bisect_right(self._begins, at)
                rest = text[at + 1 : min(at + 1 + _FAR, self._begins[place] - 1)].lstrip(TO_QUOTE)
                if rest[:1] in _QUOTES:
                    found.add(self._owners[place - 1])
            at = text.find(b"+", at + 1)
        return found

    def numbers(self) -> dict[int, tuple[int, list[Area] | None]]:
        """Return {object: (LISTED, ROWED or both, spans)} where numbers may stand in rows, those spans that have them."""
        found: dict[int, tuple[int, list[Area] | None]] = {}
        text, begins = self.text, self._begins
        digits = text.translate(_DIGITS).count
        many = list(map(digits, repeat(1), begins, begins[1:]))
        for place in [place for place, size in enumerate(many) if size >= _FEWEST]:
            number = self._owners[place]
            waiting = self.queue[number]
            if waiting.spans is None:
                continue
            start, end = begins[place], begins[place + 1] - 1
            marks = anchors.may_have(text[start:end])
            if marks:
                before, spans = found.get(number, (0, []))
                at = self._froms[place]
                found[number] = marks | before, [*(spans or ()), (at, at + end - start)]
        found.update((number, (marks, None)) for number, marks in self._whole().items())
        return found

    def _whole(self) -> dict[int, int]:
        """Return {object: marks} of objects that are new as a whole and have lists or rows."""
        parts: list[bytes] = []
        begins: list[int] = []
        owners: list[int] = []
        at = 0
        for number, waiting in enumerate(self.queue):
            if waiting.spans is None and not waiting.deep:
                size = len(waiting.data)
                gap = len(_WIDE) + -size % 8
                parts += (waiting.data, _WIDE.ljust(gap, b"\x01"))
                begins.append(at)
                owners.append(number)
                at += size + gap
        text = b"".join(parts)
        found: dict[int, int] = {}
        for mark, areas in ((anchors.LISTED, find_lists(text)), (anchors.ROWED, find_rows(text))):
            for start, _ in areas:
                number = owners[bisect_right(begins, start) - 1]
                found[number] = found.get(number, 0) | mark
        return found

    def stretches(self, shortest: int = HALF, alone: bool = False) -> dict[int, list[Area]]:
        """Return {object: surroundings} of stretches that could be a value and whose surroundings are new to the family.

        With `alone` those count that are new themselves, whatever stands around them.
        """
        found: dict[int, list[Area]] = {}
        near = self._near
        boring = near.boring
        text = self.text
        for start, end in find_class(text, STRETCH, shortest):  # the gap at the end ends the last
            if hash(text[start:end]) not in boring or text[end] == _CUT or text[start - 1] == _CUT:
                self._stretch(start, end, found, alone)
        return found

    def _stretch(self, start: int, end: int, found: dict[int, list[Area]], alone: bool) -> None:
        place = bisect_right(self._begins, start) - 1
        number = self._owners[place]
        waiting = self.queue[number]
        if waiting.deep:
            return
        data = waiting.data
        move = self._froms[place] - self._begins[place]
        cut = self.text[end] == _CUT or self.text[start - 1] == _CUT
        start, end = start + move, end + move
        if cut:
            start, end = whole_stretch(data, start, end)
        stretch = data[start:end]
        if self._near.is_likely(stretch) and not is_id(data, start, end):
            if alone:
                if waiting.is_new(hash(stretch)):
                    found.setdefault(number, []).append(area(data, start, end))
                return
            waiting.family.note(stretch)
            if waiting.is_new(hash(lines_around(data, start, end))):
                found.setdefault(number, []).append(area(data, start, end))


def old_stretches(objects: list[Waiting], near: Near, most: int) -> list[list[Area]]:
    """Return, for each of some objects, the surroundings of stretches in its spans; no more than `most` bytes of these are joined."""
    found: list[list[Area]] = [[] for _ in objects]
    queue: list[Waiting] = []
    places: list[int] = []
    size = 0
    for place, waiting in enumerate(objects):
        spans = waiting.spans
        if waiting.family.old is not None:
            found[place] = _shown(waiting, waiting.family.old)
            continue
        queue.append(waiting)
        places.append(place)
        size += len(waiting.data) if spans is None else spans[-1][1] - spans[0][0]
        if size > most:
            _sift(queue, places, near, found)
            queue, places, size = [], [], 0
    _sift(queue, places, near, found)
    return found


def _sift(queue: list[Waiting], places: list[int], near: Near, found: list[list[Area]]) -> None:
    if queue:
        for at, areas in Sieve(queue, near).stretches().items():
            found[places[at]] = areas


def _shown(waiting: Waiting, old: set[bytes]) -> list[Area]:
    """Return the surroundings of stretches in the spans of an object of a family that has shown all of them."""
    data, spans = waiting.data, waiting.spans
    areas = []
    for stretch in old:
        at = data.find(stretch)
        while at >= 0:
            end = at + len(stretch)
            place = 0 if spans is None else bisect_right(spans, (at, end))
            near_by = spans is None or (place and spans[place - 1][1] > at) or (place < len(spans) and spans[place][0] < end)
            if near_by and waiting.is_new(hash(lines_around(data, at, end))):
                areas.append(area(data, at, end))
            at = data.find(stretch, end)
    return areas
