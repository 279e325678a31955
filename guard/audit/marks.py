"""Many object ids in little memory: the first 8 bytes of each, which will do to tell whether one is among them."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from itertools import groupby, repeat

from guard.packs.ranks import in_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_BUCKET = 4  # bits: so many ids begin with the same bits


def numbers(ids: bytes, width: int) -> array[int]:
    """Return the first 8 bytes of each of some ids of `width` bytes, one behind the other, as a number."""
    words = array("I", ids)
    pairs = array("I", bytes(8 * (len(ids) // width)))
    little = sys.byteorder == "little"
    if little:
        words.byteswap()
    pairs[little::2] = words[0 :: width // 4]
    pairs[1 - little :: 2] = words[1 :: width // 4]
    return array("Q", pairs.tobytes())


class Marks:
    """Ids as `numbers`; whether one is `in` them can be asked after `settle`."""

    __slots__ = ("_ends", "_shift", "numbers")

    def __init__(self) -> None:
        self.numbers = array("Q")
        self._ends = array("I", (0, 0))  # where the numbers end that begin with the same bits
        self._shift = 64

    def add(self, oid: bytes) -> None:
        """Add one id."""
        self.numbers.append(int.from_bytes(oid[:8], "big"))

    def take(self, ids: bytes, width: int) -> None:
        """Add ids of `width` bytes each that stand one behind the other."""
        self.numbers.extend(numbers(ids, width))

    def settle(self) -> None:
        """Bring them in order, each once."""
        if not in_order(self.numbers, apart=True):
            self.numbers = array("Q", (number for number, _ in groupby(sorted(self.numbers))))
        numbers = self.numbers
        bits = max(0, len(numbers).bit_length() - _BUCKET)
        self._shift = 64 - bits
        ends = array("I", (0, len(numbers)))
        for shift in range(63, self._shift - 1, -1):  # twice as many each time
            between = map(bisect_left, repeat(numbers), range(1 << shift, 1 << 64, 2 << shift), ends, ends[1:])
            finer = array("I", bytes(8 * len(ends) - 4))
            finer[0::2], finer[1::2] = ends, array("I", between)
            ends = finer
        self._ends = ends

    def dump(self) -> bytes:
        """Return all of it as `load` takes it in a process of the same kind."""
        return b"".join((bytes((self._shift,)), len(self._ends).to_bytes(8, "little"), self._ends, self.numbers))

    @classmethod
    def load(cls, body: bytes) -> Marks:
        """Return what was dumped."""
        found = cls()
        found._shift = body[0]
        found._ends = array("I")
        end = 9 + found._ends.itemsize * int.from_bytes(body[1:9], "little")
        found._ends.frombytes(memoryview(body)[9:end])
        found.numbers.frombytes(memoryview(body)[end:])
        return found

    def lacking(self, numbers: Iterable[int]) -> set[int]:
        """Return those of some numbers (see `numbers`) that are not among them."""
        known, ends, shift = self.numbers, self._ends, self._shift
        most = known[-1] if known else -1
        return {
            one for one in numbers
            if one > most or known[bisect_left(known, one, ends[first := one >> shift], ends[first + 1])] != one
        }  # fmt: skip

    def __contains__(self, oid: bytes) -> bool:
        number = int.from_bytes(oid[:8], "big")
        first = number >> self._shift
        end = self._ends[first + 1]
        at = bisect_left(self.numbers, number, self._ends[first], end)
        return at < end and self.numbers[at] == number

    def __len__(self) -> int:
        return len(self.numbers)
