"""One list of numbers, as guard.encodings._numbers reads them: a few bytes for each."""

from __future__ import annotations

from array import array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SIDES = (b"[", b"]", b"{", b"}", b"(", b")", b"<", b"=")
_WIDEST = 256  # numbers of a window
_CUT, _SIDE = 1, 2


class Numbers:
    """Numbers that belong together: `values`, the `starts` and `widths` of their text, and the cuts where surroundings change.

    `starts` count from `base`; `gaps` are what stands before each number, as indexes of `texts`. `largest` is the largest value
    without its sign.
    """

    __slots__ = ("_base", "_cuts", "_ends", "_gaps", "_starts", "_texts", "largest", "values", "widths")

    def __init__(
        self, values: Sequence[int], starts: Sequence[int], widths: bytes, base: int, gaps: Sequence[int], texts: list[bytes]
    ) -> None:  # fmt: skip
        self.values = values
        self.largest = max(max(values), -min(values))
        self.widths = widths
        self._starts = starts
        self._base = base
        self._gaps = gaps
        self._texts = texts
        self._cuts = array("I")
        self._ends = b""

    def start(self, at: int) -> int:
        """Return where a number begins."""
        return self._base + self._starts[at]

    def end(self, at: int) -> int:
        """Return where a number ends."""
        return self._base + self._starts[at] + self.widths[at]

    def between(self, first: int, last: int) -> set[bytes]:
        """Return what stands before the numbers from `first` to the one before `last`."""
        return {self._texts[gap] for gap in set(self._gaps[first:last])}

    @property
    def cuts(self) -> array[int]:
        """The indexes where surroundings change, with both ends; the first question finds them."""
        if not self._cuts:
            gaps, size = self._gaps, len(self.values)
            ends = bytearray(size + _WIDEST + 1)
            self._cuts.append(0)
            if gaps[1:].count(gaps[-1]) < size - 1:
                texts = self._texts
                for at, (before, gap) in enumerate(zip(gaps, gaps[1:], strict=False), 1):  # noqa: RUF007 - a copy is what is fast
                    if gap != before and gap not in gaps[max(1, at - 2) : at] and gap not in gaps[at + 1 : at + 3]:
                        self._cuts.append(at)
                        ends[at] = _SIDE if any(map(texts[gap].__contains__, _SIDES)) else _CUT
            self._cuts.append(size)
            ends[0] = ends[size] = _SIDE
            self._ends = bytes(ends)
        return self._cuts

    def is_side(self, at: int) -> bool:
        """Tell whether a bracket stands at a cut, or it is the end of the list."""
        return self._ends[at] == _SIDE

    def windows(self, size: int) -> Iterator[int]:
        """Yield the index of every `size` numbers, 256 at most, between two cuts."""
        if len(self.values) < size:
            return iter(())
        stops = map(size.__add__, self.cuts)  # before the next line: it finds the ends
        return map((-size).__add__, filter(self._ends.__getitem__, stops))
