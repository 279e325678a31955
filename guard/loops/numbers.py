"""Numbers side by side in bytes, the lowest byte of each first: a compiled build reads them for less than it asks an array for one."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array

    from mypy_extensions import i64


def packed(numbers: array[int]) -> bytes:
    """Return an array as `four` and `eight` read it."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def four(numbers: bytes, place: i64) -> i64:
    """Return the number at a place of numbers of 4 bytes."""
    at = 4 * place
    return numbers[at] | numbers[at + 1] << 8 | numbers[at + 2] << 16 | numbers[at + 3] << 24


def eight(numbers: bytes, place: i64) -> i64:
    """Return the number at a place of numbers of 8 bytes, all of them below 2**63."""
    at = 8 * place
    low: i64 = numbers[at] | numbers[at + 1] << 8 | numbers[at + 2] << 16 | numbers[at + 3] << 24
    high: i64 = numbers[at + 4] | numbers[at + 5] << 8 | numbers[at + 6] << 16 | numbers[at + 7] << 24
    return low | high << 32
