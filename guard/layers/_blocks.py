"""Runs that belong together: a text of base64 or hex, in one run or wrapped into lines.

Lines of 43 characters and more are runs (guard.view); narrower ones, down to 22, are parts of equal width.
"""

from __future__ import annotations

from guard.encodings._lines import BREAKS, GAP, MOST, REST, narrow
from guard.encodings.base64 import glued
from guard.model import Inner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import View


class Block:
    """A text of run characters in pieces, each with its place in the outer bytes."""

    __slots__ = ("_at", "_starts", "end", "text")

    def __init__(self, data: bytes, pieces: list[tuple[int, int]]) -> None:
        self.text = b"".join(data[start:end] for start, end in pieces)
        self.end = pieces[-1][1]
        self._starts = [start for start, _ in pieces]
        self._at = [0]
        for start, end in pieces[:-1]:
            self._at.append(self._at[-1] + end - start)

    def outer(self, offset: int) -> int:
        """Map an offset of `text` to one of the outer bytes."""
        from bisect import bisect_right

        at = bisect_right(self._at, offset) - 1
        return self._starts[at] + offset - self._at[at]

    def inner(self, data: bytes, place: Callable[[int], int]) -> Inner:
        """Return what this text decodes to; `place` maps a decoded offset to one of `text`."""
        last = len(self.text) - 1
        return Inner(data, offsets=lambda offset: self.outer(max(0, min(last, place(offset)))))


def blocks(view: View, least: int) -> Iterator[Block]:
    """Yield every text of `least` or more run characters with nothing but line breaks inside."""
    data = view.data
    for pieces in _rows(view):
        size = pieces[-1][1] - pieces[0][0] if len(pieces) == 1 else sum(end - start for start, end in pieces)
        if size >= least:
            yield Block(data, pieces)


def _rows(view: View) -> list[list[tuple[int, int]]]:
    """Return the runs, in lists of those that only line breaks keep apart, with the short last line."""
    if "rows" not in view.memo:
        view.memo["rows"] = [*(_find_rows(view) if view.runs else ()), *narrow(view)]
    return view.memo["rows"]  # type: ignore[return-value]  # what was put there two lines above


def _find_rows(view: View) -> Iterator[list[tuple[int, int]]]:
    import re

    gap, rest = re.compile(GAP), re.compile(REST)
    data = view.data + b"\0"
    pieces: list[tuple[int, int]] = []
    for start, end in [*view.runs, (len(data), len(data))]:
        first = start + glued(data, start) if end > start else start
        if pieces:
            last = pieces[-1][1]
            if data[last] in BREAKS:
                if first - last <= MOST and end > start and gap.fullmatch(data, last, first):
                    pieces.append((first, end))
                    continue
                found = gap.match(data, last, last + MOST)
                tail = rest.match(data, found.end()) if found else None
                if tail:
                    pieces.append(tail.span())
            yield pieces
        pieces = [(first, end)]
