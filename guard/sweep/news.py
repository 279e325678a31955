"""What is new in an object against the one it is a delta of: values, names, words; nothing else is looked at."""

from __future__ import annotations

from array import array
from itertools import accumulate

from guard import context
from guard.encodings.worded_numbers import worded
from guard.encodings.z85 import values as base85
from guard.layers._groups import has_groups
from guard.layers.markup import has_short_pieces
from guard.layers.short_literals import find_lines, find_literals
from guard.packs.delta import news
from guard.runs import find_seams
from guard.sweep import anchors
from guard.sweep.batch import Batch, Waiting
from guard.sweep.near import REACH, Near, area, lines_around, whole_stretch
from guard.sweep.values import Values
from guard.worth import speaks

HOLDS, SPEAKS, PLAIN, LIKELY = 1, 2, 16, 64
_NEAR, _FAR = 32, 512
_HEAD = 512

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.limits import Limits


class News:
    """Looks at the objects of one family after another; `end` ends a job.

    What `visit` returns for an object is handed back as `state` with those built on it: whether it may
    hold values (HOLDS), whether it may speak of Backpack (SPEAKS, told of holders only), whether it is
    text as far as can be told (PLAIN), what guard.sweep.anchors has to know; as long as it waits in a
    batch, the Waiting that will know.
    `close`: numbers of objects to be examined whole. `named`: those in which a value may be called a
    secret. `holders`: those that may hold any value.
    """

    __slots__ = ("_batch", "_family", "_known", "_near", "_watching", "close", "holders", "named", "values")

    def __init__(self, values: Values, limits: Limits | None) -> None:
        self.values = values
        self._batch = Batch(limits, values, self._settle)
        self._near = Near()
        self._watching = limits is not None and limits.watching
        self._family = 0
        self._known: set[int] = set()
        self.close = array("Q")
        self.named = array("Q")
        self.holders = array("Q")

    def begin(self, family: int) -> None:
        """Go on to another family."""
        self._family = family
        if self._known:
            self._known = set()

    def end(self) -> None:
        """Settle what waits: a job is done."""
        self._batch.flush()
        self.values.forget()

    def visit(self, number: int, data: bytes, pieces: list[bytes] | None, state: object) -> int | Waiting:
        """Enter what is new in an object; return its state."""
        base: int | Waiting = 0
        if isinstance(state, int):
            base = marks = state
        elif isinstance(state, Waiting):
            base, marks = state, state.kept | HOLDS
            if state.state >= 0:
                base = marks = state.state
        else:
            marks = 0
        whole = pieces is not None and self._new_head(data, pieces, marks)
        if whole:
            pieces = None
        text, spans = news(data, pieces, _NEAR)
        same = bool(marks & PLAIN and pieces and len(pieces[0]) >= _HEAD and b"\x00" not in text)
        if self._near.is_wrapped(text) if same else self._near.is_deep(data):
            return self._whole(Waiting(number, self._family, data, text, base, 0))
        kept, areas = self._news(data, text, spans, marks)
        if marks & HOLDS and spans is not None:  # a value that stood there before may have another name now
            text, spans = news(data, pieces, _FAR)
        self._around(data, text, spans, areas)
        if same or self._near.is_plain(data[:_HEAD]):
            kept |= PLAIN
        if speaks(data) or (self._watching and (_has_short(text) or self._near.is_costly(text))):
            return self._whole(Waiting(number, self._family, data, text, base, kept))
        if areas or marks & HOLDS:
            waiting = Waiting(number, self._family, data, text, base, kept)
            self._batch.add(waiting, [data[first:last] for first, last in anchors.merged(areas)])
            return waiting
        return kept

    def _whole(self, waiting: Waiting) -> Waiting:
        """Look at an object by itself; it is settled with the others."""
        self._batch.look(waiting)
        self._batch.add(waiting, [])
        return waiting

    def _settle(self, waiting: Waiting) -> None:
        """Tell what follows from the values of an object that is looked at."""
        number, base = waiting.number, waiting.base
        marks = base.state if isinstance(base, Waiting) else base
        found = waiting.found
        speaks = bool((found or marks & HOLDS) and context.mentions(waiting.text if marks & HOLDS else waiting.data))
        told = (speaks or marks & SPEAKS) and context.level(waiting.data)  # hashes mention anything
        if told and not waiting.whole:
            text = waiting.text if marks & HOLDS else waiting.data
            if _has_short(text) or self._near.is_costly(text):
                self._batch.look(waiting)
        if waiting.failed:
            self.close.append(number)  # the look at the whole object tells what was not read
        if waiting.named:
            self.named.append(number)
        if not (found or marks & HOLDS):
            waiting.state = waiting.kept
            return
        self.holders.append(number)
        if told and (waiting.likely or (speaks and marks & LIKELY)):
            self.close.append(number)
        waiting.state = waiting.kept | HOLDS | marks & (SPEAKS | LIKELY) | SPEAKS * speaks | LIKELY * waiting.likely

    def _new_head(self, data: bytes, pieces: list[bytes], marks: int) -> bool:
        """Tell whether the first line, which names the columns of a table, is another one above old values."""
        if not marks & HOLDS or not pieces or len(pieces[0]) > 4000:
            return False
        head = data[: max(0, data.find(b"\n", 0, 4000))]
        if len(pieces[0]) > len(head) or not (b"," in head or b";" in head or b"\t" in head):
            return False
        self._known.clear()
        return True

    def _news(
        self, data: bytes, text: bytes, spans: list[tuple[int, int]] | None, before: int
    ) -> tuple[int, list[tuple[int, int]]]:
        """Return the state and the surroundings of all that could be a value and that this family has not shown before."""
        areas: list[tuple[int, int]] = []
        kept = anchors.state_of(text, before)
        still = 0 if spans is None else before & (anchors.LISTED | anchors.ROWED)
        if kept:
            known = self._known
            for mark, start, end in anchors.places(data, kept, spans):
                still |= mark
                key = hash(data[start:end])
                if key not in known:
                    known.add(key)
                    areas.append((start, end))
        if b"+" in text:
            for low, high in anchors.wider(spans, len(data)):
                areas += [(max(0, low + start - REACH), low + end + REACH) for start, end in find_seams(data[low:high])]
        return still, areas

    def _around(self, data: bytes, text: bytes, spans: list[tuple[int, int]] | None, areas: list[tuple[int, int]]) -> None:
        """Add the surroundings of stretches that are new to this family."""
        stretches = self._near.stretches(text)
        if not stretches:
            return
        starts = list(accumulate((end - start + 1 for start, end in spans), initial=0)) if spans else []
        place = 0
        boring = self._near.boring
        for start, end in stretches:
            stretch = text[start:end]
            if spans:
                while starts[place + 1] <= start:
                    place += 1
                cut = start == starts[place] or end == starts[place + 1] - 1
                move = spans[place][0] - starts[place]
                start, end = start + move, end + move
                if cut:
                    start, end = whole_stretch(data, start, end)
                    stretch = data[start:end]
            if hash(stretch) in boring or not self._near.is_likely(stretch):
                continue
            key = hash(lines_around(data, start, end))
            if key in self._known:
                continue
            self._known.add(key)
            areas.append(area(data, start, end))


def _has_short(text: bytes) -> bool:
    """Tell whether a text may hold a value in a form that is looked for where something speaks for it (guard.worth)."""
    if find_literals(text) or find_lines(text) or has_short_pieces(text) or has_groups(text):
        return True
    return any(next(iter(read(text)), None) is not None for read in (base85, worded))
