"""Many object ids in little memory: the first 8 bytes of each, which will do to tell whether one is among them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import groupby
from struct import iter_unpack


class Marks:
    """Ids as `numbers`; whether one is `in` them can be asked after `settle`."""

    __slots__ = ("numbers",)

    def __init__(self) -> None:
        self.numbers = array("Q")

    def add(self, oid: bytes) -> None:
        """Add one id."""
        self.numbers.append(_number(oid))

    def take(self, ids: bytes, width: int) -> None:
        """Add ids of `width` bytes each that stand one behind the other."""
        self.numbers.extend(number for (number,) in iter_unpack(f">Q{width - 8}x", ids))

    def settle(self) -> None:
        """Bring them in order, each once."""
        self.numbers = array("Q", (number for number, _ in groupby(sorted(self.numbers))))

    def __contains__(self, oid: bytes) -> bool:
        number = _number(oid)
        at = bisect_left(self.numbers, number)
        return at < len(self.numbers) and self.numbers[at] == number

    def __len__(self) -> int:
        return len(self.numbers)


def _number(oid: bytes) -> int:
    return int.from_bytes(oid[:8], "big")
