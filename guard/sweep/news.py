"""What is new in an object against the one it is a delta of: values, names, words; nothing else is looked at."""

from __future__ import annotations

from array import array
from itertools import accumulate

from guard import context, names, naming
from guard.candidates import Opened, unfold
from guard.locate import Lines
from guard.model import Candidate, Skip
from guard.packs.delta import changed
from guard.sift import BASE64, is_labelled
from guard.sweep import anchors
from guard.sweep.near import REACH, Near, area, lines_around, whole_stretch
from guard.sweep.values import Values

HOLDS, SPEAKS = 1, 2
_NEAR, _FAR = 96, 512  # the former: a region of numbers (guard.runs) must show in what is new of it
_GAP = b"\n\x01\n\x01\n"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.limits import Limits


class News:
    """Looks at the objects of one family after another.

    What `visit` returns for an object is handed back as `state` with those built on it: whether it may
    hold values (HOLDS), and whether it may speak of Backpack (SPEAKS, told of holders only).
    `close`: numbers of objects to be examined whole. `named`: those in which a value may be called a
    secret. `holders`: those that may hold any value.
    """

    __slots__ = ("_known", "_limits", "_names", "_near", "close", "holders", "named", "values")

    def __init__(self, values: Values, limits: Limits | None) -> None:
        self.values = values
        self._limits = limits
        self._near = Near()
        self._known: set[int] = set()
        self._names: dict[bytes, str] = {}
        self.close = array("Q")
        self.named = array("Q")
        self.holders = array("Q")

    def begin(self, family: int) -> None:
        """Go on to another family."""
        self.values.begin(family)
        self._known = set()

    def visit(self, number: int, data: bytes, pieces: list[bytes] | None, state: object) -> int:
        """Enter what is new in an object; return its state."""
        marks = state if isinstance(state, int) else 0
        spans = None
        if pieces is not None and not self._new_head(data, pieces, marks):
            spans = changed(pieces, len(data), _FAR if marks & HOLDS else _NEAR)
        text = data if spans is None else b"\n".join([data[start:end] for start, end in spans])
        kept = anchors.state_of(text, marks)
        if self._near.is_deep(data):
            found, named = self._enter(data, number)
        else:
            found, named = self._enter(self._news(data, text, spans, kept), number)
        if named:
            self.named.append(number)
        if not (found or marks & HOLDS):
            return kept
        self.holders.append(number)
        speaks = bool(context.mentions(text if marks & HOLDS else data))
        if ((found and (speaks or marks & SPEAKS)) or (speaks and marks & HOLDS)) and context.level(data):
            self.close.append(number)
        return kept | HOLDS | marks & SPEAKS | (SPEAKS if speaks else 0)

    def _new_head(self, data: bytes, pieces: list[bytes], marks: int) -> bool:
        """Tell whether the first line, which names the columns of a table, is another one above old values."""
        if not marks & HOLDS or not pieces or len(pieces[0]) > 4000:
            return False
        head = data[: max(0, data.find(b"\n", 0, 4000))]
        if len(pieces[0]) > len(head) or not (b"," in head or b";" in head or b"\t" in head):
            return False
        self._known.clear()
        return True

    def _news(self, data: bytes, text: bytes, spans: list[tuple[int, int]] | None, kept: int) -> bytes:
        """Return the surroundings of all that could be a value and that this family has not shown before."""
        areas: list[tuple[int, int]] = []
        if kept:
            for start, end in anchors.places(data, kept):
                key = hash(data[start:end])
                if key not in self._known:
                    self._known.add(key)
                    areas.append((start, end))
        stretches = self._near.stretches(text)
        if stretches:
            self._around(data, text, spans, stretches, areas)
        return _GAP.join([data[first:last] for first, last in _merged(areas)])

    def _around(
        self, data: bytes, text: bytes, spans: list[tuple[int, int]] | None, stretches: list[tuple[int, int]],
        areas: list[tuple[int, int]],
    ) -> None:  # fmt: skip
        """Add the surroundings of stretches that are new to this family."""
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
            areas.append(area(data, start, end, REACH))

    def _enter(self, text: bytes, number: int) -> tuple[bool, bool]:
        """Enter all values of a text; return whether there are any, and whether one is called a secret."""
        found = named = False
        if not text:
            return found, named
        for opened in unfold(text, self._limits):
            if isinstance(opened, Skip):
                self.close.append(number)  # the look at the whole object tells what was not read
                found = True
                continue
            lines = None
            for candidate in opened.candidates():
                found = True
                self.values.add(candidate)
                lines = lines or Lines(opened.view.data)
                named = named or self._is_named(lines, candidate, opened)
        return found, named

    def _is_named(self, lines: Lines, candidate: Candidate, opened: Opened) -> bool:
        """Tell whether a value could be reported with nothing around it that speaks of Backpack (guard.sift)."""
        if candidate.role != "any":
            return candidate.role == "seed"
        if not (candidate.exact and opened.exact) or len(candidate.value) != 32 or candidate.encoding not in BASE64:
            return False
        data, start = lines.data, candidate.start
        if is_labelled(data, start):
            return False
        left = data[max(lines.start(start), start - 160) : start]
        name = self._names.get(left)
        if name is None:
            if len(self._names) > 20_000:
                self._names.clear()
            name = self._names[left] = names.classify(naming.mask(left.decode("utf-8", "replace")))
        return (name or naming.name_of(lines, start)) == names.SECRET


def _merged(areas: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return areas in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(areas):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
