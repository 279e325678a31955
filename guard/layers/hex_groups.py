"""Hex in groups of several widths: two UUIDs, halves on lines of their own with `0x` before each.

All text has hex between signs: looked for where that is worth it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from guard.layers.parts import fitting, listed
from guard.layers.short_literals import is_random
from guard.model import Layer
from guard.runs import class_of, find_class
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_LEAST, _LARGEST = 66, 64 << 10
_SHORTEST, _LONGEST = 4, 60
_IS_HEX = class_of(b"0123456789abcdefABCDEF")
_PREFIXES = (b"0x", b"0X")
_APART = 8  # signs between two groups
_TOGETHER = frozenset((64, 128))


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    if "listed" in view.memo:
        return
    rows: list[list[tuple[int, int]]] = [[]]
    last = 0
    for begin, start, end in _groups(data):
        if rows[-1] and begin - last > _APART:
            rows.append([])
        last = end
        rows[-1].append((start, end))
    yield from listed(data, (one for row in rows for one in fitting(row, _TOGETHER)), is_random, budget)


def _groups(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (where it begins, start and end of its digits) of each word of digits, with `0x` before them or not."""
    for start, end in find_class(data, _IS_HEX, _SHORTEST):
        begin = start - 2 if data[max(0, start - 2) : start] in _PREFIXES else start
        if end - start <= _LONGEST and not data[end : end + 1].isalnum() and not data[max(0, begin - 1) : begin].isalnum():
            yield begin, start, end


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="hex-groups", test=_test, open=_open, wrap=_wrap, rests=WORTH)
