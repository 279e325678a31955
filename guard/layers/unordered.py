"""Parts of a value in another order than theirs: `part 2: ...` before `part 1: ...`, `s[2] = "..."`, the second half before the first.

The numbers before parts say the order; of two or three parts that lie side by side all are tried. All text has numbers before
words: looked for where that is worth it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from guard.layers._groups import areas
from guard.layers.parts import LENGTHS
from guard.layers.short_literals import is_random
from guard.model import Inner, Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Pattern

    from guard.model import Budget, View

    Part = tuple[int, int, int, int]  # its number, where that stands, start and end of the part

_LEAST, _LARGEST = 43, 64 << 10
_WORDS = (b"first", b"second", b"third", b"fourth", b"fifth", b"sixth")
_COUNT = rb"(?<![0-9.])([0-9]{1,2})(?:st|nd|rd|th)?(?:[ ]?(?:/|of)[ ]?[0-9]{1,2})?|(?i:(" + b"|".join(_WORDS) + rb"))"
_NUMBERED = rb"(?=(?:" + _COUNT + rb")(?:[ _-]?[A-Za-z]{2,10})?[^A-Za-z0-9+/]{1,24}([A-Za-z0-9+/_-]{4,63})={0,2}(?![A-Za-z0-9+/_-]))"
_NAME = rb"(?:(?:[A-Za-z][a-z]{2,}|[A-Z]{3,})[_-]?){1,8}[0-9]{1,2}"
_HALF = rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,63}(?![A-Za-z0-9+/_-])"
_APART = 80  # bytes between two parts
_MOST = 24  # parts
_VALUES = (43, 44)  # characters: a value, and no part of one
_patterns: list[Pattern[bytes]] = []


def _compiled() -> list[Pattern[bytes]]:
    if not _patterns:
        import re

        _patterns.extend(re.compile(source) for source in (_NUMBERED, _NAME, _HALF))
    return _patterns


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    if "listed" in view.memo:
        return
    rows = [row for area in areas(data) for find in (_numbered, _turned) for row in find(data, *area)]
    texts = {b"".join(data[start:end] for start, end in row): (min(row)[0], max(row)[1]) for row in rows}
    made = {text: span for text, span in texts.items() if is_random(text)}
    if not made:
        return
    whole = b"".join(text + b"\n\n" for text in made)
    yield Inner(whole, offsets=_places(made), exact=False, pieces=True) if budget.take_text(len(whole)) else Skip("", budget.spent)


def _places(made: dict[bytes, tuple[int, int]]) -> Callable[[int], int]:
    """Return what maps the beginning of a joined text to that of its parts, as they stand, and its end to theirs."""
    from bisect import bisect_right

    starts, spans = [0], list(made.values())
    for text in made:
        starts.append(starts[-1] + len(text) + 2)

    def place(offset: int) -> int:
        row = min(bisect_right(starts, offset) - 1, len(spans) - 1)
        return spans[row][0] if offset < starts[row + 1] - 3 else spans[row][1] - 1

    return place


def _numbered(data: bytes, first: int, last: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the parts of each row of numbered ones that are as long as a value together and not in order, in theirs."""
    numbered, name, _ = _compiled()
    row: list[Part] = []
    for match in numbered.finditer(data, first, last):
        start, end = match.span(3)
        if end - start in _VALUES:
            continue
        if row and match.start() < row[-1][3]:
            if match.start() < row[-1][2] or not name.fullmatch(data, *row[-1][2:]):
                continue
            row.pop()  # what follows the end of another value is the name of a part
        if row and match.start() - row[-1][3] > _APART:
            yield from _ordered(row)
            row = []
        number = int(match[1]) if match[1] else _WORDS.index(match[2].lower()) + 1
        row.append((number, match.start(), start, end))
    yield from _ordered(row)


def _ordered(row: list[Part]) -> Iterator[list[tuple[int, int]]]:
    for first in range(len(row)):
        total, numbers = 0, set()
        for last in range(first, min(first + _MOST, len(row))):
            number, _, start, end = row[last]
            if number in numbers:
                break
            numbers.add(number)
            total += end - start
            chosen = row[first : last + 1]
            if last > first and total in LENGTHS and max(numbers) - min(numbers) == last - first and chosen != sorted(chosen):
                yield [part[2:] for part in sorted(chosen)]


def _turned(data: bytes, first: int, last: int) -> Iterator[list[tuple[int, int]]]:
    """Yield every two or three runs that lie side by side and are as long as a value together, in any order but theirs."""
    from itertools import permutations

    row: list[tuple[int, int]] = []
    for match in _compiled()[2].finditer(data, first, last):
        here = match.span()
        if here[1] - here[0] in _VALUES or (row and here[0] - row[-1][1] > _APART):
            row = []
        if here[1] - here[0] in _VALUES:
            continue
        row = [*row[-2:], here]
        for count in range(2, len(row) + 1):
            chosen = tuple(row[-count:])
            if sum(end - start for start, end in chosen) in LENGTHS:
                yield from (list(one) for one in permutations(chosen) if one != chosen)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="unordered", test=_test, open=_open, wrap=_wrap, rests=WORTH)
