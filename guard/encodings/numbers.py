"""Lists of 32 or 64 bytes in any notation: with indexes, casts, suffixes, comments or tags, each on its line or not.

`{"0": 159, "1": 12}` as JSON writes a typed array, `0x9f.toByte()`, `0x9Fuy;`, `$9F`, `&H9F`, `[0] => 159`.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.encodings._number_list import Numbers
from guard.encodings._numbers import numbers
from guard.model import Candidate, Encoding, View
from guard.view import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DISTINCT = 20  # different values among 32 random bytes: 30 on average, fewer than 20 never
_SIMPLE = b"0123456789abcdefABCDEFxX,- \t\r\n"
_MOST = 400  # windows of one list: a table of rows has one for each row


def _find(view: View) -> Iterator[Candidate]:
    return values(view.data, numbers(view), "numbers")


def values(data: bytes, lists: Iterable[Numbers], name: str) -> Iterator[Candidate]:
    """Yield the values that lists of numbers hold between two changes of their surroundings."""
    for one in lists:
        if len(one.values) < 32:
            continue
        left = _MOST
        for size in _blob.SIZES:
            for first in one.windows(size):
                left -= 1
                if left < 0:
                    break
                value = _bytes(one.values[first : first + size])
                if value and not _is_simple(data, one, first, size):
                    yield from _candidates(one, first, size, value, name)


def _is_simple(data: bytes, one: Numbers, first: int, size: int) -> bool:
    """Tell whether a list is one that guard.encodings.ints reads."""
    if one.between(first + 1, first + size) != {b","}:
        return False
    return not data[one.start(first) : one.end(first + size - 1)].translate(None, _SIMPLE)


def _bytes(values: Sequence[int]) -> bytes:
    if min(values) < -128 or max(values) > 255 or len(set(values[-32:])) < _DISTINCT:
        return b""
    return bytes(value & 255 for value in values)


def _candidates(one: Numbers, first: int, size: int, value: bytes, name: str) -> list[Candidate]:
    exact = one.is_side(first) and one.is_side(first + size)
    return _blob.candidates(value, one.start(first), one.end(first + size - 1), name, exact)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"{" + b",".join(b'"%d":%d' % (at, byte) for at, byte in enumerate(seed)) + b"}"


ENCODING = Encoding(name="numbers", label="list of 32 numbers", find=_find, encode=_encode, rests=ROWS)
