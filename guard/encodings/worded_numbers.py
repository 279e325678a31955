"""Bytes among words: `seed[0] = 159;` for each index, `s.append(159)`, `(uint8_t)0x9f`, `8'h9f`, `<int>159</int>`.

Words between numbers are what all text is made of, so that no table shows such rows: they are looked for where that is
worth it (guard.worth).
"""

from __future__ import annotations

from guard.encodings._number_list import Numbers
from guard.encodings._numbers import lists
from guard.encodings.numbers import values
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 64 << 10
_FEWEST = 32  # numbers, which have 80 digits together and more
_DIGITS = b"0123456789abcdefABCDEF"
_SHAPE = bytes(100 if byte in _DIGITS else 32 for byte in range(256))
_LONG_ONES = 12  # groups of four digits in 32 bytes as words
_DECIMAL = b"0123456789"


def _find(view: View) -> Iterator[Candidate]:
    return values(view.data, worded(view), "worded-numbers")


def worded(view: View) -> list[Numbers]:
    """Return the rows of numbers anywhere in a text; they are read once."""
    if "worded" not in view.memo:
        view.memo["worded"] = list(rows(view.data)) if len(view.data) <= _LARGEST else []
    return view.memo["worded"]  # type: ignore[return-value]  # what was put there a line above


def rows(data: bytes) -> Iterator[Numbers]:
    """Yield the rows of numbers in bytes that have enough of them."""
    if len(data) - len(data.translate(None, _DECIMAL)) < _FEWEST:
        return
    shape = data.translate(_SHAPE)
    if shape.count(b"d ") >= _FEWEST or shape.count(b"dddd") >= _LONG_ONES:
        yield from lists(data, 0, anything=True)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b" ".join(b"seed[%d] = %d;" % (at, byte) for at, byte in enumerate(seed))


ENCODING = Encoding(name="worded-numbers", label="list of 32 numbers among words", find=_find, encode=_encode, rests=WORTH)
