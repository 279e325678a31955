"""Dumps of bytes: hexdump, xxd, od, debuggers, packet viewers, with offsets and the text beside or without.

What they show is a file of its own: raw bytes, or a text that holds a value in any form. Words of
more than one byte are read in both byte orders.
"""

from __future__ import annotations

from guard.layers._dumps import Dump, dumps
from guard.model import Inner, Layer, Skip
from guard.view import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_LEAST = 32


def _test(data: bytes) -> bool:
    return len(data) >= 2 * _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    for start, end in view.rows:
        for dump in dumps(view.data, start, end):
            if not budget.take_text(2 * len(dump.data)):
                yield Skip("", budget.spent)
                return
            yield _inner(dump, dump.data)
            if dump.width > 1:
                yield _inner(dump, dump.swapped())


def _inner(dump: Dump, data: bytes) -> Inner:
    return Inner(data, offsets=dump.place)


def _wrap(text: bytes) -> bytes | None:
    rows = [text[at : at + 16] for at in range(0, len(text), 16)]
    shown = bytes(byte if 32 <= byte < 127 else 46 for byte in range(256))
    return b"".join(
        b"%08x  %-48s  |%s|\n" % (16 * at, row.hex(" ").encode(), row.translate(shown)) for at, row in enumerate(rows)
    )


LAYER = Layer(name="dump", test=_test, open=_open, wrap=_wrap, rests=ROWS)
