"""Groups of key characters that follow each other in equal steps: where they may be, and which belong together."""

from __future__ import annotations

from guard.model import RUN_BYTES
from guard.runs import class_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

    Area = tuple[int, int]

Row = tuple[tuple[int, int], ...]

_LEAST, _HALF = 43, 22
_SHORT, _NARROW = _LEAST - 1, bytes(range(_HALF))
_BLANKS = b" \t\r\n"
_FARTHEST = 8  # so many words lie between two groups at most: markup, a time, the name of a file and a line
_DIGITS = b"0123456789"
_SHAPE = bytes(48 if byte in _DIGITS else 97 if bytes((byte,)).isalpha() else 32 for byte in range(256))
_CHANGES = (b"0a", b"a0")
_FEWEST = 3  # changes between digits and letters inside groups of 43 characters: 8 on average where groups have four
_NEAR, _AROUND = 160, 120
# A group is one word of one of the alphabets, so that `-` and `_`, or `+` and `/`, may stand between two of them.
_CLASSES = tuple(rb"[A-Za-z0-9%s]+(?:={1,2}(?![=A-Za-z0-9%s]))?" % (signs, signs) for signs in (rb"+/", rb"_-"))
_SIGNED = rb"(?m)^[+-](?=[A-Za-z0-9+/_=-]+\r?$)"
_SINGLE = rb"(?<![A-Za-z0-9])[A-Za-z0-9+/_-]([^A-Za-z0-9+/=\\]{1,8})(?:[A-Za-z0-9+/_=-]\1){41,86}[A-Za-z0-9+/_=-]"
_IS_BARRED = class_of(RUN_BYTES.translate(None, b"-_") + b"=\\")
_APART = b"\0" * 84  # neighbours in 43 characters with a sign between each two
_patterns: list[Pattern[bytes]] = []


def _compiled() -> list[Pattern[bytes]]:
    if not _patterns:
        import re

        _patterns.extend(re.compile(source) for source in (*_CLASSES, _SIGNED, _SINGLE))
    return _patterns


def areas(data: bytes) -> list[Area]:
    """Return where digits and letters follow each other within words, as in random ones: (start, end), ascending, apart."""
    shape = data.translate(_SHAPE)
    places: list[int] = []
    for change in _CHANGES:
        at = shape.find(change)
        while at >= 0:
            places.append(at)
            at = shape.find(change, at + 1)
    if len(places) < _FEWEST:
        return []
    places.sort()
    found: list[Area] = []
    first = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] - places[number - 1] > _NEAR:
            if number - first >= _FEWEST:
                start, end = max(0, places[first] - _AROUND), places[number - 1] + _AROUND
                if found and start <= found[-1][1]:
                    start = found.pop()[0]
                found.append((start, end))
            first = number
    return found


def has_groups(data: bytes) -> bool:
    """Tell whether there is anything to be joined."""
    return bool(areas(data)) or next(single(data), None) is not None


def single(data: bytes) -> Iterator[Row]:
    """Yield rows of characters one by one."""
    if not _has_single(data):
        return
    for match in _compiled()[3].finditer(data):
        step = 1 + len(match.group(1))
        yield tuple((at, at + 1) for at in range(match.start(), match.end(), step))


def _has_single(data: bytes) -> bool:
    """Tell whether enough characters stand in a row without two of a kind side by side that never stand between others."""
    signs = int.from_bytes(data.translate(_IS_BARRED), "big")
    return _APART in (signs & signs >> 8).to_bytes(len(data), "big")


def rows(data: bytes, start: int, end: int) -> Iterator[Row]:
    """Yield the rows of groups in an area."""
    text = data[start:end]
    bare = _compiled()[2].sub(b" ", text)  # signs of a patch, or of a value
    for piece in (text, bare) if bare != text else (text,):
        for word in _compiled()[:2]:
            words = _Words(piece, word)
            taken: set[int] = set()
            for step in range(1, min(_FARTHEST, len(words.spans) - 1) + 1):
                for row in words.rows(step):
                    if taken.issuperset(row):  # every second one of a row, every third
                        continue
                    taken.update(row if len(row) > 2 else ())
                    yield tuple((start + words.spans[at][0], start + words.spans[at][1]) for at in row)


class _Words:
    """The words of a text, and as one byte for each of them their widths and what stands before them."""

    __slots__ = ("_before", "_widths", "spans")

    def __init__(self, text: bytes, word: Pattern[bytes]) -> None:
        self.spans = [match.span() for match in word.finditer(text)]
        self._widths = bytes([min(end - start, 255) for start, end in self.spans])
        kinds: dict[bytes, int] = {}
        last = 0
        before = bytearray()
        for start, end in self.spans:
            gap = text[last:start].translate(None, _BLANKS)
            before.append(kinds.setdefault(gap, len(kinds) % 255))
            last = end
        self._before = bytes(before)

    def rows(self, step: int) -> Iterator[list[int]]:
        """Yield the indexes of words of one width, each `step` behind the other; the last may be shorter."""
        widths, before = self._widths, self._before
        count = len(widths)
        same = _same(widths, step)
        done = bytearray(count)
        for at in range(count - step) if widths.translate(None, _NARROW) else _zeros(same):
            width = widths[at]
            if done[at] or not (same[at] == 0 or width >= _HALF):
                continue
            wanted = _SHORT // width - 1  # pairs of one width; with fewer it is too short, and so is what begins behind it
            if wanted > 0 and same[at : at + wanted * step : step].count(0) < wanted:
                continue
            row = [at]
            gap = before[at + 1 : at + step + 1]
            then = at + step
            while then < count and widths[then] == width and before[then - step + 1 : then + 1] == gap:
                done[row[-1]] = 1  # the last may begin a row with another gap
                row.append(then)
                then += step
            if then < count and widths[then] < width and before[then - step + 1 : then + 1] == gap:
                row.append(then)
            hashes = len(row) == 2 and width >= _LEAST and widths[row[1]] == width  # or other values side by side
            if len(row) > 1 and not hashes and width * len(row) >= _LEAST:
                yield row


def _zeros(same: bytes) -> Iterator[int]:
    at = same.find(0)
    while at >= 0:
        yield at
        at = same.find(0, at + 1)


def _same(widths: bytes, step: int) -> bytes:
    """Return a zero for each word that is as wide as the one `step` behind it."""
    size = len(widths) - step
    return (int.from_bytes(widths[:size], "big") ^ int.from_bytes(widths[step:], "big")).to_bytes(size, "big")
