r"""Characters in cells of four columns, as `od -c` and `od -a` show them (`\0`, `237`, `a`, `sp`, `nul`), with offsets or without.

Below a row of hex as well (`od -t x1c`). Those of `od -a` have lost their eighth bit, so that only a text is in them.
"""

from __future__ import annotations

from guard.model import Inner, Layer, Skip
from guard.view import is_binary
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Pattern

    from guard.model import Budget, View

    Row = tuple[int, int]

_NAMES = (
    "nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp"
).split()  # fmt: skip
_VALUES = {name.encode(): at for at, name in enumerate(_NAMES)} | {
    b"del": 127, b"lf": 10, b"\\0": 0, b"\\a": 7, b"\\b": 8, b"\\t": 9, b"\\n": 10, b"\\v": 11, b"\\f": 12, b"\\r": 13, b"": 32,
}  # fmt: skip
_CELL = 4
_LEAST, _LARGEST = 32, 64 << 10
_APART = 120  # bytes between two rows: the row of hex above each
_patterns: list[Pattern[bytes]] = []


def _pattern() -> Pattern[bytes]:
    if not _patterns:
        import re

        cells = (rb"   [!-~]", rb"  \\[0abtnvfr]", rb" [0-3][0-7]{2}", rb"    ", *(name.rjust(_CELL) for name in _VALUES if name.isalnum()))
        _patterns.append(re.compile(rb"(?m)\n(?:[0-9a-fA-F]{6,16})?((?:" + b"|".join(cells) + rb"){1,32})[ \t]*\r?$"))
    return _patterns[0]


def _test(data: bytes) -> bool:
    return _LEAST * _CELL <= len(data) <= _LARGEST and b"   " in data and not is_binary(data)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    rows: list[Row] = []
    for match in _pattern().finditer(b"\n" + view.data):  # so that the machine jumps from one line break to the next
        if rows and match.start() - rows[-1][1] > _APART:
            yield from _whole(view.data, rows, budget)
            rows = []
        if match.group(1).strip():
            rows.append((match.start(1) - 1, match.end(1) - 1))
    yield from _whole(view.data, rows, budget)


def _whole(data: bytes, rows: list[Row], budget: Budget) -> Iterator[Inner | Skip]:
    places = [at for start, end in rows for at in range(start, end, _CELL)]
    if len(places) < _LEAST or len(rows) < 2:
        return
    if budget.take_text(len(places)):
        yield Inner(bytes(_value(data[at : at + _CELL].strip()) for at in places), offsets=_place(places))
    else:
        yield Skip("", budget.spent)


def _place(places: list[int]) -> Callable[[int], int]:
    return lambda offset: places[max(0, min(offset, len(places) - 1))]


def _value(cell: bytes) -> int:
    if cell in _VALUES:
        return _VALUES[cell]
    return int(cell, 8) if len(cell) == 3 else cell[0]


def _wrap(text: bytes) -> bytes:
    shown = [bytes((byte,)) if 33 <= byte < 127 else b"\\n" if byte == 10 else b"" if byte == 32 else b"%03o" % byte for byte in text]
    return b"\n".join(b"".join(cell.rjust(_CELL) for cell in shown[at : at + 16]) for at in range(0, len(shown), 16))


LAYER = Layer(name="cells", test=_test, open=_open, wrap=_wrap, rests=WORTH)
