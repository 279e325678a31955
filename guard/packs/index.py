"""Pack indexes (.idx, versions 1 and 2): where each object of a pack begins, and what it is called.

Format: gitformat-pack(5). Read in pieces and kept in flat arrays: a map of the file would count as
memory, and Python objects for ten million ids would be gigabytes.
"""

from __future__ import annotations

import os
import sys
from array import array
from bisect import bisect_left
from math import isqrt

from guard.errors import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_FANOUT = 256 * 4
_LARGE = 1 << 31
_BLOCK = 1 << 14


def _numbers(kind: str, raw: bytes) -> array[int]:
    found: array[int] = array(kind)
    found.frombytes(raw)
    if sys.byteorder == "little":
        found.byteswap()
    return found


class PackIndex:
    """The index of one pack: `count` objects, their ids in order, and their offsets in the pack."""

    __slots__ = ("_names", "_stride", "_table", "_wide", "count", "fanout", "handle", "path", "width")

    def __init__(self, path: str, width: int) -> None:
        self.path = path
        self.width = width
        try:
            self.handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        except OSError as error:
            raise SourceError(f"pack index cannot be read: {os.strerror(error.errno or 0)}") from None
        try:
            self._open()
        except (OSError, ValueError):
            os.close(self.handle)
            raise SourceError("pack index is damaged") from None

    def _open(self) -> None:
        head = self._read(0, 8 + _FANOUT)
        second = head.startswith(_MAGIC)
        start = 8 if second else 0
        self.fanout = _numbers("I", self._read(start, _FANOUT))
        self.count = self.fanout[-1]
        if any(self.fanout[at] > self.fanout[at + 1] for at in range(255)):
            raise ValueError("fan-out out of order")
        body = start + _FANOUT
        self._stride = self.width if second else self.width + 4
        self._names = body if second else body + 4
        self._table = body + self.count * (self.width + 4) if second else 0
        self._wide = self._table + 4 * self.count if second else 0
        size = os.fstat(self.handle).st_size
        least = (self._wide if second else body + self.count * self._stride) + 2 * self.width
        if size < least or (not second and size != least):
            raise ValueError("wrong size")

    @property
    def checksum(self) -> bytes:
        """The checksum at the end of the file, which is that of the rest of it."""
        return self._last(1)

    @property
    def pack_checksum(self) -> bytes:
        """The checksum of the pack that this is the index of."""
        return self._last(2)

    def _last(self, many: int) -> bytes:
        return os.pread(self.handle, self.width, max(0, os.fstat(self.handle).st_size - many * self.width))

    def _read(self, start: int, size: int) -> bytes:
        parts = []
        while size > 0:
            part = os.pread(self.handle, min(size, 1 << 24), start)
            if not part:
                raise ValueError("too short")
            parts.append(part)
            start += len(part)
            size -= len(part)
        return b"".join(parts)

    def offsets(self) -> array[int]:
        """Return the offset of every object, in the order of their ids, as an array of either width."""
        if not self._table:
            entry = self.width + 4
            start = self._names - 4
            found = array("I")
            for first in range(0, self.count, _BLOCK):
                many = min(_BLOCK, self.count - first)
                raw = self._read(start + first * entry, many * entry)
                found.extend(int.from_bytes(raw[at : at + 4], "big") for at in range(0, len(raw), entry))
            return found
        raw = self._read(self._table, 4 * self.count)
        small = _numbers("I", raw)
        if raw[::4].isascii():  # all below _LARGE
            return small
        found = array("Q", small)
        for at, value in enumerate(small):
            if value >= _LARGE:
                found[at] = int.from_bytes(self._read(self._wide + 8 * (value - _LARGE), 8), "big")
        return found

    def offset(self, position: int) -> int:
        """Return the offset of the object at a position in the order of ids."""
        start = self._table + 4 * position if self._table else self._names - 4 + position * self._stride
        value = int.from_bytes(os.pread(self.handle, 4, start), "big")
        if self._table and value >= _LARGE:
            return int.from_bytes(self._read(self._wide + 8 * (value - _LARGE), 8), "big")
        return value

    def name(self, position: int) -> bytes:
        """Return the id at a position in the order of ids."""
        return os.pread(self.handle, self.width, self._names + position * self._stride)

    def names(self) -> Iterator[bytes]:
        """Yield all ids in order."""
        for first in range(0, self.count, _BLOCK):
            many = min(_BLOCK, self.count - first)
            raw = self._read(self._names + first * self._stride, (many - 1) * self._stride + self.width)
            for at in range(0, len(raw), self._stride):
                yield raw[at : at + self.width]

    def ids(self) -> bytes:
        """Return all ids in order, one behind the other."""
        if self._stride == self.width:
            return self._read(self._names, self.count * self.width)
        return b"".join(self.names())

    def find(self, name: bytes) -> int:
        """Return the position of an id, or -1."""
        place = self.first(name)
        return place if place < self.count and self.name(place) == name else -1

    def first(self, name: bytes) -> int:
        """Return the position of the first id that is not less than an id, or than the beginning of one."""
        low = self.fanout[name[0] - 1] if name[0] else 0
        high = self.fanout[name[0]]
        while low < high:
            middle = (low + high) // 2
            if self.name(middle) < name:
                low = middle + 1
            else:
                high = middle
        return low

    def lacking(self, names: list[bytes]) -> list[bytes]:
        """Return those of some ids, which are in order, that are not here."""
        absent: list[bytes] = []
        at = 0
        while at < len(names):
            first = names[at][0]
            end = bisect_left(names, bytes((first + 1,)), at) if first < 255 else len(names)
            low = self.fanout[first - 1] if first else 0
            absent += self._absent(names[at:end], low, self.fanout[first] - low)
            at = end
        return absent

    def _absent(self, names: list[bytes], low: int, many: int) -> list[bytes]:
        """Return which of some ids with one first byte are not among `many` that begin at a position."""
        if not many:
            return names
        width, stride = self.width, self._stride
        raw = self._read(self._names + low * stride, (many - 1) * stride + width)
        if len(names) * 8 > many:  # a look at each costs less then
            here = {raw[at : at + width] for at in range(0, len(raw), stride)}
            return [name for name in names if name not in here]
        absent = []
        reach = isqrt(many) * stride
        for name in names:
            near = (int.from_bytes(name[1:5], "big") * many >> 32) * stride  # ids are as good as random
            at = raw.find(name, max(0, near - reach), near + reach)
            if at < 0 or at % stride:
                at = stride * bisect_left(range(many), name, key=lambda place: raw[place * stride : place * stride + width])
                if raw[at : at + width] != name:
                    absent.append(name)
        return absent

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.handle)


def common(one: PackIndex, other: PackIndex) -> set[int]:
    """Return the positions in one index of objects that another holds too."""
    if one.count > other.count:
        held = list(other.names())
        absent = set(one.lacking(held))
        return {one.find(name) for name in held if name not in absent}
    held = list(one.names())
    absent = set(other.lacking(held))
    return {position for position, name in enumerate(held) if name not in absent}
