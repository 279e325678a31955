"""Values in groups of one width with equal surroundings: `abcd efgh`, numbered or quoted lines, cells of a table.

Nothing is known here of separators: what stands between two groups has to stand between their neighbours, but for the
words in it, which may count lines or tell the time. All text has such rows, so that they are looked for where that is
worth it (guard.worth), and are good for a proof only.
"""

from __future__ import annotations

from guard.layers._groups import Row, areas, rows, single
from guard.layers._joins import LONGEST
from guard.layers._rewrite import Parts
from guard.layers.parts import LENGTHS as _TOGETHER
from guard.layers.parts import fitting
from guard.layers.short_literals import is_random
from guard.model import RUN_BYTES, Layer
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_LEAST = 43
_LARGEST = 64 << 10
_LENGTHS = _TOGETHER | {52, 56}  # and base32
_BITS = b"01"


def _test(data: bytes) -> bool:
    return _LEAST < len(data) <= _LARGEST and 0 not in data  # wide characters are no groups of one


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    if "listed" in view.memo:
        return
    found: dict[Row, None] = {}
    for row in single(data):
        found.update(dict.fromkeys(_worth(data, row)))
    for area in areas(data):
        for row in rows(data, *area):
            found.update(dict.fromkeys(_worth(data, row)))
    if not found:
        return
    made = Parts(data)
    for row in found:
        for start, end in row:
            made.copy(start, end)
        made.put(row[-1][1], b"\n\n")  # one would make lines of a body of them
    yield made.inner(budget, exact=False)


def _worth(data: bytes, row: Row) -> Iterator[Row]:
    """Yield a row that may be a value or a body, and what in it is as long as a value."""
    text = b"".join([data[start:end] for start, end in row])
    size = len(text.rstrip(b"="))
    bits = not text.translate(None, _BITS)
    if size < _LEAST or not (bits or is_random(text)) or (text.isdigit() and not bits):
        return
    yield row
    if size > 2 * LONGEST:
        return
    yield from fitting(row, _LENGTHS)


def _wrap(text: bytes) -> bytes | None:
    head, _, value = text.rpartition(b" ")
    if len(value) < _LEAST or value.rstrip(b"=").translate(None, RUN_BYTES):
        return None
    lines = [b"%3d | %s" % (at // 9 + 1, value[at : at + 9]) for at in range(0, len(value), 9)]
    return head + b"\n" + b"\n".join(lines) + b"\n"


LAYER = Layer(name="columns", test=_test, open=_open, wrap=_wrap, rests=WORTH)
