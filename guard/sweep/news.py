"""What is new in an object against the one it is a delta of: values, names, words; nothing else is looked at."""

from __future__ import annotations

from array import array
from itertools import accumulate

from guard import context, names
from guard.encodings.worded_numbers import rows
from guard.encodings.z85 import values as base85
from guard.layers._groups import has_groups
from guard.layers.markup import has_short_pieces
from guard.layers.short_literals import find_lines, find_literals
from guard.packs.delta import around
from guard.packs.walk import LARGE
from guard.runs import find_seams
from guard.sweep import anchors
from guard.sweep.batch import Batch
from guard.sweep.near import REACH, Near
from guard.sweep.pending import HOLDS, UNKNOWN, WORTHY, Family, Waiting
from guard.sweep.sieve import Sieve, old_stretches
from guard.sweep.values import Values
from guard.worth import LITTLE, speaks

SPEAKS, LIKELY, COSTLY = 2, 64, 512
_NEAR, _FAR = 32, 512
_LINE = 4000
_MARKS = (b"\t", b",", b";")  # between the columns of a table
_MOST_TITLES = 20_000
_FULL, _HELD = 256 << 10, 16 << 20
_NUMBERS = anchors.LISTED | anchors.ROWED
HEAD: Final = 512
"""Bytes at the beginning of an object that tell whether a layer takes it whole: a delta that keeps them is taken as its base is."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from guard.limits import Limits

    Area = tuple[int, int]


class News:
    """Looks at the objects of one family after another; `end` ends a job.

    What `visit` returns for an object is handed back as `state` with those built on it. Its own state is known
    later: whether it may hold values (HOLDS), whether it may speak of Backpack (SPEAKS, told of holders only), whether a
    costly look at all of it could bring anything (WORTHY), and may be what such a look is for (COSTLY), what
    guard.sweep.anchors has to know.
    `close`: numbers of objects to be examined whole. `named`: those in which a value may be called a
    secret. `holders`: those that may hold any value.
    """

    _reach = _NEAR  # bytes around what is new
    __slots__ = (
        "_batch", "_held", "_hushed", "_most", "_queue", "_size", "_titles", "_watching", "close", "family", "holders", "named", "near", "values",
    )  # fmt: skip

    def __init__(self, values: Values, limits: Limits | None, hushed: bool = False) -> None:
        self.values = values
        self._batch = Batch(limits, values, self._settle_all, hushed)
        self._hushed = hushed
        self.near = Near(hushed)
        self._watching = limits is not None and limits.watching
        self._most = (LARGE if limits.thorough else LITTLE) if limits and limits.watching else 0
        self.family = Family(0)
        self._titles: dict[bytes, bool] = {}  # of columns, and whether they call them a secret
        self._queue: list[Waiting] = []
        self._size = self._held = 0
        self.close = array("Q")
        self.named = array("Q")
        self.holders = array("Q")

    def begin(self, family: int) -> None:
        """Go on to another family."""
        self.family = Family(family)

    def end(self) -> None:
        """Settle what waits: a job is done."""
        self._sort_out()
        self._batch.flush()
        self.values.forget()

    def visit(self, number: int, data: bytes, pieces: list[bytes] | None, state: object) -> Waiting:
        """Enter what is new in an object; return what stands for its state."""
        base = state if isinstance(state, Waiting) else None
        waiting = Waiting(number, self.family, data, base)
        seams = None
        if pieces is not None:
            waiting.seams = seams = list(accumulate(map(len, pieces)))
            waiting.spans = around(seams, len(data), self._reach)
        if base and base.plain and seams and seams[0] >= HEAD:
            waiting.plain = True
        else:
            self._ask(waiting)
        self._queue.append(waiting)
        self._size += len(data) if waiting.spans is None else 4 * self._reach * len(waiting.spans)
        self._held += len(data)
        if self._size > _FULL or self._held > _HELD:
            self._sort_out()
        return waiting

    def _ask(self, waiting: Waiting) -> None:
        """Ask whether an object has to be taken whole; costly forms are asked for where keys are watched, else in `_settle`."""
        data = waiting.data
        waiting.plain, waiting.asked = self.near.is_plain(data[:HEAD]), True
        if self.near.is_deep(data, len(data) <= self._most):
            self._take_whole(waiting)

    def _sieved(self) -> Sieve:
        """Return what is new in the objects that wait, of which it is known now which are taken whole; none waits any more."""
        queue, self._queue = self._queue, []
        self._size = self._held = 0
        sieve = Sieve(queue, self.near)
        if 0 in sieve.text or self.near.is_wrapped(sieve.text):
            self._doubt(sieve)
        return sieve

    def _look_whole(self, waiting: Waiting) -> None:
        self._batch.look(waiting)
        self._batch.add(waiting, [])

    def _sort_out(self) -> None:
        """Find what is to be looked at in the objects that wait; the others are settled."""
        sieve = self._sieved()
        speaking = set(sieve.speaking())
        marked, numbers, joined, stretches = sieve.marked(), sieve.numbers(), sieve.joined(), sieve.stretches()
        for at, waiting in enumerate(sieve.queue):
            if self._is_titled(waiting) or waiting.deep:
                self._look_whole(waiting)
                continue
            base = waiting.base
            before = base.kept if base else 0
            holding = base is not None and (base.state < 0 or base.state & HOLDS > 0)
            areas = stretches.get(at) or []
            found = numbers.get(at)
            if at in marked or found or before:
                self._anchors(waiting, at in marked, found, before, areas)
            if at in joined:
                self._seams(waiting, areas)
            if speaks(waiting.data) or (len(waiting.data) <= self._most and self._is_costly(sieve.text_of(at))):
                self._look_whole(waiting)
            elif areas or holding or waiting.kin:
                waiting.text = sieve.text_of(at)
                waiting.silent = at not in speaking
                self._batch.add(waiting, anchors.texts(waiting.data, areas))
            else:
                waiting.settle(waiting.kept | (base.state & WORTHY if base else 0))

    def _doubt(self, sieve: Sieve) -> None:
        """Ask of each object whether what is new in it, or in its base, makes it one that has to be taken whole."""
        for at, waiting in enumerate(sieve.queue):
            base = waiting.base
            if waiting.deep or base is None or not (waiting.seams and waiting.seams[0] >= HEAD):
                continue
            text = sieve.text_of(at)
            if 0 in text or self.near.is_wrapped(text):
                self._take_whole(waiting)
            elif waiting.plain and not base.plain:
                self._ask(waiting)

    @staticmethod
    def _take_whole(waiting: Waiting) -> None:
        waiting.deep, waiting.plain = True, False
        waiting.family.old = None

    def _is_titled(self, waiting: Waiting) -> bool:
        """Tell whether an object may be a table whose first line calls a column a secret: any row has its name from there (guard.naming)."""
        data, base, seams = waiting.data, waiting.base, waiting.seams
        first = seams[0] if seams else 0
        head = data[: max(0, data.find(b"\n", 0, _LINE))] if first <= _LINE else b""
        if base and (first > _LINE or first > len(head) + 1):
            waiting.titles = base.titles
        else:
            split = [(mark, head.split(mark)) for mark in _MARKS if mark in head]
            waiting.titles = [(mark, len(cells) - 1) for mark, cells in split if any(map(self._is_title, cells[1:]))]
        if not waiting.titles:
            return False
        rows = data.split(b"\n")[1:]
        return any(row.count(mark) == count for mark, count in waiting.titles for row in rows)

    def _is_title(self, cell: bytes) -> bool:
        title = self._titles.get(cell)
        if title is None:
            if len(self._titles) > _MOST_TITLES:
                self._titles.clear()
            title = self._titles[cell] = names.classify(cell.decode("utf-8", "replace")) == names.SECRET
        return title

    def _anchors(
        self, waiting: Waiting, marked: bool, found: tuple[int, list[Area] | None] | None, before: int, areas: list[Area]
    ) -> None:
        """Add the surroundings of marks and of regions of numbers, and keep which there are."""
        marks, spans = found or (0, None)
        if waiting.spans is not None and before & _NUMBERS:  # an old list may have another name now
            marks |= before & _NUMBERS
            spans = waiting.spans
            waiting.kept |= before & _NUMBERS
        if marked or before & anchors.MARKED:
            marks |= anchors.MARKED
        data = waiting.data
        for mark, start, end in anchors.places(data, marks, spans, self.near.is_told):
            waiting.kept |= mark
            if waiting.is_new(hash(data[start:end])):
                areas.append((start, end))

    @staticmethod
    def _seams(waiting: Waiting, areas: list[Area]) -> None:
        """Add the surroundings of literals that are joined."""
        data = waiting.data
        for low, high in anchors.wider(waiting.spans, len(data)):
            areas += [(max(0, low + start - REACH), low + end + REACH) for start, end in find_seams(data[low:high])]

    def _settle_all(self, objects: list[Waiting]) -> None:
        """Settle objects in their order: as many at once as can be told to hold values or not before all is known of them."""
        first = 0
        far: list[Waiting] = []
        for at, waiting in enumerate(objects):
            base = waiting.base
            if base and base.will == UNKNOWN and base.state < 0:
                self._finish(objects[first:at], far)
                first, far = at, []
            if not self._hushed and waiting.foresee() and waiting.seams and not waiting.whole:  # a value that stood there before may have another name now
                far.append(waiting)
        self._finish(objects[first:], far)

    def _finish(self, objects: list[Waiting], far: list[Waiting]) -> None:
        """Look at old stretches that have something new farther off, where these surroundings are new to the family; settle all."""
        for waiting in far:
            waiting.spans = around(waiting.seams or [], len(waiting.data), _FAR)
        areas = dict(zip([one.number for one in far], old_stretches(far, self.near, _FULL), strict=True))
        for waiting in objects:
            texts = areas.get(waiting.number)
            if texts:
                self._batch.look_at(waiting, anchors.texts(waiting.data, texts))
            self._settle(waiting)

    def _settle(self, waiting: Waiting) -> None:
        """Tell what follows from the values of an object that is looked at."""
        number, base = waiting.number, waiting.base
        marks = base.state if base else 0
        for one in waiting.kin:
            if one.found:
                waiting.found = True
                waiting.likely = waiting.likely or one.likely
                waiting.named = waiting.named or one.named
            waiting.worth = waiting.worth or one.worth
        costly = COSTLY * self._look_for_costly(waiting, marks)
        worth = WORTHY * waiting.worth | marks & WORTHY
        found = waiting.found
        text = waiting.text if marks & HOLDS and not waiting.whole else waiting.data
        silent = waiting.silent and text is waiting.text
        speaks = bool((found or marks & HOLDS) and not silent and context.mentions(text))
        further = (worth or self._watching) and not waiting.whole
        told = (speaks or marks & SPEAKS) and (further or waiting.likely or (speaks and marks & LIKELY))
        told = told and context.level(waiting.data)  # hashes mention anything
        if told and further and self._is_costly(_far_text(waiting) if marks & HOLDS else waiting.data):
            self._batch.look(waiting)
        if waiting.failed:
            self.close.append(number)  # the look at the whole object tells what was not read
        if waiting.named:
            self.named.append(number)
        if not (found or marks & HOLDS):
            waiting.settle(waiting.kept | worth | costly)
            return
        self.holders.append(number)
        if told and (waiting.likely or (speaks and marks & LIKELY)):
            self.close.append(number)
        waiting.settle(waiting.kept | HOLDS | worth | costly | marks & (SPEAKS | LIKELY) | SPEAKS * speaks | LIKELY * waiting.likely)

    def _look_for_costly(self, waiting: Waiting, marks: int) -> bool:
        """Look at all of an object that may have a value in a costly form, where that is worth it; tell whether it may.

        Asked are those that begin anew, that are the first to be worth it, or built on one with such a value.
        """
        if not (waiting.worth or marks & WORTHY) or waiting.whole or len(waiting.data) <= self._most:
            return False
        if not (waiting.asked or marks & COSTLY or not marks & WORTHY) or not self.near.is_worthy(waiting.data):
            return False
        self._batch.look(waiting)
        return True

    def _is_costly(self, text: bytes) -> bool:
        """Tell whether a text may hold a value in a form that is looked for where something speaks for it (guard.worth)."""
        return _has_short(text) or self.near.is_costly(text)


def _far_text(waiting: Waiting) -> bytes:
    spans = around(waiting.seams or [], len(waiting.data), _FAR)
    return waiting.data if spans is None else b"\n".join([waiting.data[start:end] for start, end in spans])


def _has_short(text: bytes) -> bool:
    if find_literals(text) or find_lines(text) or has_short_pieces(text) or has_groups(text):
        return True
    return any(next(iter(read(text)), None) is not None for read in (base85, rows))
