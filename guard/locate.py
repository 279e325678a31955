"""Offsets to lines and columns, and the line around an offset.

A line ends with LF, CR LF or a lone CR. Columns count code points; bytes that are no UTF-8 count one each.
"""

from __future__ import annotations


class Lines:
    """Positions in one content, asked for in any order; remembers the last, so that a walk is linear."""

    __slots__ = ("_carriage", "_line", "_offset", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._carriage = b"\r" in data
        self._offset = 0
        self._line = 1

    def _breaks(self, start: int, stop: int) -> int:
        count = self.data.count(b"\n", start, stop)
        if self._carriage:
            count += self.data.count(b"\r", start, stop) - self.data.count(b"\r\n", start, stop)
            if stop > start and self.data[stop - 1 : stop + 1] == b"\r\n":
                count -= 1
        return count

    def start(self, offset: int) -> int:
        """Return the offset at which the line of `offset` begins."""
        feed = self.data.rfind(b"\n", 0, offset)
        return max(feed, self.data.rfind(b"\r", 0, offset)) + 1 if self._carriage else feed + 1

    def end(self, offset: int) -> int:
        """Return the offset at which the line of `offset` ends, without its line break."""
        feed = self.data.find(b"\n", offset)
        feed = len(self.data) if feed < 0 else feed
        if self._carriage:
            back = self.data.find(b"\r", offset, feed)
            return feed if back < 0 else back
        return feed

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column), both 1-based."""
        start = self.start(offset)
        if start >= self._offset:
            self._line += self._breaks(self._offset, start)
        else:
            self._line = 1 + self._breaks(0, start)
        self._offset = start
        return self._line, 1 + width(self.data[start:offset])


def width(raw: bytes) -> int:
    """Return the number of code points of a piece of a line."""
    return len(raw) if raw.isascii() else len(raw.decode("utf-8", "surrogateescape"))
