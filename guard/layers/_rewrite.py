"""Rewritten text: escapes replaced and gaps closed around what may be key bytes, with a way back.

Only neighbourhoods are rewritten, wide enough for a value's name and boundaries.
"""

from __future__ import annotations

from guard.model import Inner, Skip
from guard.runs import IS_RUN, find_lists
from guard.sort_out import may_matter
from guard.worth import is_worth

REACH = 400
_EDGE = 512
MANY = 12
_WHOLE = 64 << 10
_MOST_KNOWN = 10_000
APART = b"\n\n"  # one line break alone would make a single text of base64 lines that are none

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from re import Match

    from guard.model import Budget, View

    Patch = tuple[int, int, bytes]
    Area = tuple[int, int]


def everything(view: View) -> list[Area]:
    """Return a text as one area where it is worth to look at all of it: for what no stretch shows (guard.worth).

    Not below two layers: all such layers come off in any order, each text of which would be another.
    """
    if len(view.data) > _WHOLE or "deep" in view.memo or not is_worth(view):
        return []
    return [(0, len(view.data))]


def in_place(offset: int) -> int:
    """Map an offset of a text that is as long as what it was made from."""
    return offset


def substituted(
    view: View, budget: Budget, mark: int, pattern: bytes, decode: Callable[[Match[bytes]], bytes],
    told: Callable[[bytes], bool] | None = None, areas: list[Area] | None = None,
    quick: Callable[[bytes], bytes | None] | None = None,
) -> Iterator[Inner | Skip]:  # fmt: skip
    """Yield the neighbourhoods in which `pattern` breaks something that may be key bytes.

    Stretches with `mark` in them are looked at; `told` says whether one is worth it. `areas` are
    known to be worth it. `quick` puts `decode` for every match of a text, each of which begins with the mark; or
    returns None where it cannot.
    """
    areas = areas or []
    if not (view.marked(mark) or areas):
        return
    import re

    data, search, decode = view.data, re.compile(pattern), _remembered(decode)
    for start, end in view.marked(mark):
        piece = data[max(0, start - 1) : end + 1]
        if told is None or told(piece):
            done = quick(piece) if quick else None
            text, count = search.subn(decode, piece) if done is None else (done, piece.count(mark))
            if count and text != piece and (may_matter(text) or (count >= MANY and _may_list(text))):
                areas.append((start, end))
    spans = windows(data, sorted(areas))
    texts = []
    for first, last in spans:
        done = quick(data[first:last]) if quick else None
        texts.append(search.sub(decode, data[first:last]) if done is None else done)
    if all(text == data[first:last] for text, (first, last) in zip(texts, spans, strict=True)):
        return
    if not budget.take_text(sum(last - first for first, last in spans)):
        yield Skip("", budget.spent)
        return
    made: list[Parts] = []

    def outer(offset: int) -> int:  # few texts have values whose place is asked for
        if not made:
            patches = [
                (first + match.start(), first + match.end(), decode(match))
                for first, last in spans
                for match in search.finditer(data[first:last])
            ]
            made.append(_applied(data, spans, patches))
        return made[0].outer(offset)

    yield Inner(APART.join([*texts, b""]), offsets=outer, pieces=True)


def _remembered(decode: Callable[[Match[bytes]], bytes]) -> Callable[[Match[bytes]], bytes]:
    """Return `decode` with a memory: a table of characters repeats a few thousand escapes."""
    known: dict[bytes, bytes] = {}

    def remembered(match: Match[bytes]) -> bytes:
        mark = match[0]
        if mark in known:
            return known[mark]
        text = decode(match)
        if len(known) < _MOST_KNOWN:
            known[mark] = text
        return text

    return remembered


def _may_list(text: bytes) -> bool:
    """Tell whether decoded text may be a list of numbers, or wide characters."""
    return b"\x00" in text or bool(find_lists(text))


def windows(data: bytes, areas: Iterable[Area]) -> list[Area]:
    """Return the areas with their surroundings, merged, cut between runs and not within one."""
    spans: list[Area] = []
    for start, end in areas:
        first, last = _left(data, max(0, start - REACH)), _right(data, min(len(data), end + REACH))
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _left(data: bytes, position: int) -> int:
    low = max(0, position - _EDGE)
    return low + data[low:position].translate(IS_RUN).rfind(0) + 1


def _right(data: bytes, position: int) -> int:
    at = data[position : position + _EDGE].translate(IS_RUN).find(0)
    return min(len(data), position + (_EDGE if at < 0 else at))


def rewritten(
    data: bytes, spans: list[Area], patches: Iterable[Patch], budget: Budget
) -> Iterator[Inner | Skip]:
    """Yield one text of all `spans` (ascending) with `patches` (ascending, apart) applied, if there are any."""
    patches = list(patches)
    if not spans or not patches:
        return
    if not budget.take_text(sum(last - first for first, last in spans)):
        yield Skip("", budget.spent)
        return
    parts = _applied(data, spans, patches)
    yield Inner(b"".join(parts.pieces), offsets=parts.outer, pieces=True)  # its spans are paid for


def all_rewritten(
    view: View, budget: Budget, pattern: bytes, put: Callable[[Match[bytes]], bytes], start: int = 0
) -> Iterator[Inner | Skip]:
    """Yield a whole text, from `start` on, with `put` in place of all that matches `pattern`, if anything does."""
    import re

    data = view.data
    patches = [(*match.span(), put(match)) for match in re.compile(pattern).finditer(data, start)]
    yield from rewritten(data, [(start, len(data))], patches, budget)


def _applied(data: bytes, spans: list[Area], patches: list[Patch]) -> Parts:
    parts = Parts(data)
    waiting = iter(patches)
    patch = next(waiting, None)
    for first, last in spans:
        at = first
        while patch is not None and patch[1] <= last:
            if patch[0] >= at:
                parts.copy(at, patch[0])
                parts.put(patch[0], patch[2])
                at = patch[1]
            patch = next(waiting, None)
        parts.copy(at, last)
        parts.put(last, APART)
    return parts


class Parts:
    """Pieces of a text in the making, and where each came from."""

    __slots__ = ("_from", "_length", "_plain", "_to", "data", "pieces")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pieces: list[bytes] = []
        self._from: list[int] = []
        self._to: list[int] = []
        self._plain: list[bool] = []
        self._length = 0

    def copy(self, start: int, end: int) -> None:
        """Take over bytes as they are."""
        if end > start:
            self._add(start, self.data[start:end], True)

    def put(self, start: int, text: bytes) -> None:
        """Put bytes in place of what stands at `start`."""
        if text:
            self._add(start, text, False)

    def _add(self, start: int, text: bytes, plain: bool) -> None:
        self.pieces.append(text)
        self._to.append(self._length)
        self._from.append(start)
        self._plain.append(plain)
        self._length += len(text)

    def inner(self, budget: Budget, exact: bool = True) -> Inner | Skip:
        """Return all of it as one text, or what the budget says."""
        text = b"".join(self.pieces)
        return Inner(text, offsets=self.outer, exact=exact, pieces=True) if budget.take_text(len(text)) else Skip("", budget.spent)

    def outer(self, offset: int) -> int:
        """Map an offset of the rewritten text to one of the bytes it came from."""
        from bisect import bisect_right

        at = max(0, bisect_right(self._to, offset) - 1)
        return self._from[at] + (offset - self._to[at] if self._plain[at] else 0)
