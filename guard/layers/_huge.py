"""Members that are too large to be held: unpacked once to know their size, and again for each reading.

Only what opens them can tell whether they are containers, which must be held as a whole (guard.candidates).
"""

from __future__ import annotations

from guard.budget import WHOLE
from guard.model import Inner

_END = 128 << 10

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.layers._streams import Streams
    from guard.model import Budget


class Content:
    """What a stream of `make` holds within a budget.

    `data` is all of it, or its head where it is longer than WHOLE; `reason` is the limit that cut it short or "", `streams` are read
    to their end, `check` is the CRC-32 of all. `likely` says that it may be short: then it is unpacked at once.
    """

    __slots__ = ("_end", "_make", "check", "data", "reason", "size", "streams")

    def __init__(self, make: Callable[[], Streams], budget: Budget, likely: bool = True) -> None:
        from zlib import crc32

        from guard.layers._streams import collect

        self._make = make
        self.streams = make()
        self.size = self.check = 0
        self._end = b""
        data = self.streams.at_once(budget) if likely else None
        if data is None:
            pieces = self._counted(self.streams.pieces())
            self.data, self.reason = collect(pieces, budget, WHOLE)
        else:
            self.data, self.reason, self.size, self.check = data, "", len(data), crc32(data)

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        from zlib import crc32

        for piece in pieces:
            self.size += len(piece)
            self.check = crc32(piece, self.check)
            self._end = (self._end + piece)[-_END:] if len(piece) < _END else piece[-_END:]
            yield piece

    def inner(self, name: str) -> Iterator[Inner]:
        """Yield it as a member, if there is anything."""
        if self.size > len(self.data):
            yield Inner(b"", name, huge=Unpacked(self._make, self.size, self.data, self._end))
        elif self.data:
            yield Inner(self.data, name)


class Unpacked:
    """Reads stretches of a stream, in order without unpacking it anew; its two ends are known."""

    __slots__ = ("_end", "_first", "_head", "_held", "_make", "_pieces", "size")

    def __init__(self, make: Callable[[], Streams], size: int, head: bytes, end: bytes) -> None:
        self.size = size
        self._make = make
        self._head = head
        self._end = end
        self._held = bytearray()
        self._first = 0
        self._pieces: Iterator[bytes] | None = None

    def __call__(self, start: int, size: int) -> bytes:
        """Return a stretch; less than was asked for at the end only."""
        stop = min(self.size, start + size)
        if stop <= len(self._head):
            return self._head[start:stop]
        if start >= self.size - len(self._end):
            return self._end[start - self.size :][: stop - start]
        if self._pieces is None or start < self._first:
            self._pieces, self._held, self._first = self._make().pieces(), bytearray(), 0
        held = self._held
        while self._first + len(held) < stop:
            piece = next(self._pieces, None)
            if piece is None:
                break
            held += piece
            over = min(len(held), start - self._first)
            if over > 0:
                del held[:over]
                self._first += over
        return bytes(held[start - self._first : stop - self._first])

    def whole(self) -> bytes:
        """Return all of it."""
        from io import BytesIO

        self._pieces, self._held = None, bytearray()
        held = BytesIO()
        for piece in self._make().pieces():
            held.write(piece[: self.size - held.tell()])
            if held.tell() == self.size:
                break
        return held.getvalue()


class Stretch:
    """Reads stretches of a member that stands in its container as it is."""

    __slots__ = ("_data", "_start", "size")

    def __init__(self, data: bytes, start: int, size: int) -> None:
        self._data = data
        self._start = start
        self.size = size

    def __call__(self, start: int, size: int) -> bytes:
        """Return a stretch."""
        return self._data[self._start + start : self._start + min(self.size, start + size)]

    def whole(self) -> bytes:
        """Return all of it."""
        return self(0, self.size)


def stored(data: bytes, start: int, size: int, name: str) -> Inner:
    """Return a member that is not compressed."""
    if size > WHOLE:
        return Inner(b"", name, huge=Stretch(data, start, size))
    return Inner(data[start : start + size], name)
