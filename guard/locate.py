"""Offsets to lines and columns, and the line around an offset.

A line ends with LF, CR LF or a lone CR. Columns count code points; bytes that are no UTF-8 count one each,
a byte order mark before the text none.
"""

from __future__ import annotations

_MARK = b"\xef\xbb\xbf"


class Lines:
    """Positions in one content, asked for in any order; remembers the last, so that a walk is linear."""

    __slots__ = ("_carriage", "_from", "_line", "_offset", "_to", "_told", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._carriage = b"\r" in data
        self._offset = 0
        self._line = 1
        self._from = 0  # the last line asked for: a long one is searched for its ends once
        self._to = -1
        self._told = (0, 1)  # the last offset asked for and its column

    def _breaks(self, start: int, stop: int) -> int:
        count = self.data.count(b"\n", start, stop)
        if self._carriage:
            count += self.data.count(b"\r", start, stop) - self.data.count(b"\r\n", start, stop)
            if stop > start and self.data[stop - 1 : stop + 1] == b"\r\n":
                count -= 1
        return count

    def _find(self, offset: int) -> None:
        if self._from <= offset <= self._to:
            return
        low = self._to + 1 if offset > self._to else 0
        first = self.data.rfind(b"\n", low, offset)
        last = self.data.find(b"\n", offset)
        last = len(self.data) if last < 0 else last
        if self._carriage:
            first = max(first, self.data.rfind(b"\r", low, offset))
            back = self.data.find(b"\r", offset, last)
            last = last if back < 0 else back
        self._from = first + 1 if first >= 0 else low
        self._to = last

    def start(self, offset: int) -> int:
        """Return the offset at which the line of `offset` begins."""
        self._find(offset)
        return self._from

    def end(self, offset: int) -> int:
        """Return the offset at which the line of `offset` ends, without its line break."""
        self._find(offset)
        return self._to

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column), both 1-based."""
        start = self.start(offset)
        if start >= self._offset:
            self._line += self._breaks(self._offset, start)
        else:
            self._line = 1 + self._breaks(0, start)
        self._offset = start
        before, column = self._told
        if not start <= before <= offset or before < len(_MARK):
            before, column = start, 1
            if not start and offset >= len(_MARK) and self.data.startswith(_MARK):
                before = len(_MARK)
        column += width(self.data[before:offset])
        self._told = (offset, column)
        return self._line, column


def width(raw: bytes) -> int:
    """Return the number of code points of a piece of a line."""
    return len(raw) if raw.isascii() else len(raw.decode("utf-8", "surrogateescape"))
