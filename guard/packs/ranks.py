"""Which entry of a pack begins where, for many offsets at once."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from operator import ge, gt, itemgetter

from guard.packs.lanes import joined, lowest, ones, split

_AT_ONCE = 1 << 13
_LIKELY = (1 << 24) - 1  # cells of the table at most, where there are not more entries than that


class Ranks:
    """The numbers of entries by their offsets.

    `starts` are in order, the last of them the end of the last entry. Those below `end`, which is less than 2**63, are found
    at once.
    """

    __slots__ = ("_shift", "_starts", "_table")

    def __init__(self, starts: array[int], end: int) -> None:
        self._starts = starts
        count = bisect_left(starts, end)
        self._shift = shift = max(0, end.bit_length() - max(count, min(4 * count, _LIKELY)).bit_length())
        self._table = table = array("I", bytes(4 * ((end >> shift) + 2)))  # the first entry that begins in a cell, if one does
        for first in reversed(range(0, count, _AT_ONCE)):
            some = starts[first : min(first + _AT_ONCE, count)]
            cells = split(joined(some) >> shift & ones(len(some)) * (2**63 - 1 >> shift), len(some))
            for cell, entry in zip(reversed(cells), range(first + len(some) - 1, first - 1, -1)):  # noqa: B905 - of one length
                table[cell] = entry

    def entry(self, offset: int) -> int:
        """Return the first entry that begins at an offset, -1 if none does."""
        at = bisect_left(self._starts, offset, 0, len(self._starts) - 1)
        return at if self._starts[at] == offset else -1

    def entries(self, offsets: int, count: int) -> tuple[list[int], list[int]]:
        """Return the first entries that begin at so many offsets, as lanes (packs.lanes) below `end`, and for which of them there is none."""
        starts, one = self._starts, ones(count)
        cells = split(offsets >> self._shift & one * (2**63 - 1 >> self._shift), count)
        found = list(itemgetter(0, *cells)(self._table))
        differences = joined(array("Q", itemgetter(*found)(starts))) >> 64 ^ offsets
        other = lowest(differences + one * (2**63 - 1) >> 63 & one, count)
        del found[0]
        none = []
        at = other.find(1)
        if at >= 0:
            wanted = split(offsets, count)
        while at >= 0:
            entry = found[at] + 1
            if starts[entry] != wanted[at]:
                entry = self.entry(wanted[at])
                if entry < 0:
                    none.append(at)
            found[at] = entry
            at = other.find(1, at + 1)
        return found, none


def in_order(numbers: array[int], apart: bool = False) -> bool:
    """Tell whether no number of an array("Q") is less than the one before it, or with `apart` equal to it."""
    wrong = ge if apart else gt
    for first in range(0, len(numbers) - 1, _AT_ONCE):
        after = numbers[first + 1 : first + 1 + _AT_ONCE]
        before = numbers[first : first + len(after)]
        one, lower, upper = ones(len(after)), joined(before), joined(after)
        top = one << 63
        if (lower ^ upper) & top:
            if any(map(wrong, before, after)):
                return False
        elif ((upper | top) - (lower & ~top) - one * apart) & top != top:
            return False
    return True
