"""Lists of numbers that are the bytes of a text or a file: character codes, `xxd -i`, `od -An -t u1`, words of 2, 4 or 8 bytes.

Lists that are one key are read by encodings. Octal is told from decimal by its digits only, and the order of the
bytes of a word by nothing, so that each is tried.
"""

from __future__ import annotations

from array import array
from sys import byteorder

from guard.encodings._number_list import Numbers
from guard.encodings._numbers import numbers
from guard.layers._text import is_packed, is_text
from guard.model import Inner, Layer, Skip
from guard.rows import areas
from guard.view import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from guard.model import Budget, View

_LEAST, _SMALL = 33, 160
_SAMPLE = 32
_DISTINCT = 20  # different values among 33 random bytes; tables have fewer
_CODES = {2: "H", 4: "I", 8: "Q"}
_WIDTHS = tuple(_CODES)
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
        yield from _worth(_octal, values, 1)
    if largest < 256 and smallest >= -128:
        yield from _worth(_bytes, values, 1)
        return
    for width in _WIDTHS:
        if max(largest, -smallest) >> 8 * width == 0:
            for order in ("big", "little"):
                yield from _worth(lambda some, order=order, width=width: _words(some, width, order), values, width)  # type: ignore[misc]  # bound at once
            return


def _octal(values: Sequence[int]) -> bytes:
    octal = bytes(value // 100 * 64 + value // 10 % 10 * 8 + value % 10 for value in values if value % 10 < 8 and value // 10 % 10 < 8)
    return octal if len(octal) == len(values) else b""


def _bytes(values: Sequence[int]) -> bytes:
    return bytes(value & 255 for value in values)


def _words(values: Sequence[int], width: int, order: str) -> bytes:
    mask = (1 << 8 * width) - 1
    words = array(_CODES[width], [value & mask for value in values])
    if order != byteorder:
        words.byteswap()
    return words.tobytes()


def _worth(make: Callable[[Sequence[int]], bytes], values: Sequence[int], width: int) -> Iterator[tuple[bytes, int]]:
    size = len(values) * width
    if size < _LEAST:
        return
    middle = max(0, size - _SAMPLE) // 2
    first = middle // width
    sample = make(values[first : first + _SAMPLE // width + 1])[middle - first * width :][:_SAMPLE]
    if is_text(sample) or is_packed(make(values[:16])[:16]):
        data = make(values)
    elif size <= _SMALL and size not in _KEYS:  # a key itself is no file of one
        data = make(values)
        if len(set(data)) < _DISTINCT:
            return
    else:
        return
    if data:
        yield data, width


def _wrap(text: bytes) -> bytes | None:
    return b"[" + b", ".join(b"%d" % byte for byte in text) + b"]"


LAYER = Layer(name="codes", test=_test, open=_open, wrap=_wrap, rests=ROWS)
