"""Hex in groups of several widths: two UUIDs, halves on lines of their own with `0x` before each.

All text has hex between signs: looked for where that is worth it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from guard.layers.parts import fitting, listed
from guard.layers.short_literals import is_random
from guard.model import Layer
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_LEAST, _LARGEST = 66, 64 << 10
_GROUP = rb"(?<![0-9A-Za-z])(?:0[xX])?([0-9a-fA-F]{4,60})(?![0-9A-Za-z])"
_APART = 8  # signs between two groups
_TOGETHER = frozenset((64, 128))


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    data = view.data
    if "listed" in view.memo:
        return
    rows: list[list[tuple[int, int]]] = [[]]
    end = 0
    for match in re.finditer(_GROUP, data):
        if rows[-1] and match.start() - end > _APART:
            rows.append([])
        end = match.end()
        rows[-1].append(match.span(1))
    yield from listed(data, (one for row in rows for one in fitting(row, _TOGETHER)), is_random, budget)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="hex-groups", test=_test, open=_open, wrap=_wrap, rests=WORTH)
