"""Many object ids in little memory: the first 8 bytes of each, which will do to tell whether one is among them."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from itertools import groupby, repeat

from guard.loops import prefixes
from guard.loops.compiled import COMPILED
from guard.loops.numbers import packed
from guard.packs.ranks import in_order

MARK = 8
"""The mark of an id is so many bytes at its beginning."""
_FIRST = 24  # bits at most that tell where to look; for up to 32 million ids two or so begin with the same bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Marks:
    """The marks of ids; whether an id is `in` them, or which of many are not, can be asked after `settle`."""

    __slots__ = ("_begins", "_cells", "_marks", "_new", "_shift")

    def __init__(self) -> None:
        self._new = array("Q")
        self._marks = b""  # in order, one behind the other
        self._begins = array("I", (0,))  # how many marks there are before the first one with the same bits
        self._cells = packed(self._begins)  # the same, as a compiled build reads it
        self._shift = _FIRST  # so many of the first bits are not looked at for that

    @property
    def numbers(self) -> array[int]:
        """All marks as numbers, in order if they are settled."""
        found = array("Q", self._marks)
        if sys.byteorder == "little":
            found.byteswap()
        return found + self._new

    def add(self, oid: bytes) -> None:
        """Add one id."""
        self._new.append(int.from_bytes(oid[:MARK], "big"))

    def take(self, ids: bytes, width: int) -> None:
        """Add ids of `width` bytes each that stand one behind the other."""
        words = array("I", ids)
        pairs = array("I", bytes(MARK * (len(ids) // width)))
        little = sys.byteorder == "little"
        if little:
            words.byteswap()
        pairs[little::2] = words[0 :: width // 4]
        pairs[1 - little :: 2] = words[1 :: width // 4]
        self._new.frombytes(pairs.tobytes())

    def settle(self) -> None:
        """Bring them in order, each once."""
        numbers = self.numbers
        self._new = array("Q")
        if not in_order(numbers, apart=True):
            numbers = array("Q", (number for number, _ in groupby(sorted(numbers))))
        bits = min(_FIRST, max(0, len(numbers).bit_length() - 2))
        if not COMPILED:
            self._begins = _by_halves(numbers, bits)
        if sys.byteorder == "little":
            numbers.byteswap()
        self._marks = numbers.tobytes()
        if COMPILED:
            self._begins = array("I", prefixes.begins(self._marks, bits))
            self._cells = packed(self._begins)
        self._shift = _FIRST - bits

    def dump(self) -> bytes:
        """Return all of it as `load` takes it in a process of the same kind."""
        return b"".join((bytes((self._shift,)), len(self._begins).to_bytes(8, "little"), self._begins, self._marks))

    @classmethod
    def load(cls, body: bytes) -> Marks:
        """Return what was dumped."""
        found = cls()
        found._shift = body[0]
        end = 9 + found._begins.itemsize * int.from_bytes(body[1:9], "little")
        found._begins = array("I", body[9:end])
        if COMPILED:
            found._cells = packed(found._begins)
        found._marks = body[end:]
        return found

    def lacking(self, marks: Iterable[bytes]) -> set[bytes]:
        """Return those of some marks, of 8 bytes each, that are not among them."""
        known, begins, shift = self._marks, self._begins, self._shift
        if COMPILED:
            return prefixes.lacking(known, self._cells, shift, marks)
        absent = set()
        for mark in marks:
            at = begins[(mark[0] << 16 | mark[1] << 8 | mark[2]) >> shift] * MARK
            one = known[at : at + MARK]
            while one < mark and one:
                at += MARK
                one = known[at : at + MARK]
            if one != mark:
                absent.add(mark)
        return absent

    def __contains__(self, oid: bytes) -> bool:
        mark = oid[:MARK]
        return len(mark) == MARK and not self.lacking((mark,))  # a shorter one is that of a damaged object

    def __len__(self) -> int:
        return len(self._marks) // MARK


def _by_halves(numbers: array[int], bits: int) -> array[int]:
    """Return what guard.loops.prefixes does of marks as numbers, in order."""
    begins = array("I", (0, len(numbers)))
    for shift in range(63, 63 - bits, -1):  # twice as many each time
        between = map(bisect_left, repeat(numbers), range(1 << shift, 1 << 64, 2 << shift), begins, begins[1:])
        finer = array("I", bytes(8 * len(begins) - 4))
        finer[0::2], finer[1::2] = begins, array("I", between)
        begins = finer
    return begins
