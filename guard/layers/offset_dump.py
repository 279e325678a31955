"""Dumps with offsets that guard.layers.dump does not read: narrow ones, decimal, octal words, characters (`od -c`).

What they show is a file of its own, as there; they begin at offset 0.
"""

from __future__ import annotations

from guard.layers._offsets import lines, shown
from guard.model import Inner, Layer, Skip
from guard.view import OFFSETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_LEAST, _MOST = 32, 1 << 20


def _test(data: bytes) -> bool:
    return len(data) >= 2 * _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if not view.has & OFFSETS:
        return
    for group in lines(view.data):
        if len(group) < 2:
            continue
        for cells in shown(view.data, group):
            if _LEAST <= len(cells.data) <= _MOST:
                if not budget.take_text(len(cells.data)):
                    yield Skip("", budget.spent)
                    return
                yield Inner(cells.data, offsets=cells.place)


def _wrap(text: bytes) -> bytes:
    rows = [text[at : at + 8] for at in range(0, len(text), 8)]
    return b"".join(b"%08x: %s\n" % (8 * at, row.hex(" ").encode()) for at, row in enumerate(rows)) + b"%08x\n" % len(text)


LAYER = Layer(name="offset-dump", test=_test, open=_open, wrap=_wrap, rests=OFFSETS)
