"""Dumps with offsets that guard.layers.dump does not read: narrow ones, decimal, octal words, characters (`od -c`).

What they show is a file of its own, as there; they begin at offset 0, but where it is worth to look for what was cut from one (guard.worth).
"""

from __future__ import annotations

from guard.layers._offsets import lines, lines_anywhere, shown
from guard.model import Inner, Layer, Skip
from guard.view import BINARY, OFFSETS
from guard.worth import WORTH, is_worth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_LEAST, _MOST = 32, 1 << 20
_LARGEST = 64 << 10


def _test(data: bytes) -> bool:
    return len(data) >= 2 * _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if is_worth(view) and len(view.data) <= _LARGEST and not view.has & BINARY:
        groups = lines_anywhere(view.data)
    elif view.has & OFFSETS:
        groups = lines(view.data)
    else:
        return
    for group in groups:
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


LAYER = Layer(name="offset-dump", test=_test, open=_open, wrap=_wrap, rests=OFFSETS | WORTH)
