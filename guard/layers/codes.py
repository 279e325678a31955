"""Lists of numbers that are the bytes of a text or a file: character codes, `xxd -i`, `od -An -t u1`, words of 2, 4 or 8 bytes.

Lists that are one key are read by encodings. Octal is told from decimal by its digits only, and the order of the
bytes of a word by nothing, so that each is tried.
"""

from __future__ import annotations

from guard.encodings._number_list import Numbers
from guard.encodings._numbers import numbers
from guard.layers._text import is_packed, is_text
from guard.model import Inner, Layer, Skip
from guard.rows import areas
from guard.view import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guard.model import Budget, View

_LEAST, _SMALL = 33, 160
_SAMPLE = 32
_DISTINCT = 20  # different values among 33 random bytes; tables have fewer
_WIDTHS = (2, 4, 8)
_KEYS = (32, 64)


def _test(data: bytes) -> bool:
    return len(data) >= 2 * _LEAST and bool(areas(data))


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    return inners(numbers(view), budget)


def inners(lists: Iterable[Numbers], budget: Budget) -> Iterator[Inner | Skip]:
    """Yield what lists of numbers are as bytes, where that may be worth a look."""
    for one in lists:
        for data, width in _contents(one):
            if not budget.take_text(2 * len(data)):
                yield Skip("", budget.spent)
                return
            yield Inner(data, offsets=_place(one, width))


def _place(one: Numbers, width: int) -> Callable[[int], int]:
    """Return what maps an offset of the bytes to that of the number they stand in."""
    return lambda offset: one.start(min(offset // width, len(one.widths) - 1))


def _contents(one: Numbers) -> Iterator[tuple[bytes, int]]:
    """Yield (bytes, bytes of one number) for each way to read a list that may be worth a look."""
    values = one.values
    smallest, largest = min(values), max(values)
    if largest < 378 and smallest >= 0 and one.widths.count(3) == len(values):
        octal = bytes(value // 100 * 64 + value // 10 % 10 * 8 + value % 10 for value in values if value % 10 < 8 and value // 10 % 10 < 8)
        if len(octal) == len(values):
            yield from _worth(octal, 1)
    if largest < 256 and smallest >= -128:
        yield from _worth(bytes(value & 255 for value in values), 1)
        return
    for width in _WIDTHS:
        if max(largest, -smallest) >> 8 * width == 0:
            mask = (1 << 8 * width) - 1
            words = [(value & mask).to_bytes(width, "big") for value in values]
            yield from _worth(b"".join(words), width)
            yield from _worth(b"".join(word[::-1] for word in words), width)
            return


def _worth(data: bytes, width: int) -> Iterator[tuple[bytes, int]]:
    if len(data) < _LEAST:
        return
    middle = max(0, len(data) - _SAMPLE) // 2
    may_hold = _LEAST <= len(data) <= _SMALL and len(data) not in _KEYS and len(set(data)) >= _DISTINCT  # a key itself is no file of one
    if may_hold or is_text(data[middle : middle + _SAMPLE]) or is_packed(data[:16]):
        yield data, width


def _wrap(text: bytes) -> bytes | None:
    return b"[" + b", ".join(b"%d" % byte for byte in text) + b"]"


LAYER = Layer(name="codes", test=_test, open=_open, wrap=_wrap, rests=ROWS)
