"""Numbers of 64 bits side by side in one long integer: what is done to it is done to each of them, at the speed of C.

No lane may carry into the next: numbers that are added stay below 2**64, and what is shifted is masked.
"""

from __future__ import annotations

import sys
from array import array
from itertools import chain, compress, repeat
from struct import Struct

from guard.loops.numbers import packed

BYTES = 8
_LITTLE = sys.byteorder == "little"
_EIGHT = Struct("<Q").unpack_from
_ONE = (1).to_bytes(BYTES, "little")


def joined(numbers: array[int]) -> int:
    """Return the numbers of an array("Q"), the first in the lowest lane."""
    return int.from_bytes(packed(numbers), "little")


def split(lanes: int, count: int) -> array[int]:
    """Return so many lanes as an array("Q"), the lowest first."""
    found = array("Q", lanes.to_bytes(BYTES * count, "little"))
    if not _LITTLE:
        found.byteswap()
    return found


def ones(count: int) -> int:
    """Return the number 1 in each of so many lanes; times a number it is that number in each."""
    return int.from_bytes(_ONE * count, "little")


def steps(numbers: array[int]) -> array[int]:
    """Return by how much each number of an array("Q") is more than the one before it; they are in order, and one at least."""
    return split(joined(numbers[1:]) - joined(numbers[:-1]), len(numbers) - 1)


def lowest(lanes: int, count: int) -> bytes:
    """Return the lowest byte of each of so many lanes."""
    return lanes.to_bytes(BYTES * count, "little")[::BYTES]


def targets(block: bytes, places: list[int], offsets: int, steps: int) -> tuple[int, list[int]]:
    """Return (offset of the base, as lanes, and which of them are not to be relied on) of deltas at places in a block.

    `offsets` are lanes of their own, below 2**62. What is to be relied on is less than the delta's own offset.
    """
    count = len(places)
    one = ones(count)
    heads = joined(array("Q", list(chain.from_iterable(map(_EIGHT, repeat(block), places)))))
    distance, odd = distances(heads, one, steps)
    top, low = one << 63, one * (2**63 - 1)
    odd |= one ^ (distance + low >> 63 & one)  # no distance at all
    found = offsets + top - distance
    odd |= one ^ (found >> 63 & one)  # before the beginning
    flags = lowest(odd, count)
    return found & low & _whole(one ^ odd), list(compress(range(count), flags)) if odd else []


def distances(heads: int, one: int, steps: int) -> tuple[int, int]:
    """Return (distance to the base, 1 where this is not to be relied on) of deltas, by the first 8 bytes of their entries.

    gitformat-pack(5): a size, 4 bits of it in the first byte, and a distance, each in bytes of which all but the last have
    the highest bit. Sizes of up to 3 bytes and distances of up to `steps` + 1 bytes, 5 at most, are read.
    """
    low, shifted = one * 0x7F, one * 0xFF_FFFF_FFFF_FFFF
    more = heads >> 7 & one
    rest = heads >> 8 & shifted
    again = more & rest >> 7
    rest ^= (rest ^ (rest >> 8 & shifted)) & _whole(more)
    odd = again & rest >> 7
    rest ^= (rest ^ (rest >> 8 & shifted)) & _whole(again)
    found = rest & low
    more = one
    for _ in range(steps):
        more &= rest >> 7
        rest = rest >> 8 & shifted
        found ^= (found ^ ((found + one << 7) + (rest & low))) & _whole(more)
    return found, odd | (more & rest >> 7)


def _whole(lanes: int) -> int:
    """Return lanes of 64 bits set where a lane is 1, and 0 where it is 0."""
    return (lanes << 64) - lanes
