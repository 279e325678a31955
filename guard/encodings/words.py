"""Lists of words of 2, 4 or 8 bytes that are 32 or 64 bytes together, in either byte order: good for a proof only."""

from __future__ import annotations

from guard.encodings._number_list import Numbers
from guard.encodings._numbers import numbers
from guard.model import Candidate, Encoding, View
from guard.view import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST = 32  # lists of one group of numbers
_COUNTS = ((4, 1 << 32), (8, 1 << 16), (16, 1 << 8), (32, 1 << 8))  # words of a value, and what one of them is at least

_LEAST_OF_LARGEST = 6  # bits: no random word of four is as large as this leaves once in a million lists, of which half are signed


def _find(view: View) -> Iterator[Candidate]:
    return values(numbers(view), "words")


def values(lists: Iterable[Numbers], name: str) -> Iterator[Candidate]:
    """Yield the values that lists of numbers hold as words of more than one byte."""
    for one in lists:
        left = _MOST
        for count, least in _COUNTS:
            for first in one.windows(count) if one.largest >= least else ():
                for value in _values(one.values[first : first + count]) if left else ():
                    left -= 1
                    yield Candidate(one.start(first), one.end(first + count - 1), value, name, False)


def _values(words: Sequence[int]) -> Iterator[bytes]:
    """Yield what words are in both byte orders, if they look random: most of them need all their bytes."""
    largest = max(abs(word) for word in words)
    for width in (2, 4, 8):
        if largest >> (8 * width) == 0 and largest >> max(4 * width, 8 * width - _LEAST_OF_LARGEST):
            if width * len(words) not in (32, 64) or sum(abs(word) >> (8 * width - 10) > 0 for word in words) * 4 < 3 * len(words):
                return
            whole = [(word & ((1 << 8 * width) - 1)).to_bytes(width, "big") for word in words]
            yield b"".join(whole)
            yield b"".join(word[::-1] for word in whole)
            return


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"[" + b", ".join(b"0x" + seed[at : at + 4].hex().encode() for at in range(0, 32, 4)) + b"]"


ENCODING = Encoding(name="words", label="list of words", find=_find, encode=_encode, rests=ROWS)
