"""Words that speak, in letters of either case: for a compiled build (guard.context).

Long ones are looked for at once, by leaps, after S. Wu and U. Manber: "A fast algorithm for multi-pattern searching", University of
Arizona, TR-94-17 (1994). A window of 8 bytes goes on as far as the pair of letters at its end stands from the end of any word.
"""

from __future__ import annotations

_WINDOW: Final = 8
_LETTER: Final = 31  # bits of a byte that tell letters apart in either case
_COMMON = b"etaoinsr"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64


class Words:
    """Words in small letters, of 8 letters and more; of each a window of 8 is looked for that ends with a letter that is not common."""

    __slots__ = ("_beginnings", "_leaps", "_windows")

    def __init__(self, words: tuple[bytes, ...]) -> None:
        self._windows: list[tuple[bytes, int]] = []  # words, and where their windows begin
        leaps = bytearray((_WINDOW - 1,)) * (_LETTER + 1) ** 2
        beginnings = bytearray(_LETTER + 1)
        for word in words:
            ends = range(_WINDOW - 1, len(word))
            end = next((at for at in ends if word[at] not in _COMMON), ends[0])
            first = end - _WINDOW + 1
            self._windows.append((word, first))
            beginnings[word[first] & _LETTER] = 1
            for at in range(first + 1, end + 1):
                pair = (word[at - 1] & _LETTER) << 5 | word[at] & _LETTER
                leaps[pair] = min(leaps[pair], end - at)
        self._leaps = bytes(leaps)
        self._beginnings = bytes(beginnings)

    def find(self, data: bytes, begin: i64 = 0) -> tuple[int, int]:
        """Return (where a word stands whose window begins at `begin` or later, where to go on), (-1, -1) if there is none."""
        leaps, beginnings = self._leaps, self._beginnings
        size: i64 = len(data)
        at: i64 = begin + _WINDOW - 1
        while at < size:
            before: i64 = data[at - 1]
            last: i64 = data[at]
            leap: i64 = leaps[(before & _LETTER) << 5 | last & _LETTER]
            if leap:
                at += leap
                continue
            start = at - _WINDOW + 1
            head: i64 = data[start]
            if beginnings[head & _LETTER]:
                for word, first in self._windows:
                    place = start - first
                    if place >= 0 and data[place : place + len(word)].lower() == word:
                        return place, start + 1
            at += 1
        return -1, -1

    def places(self, data: bytes) -> set[int]:
        """Return where these words stand."""
        found: set[int] = set()
        place, at = self.find(data)
        while place >= 0:
            found.add(place)
            place, at = self.find(data, at)
        return found


def ending(data: bytes, word: bytes, mark: bytes, begin: i64 = 0) -> int:
    """Return where a word in small letters ends with `mark`, from where that is at `begin` or later, -1 if nowhere.

    `mark` is its last letter in either case, which is rare in any text.
    """
    width: i64 = len(word)
    before: i64 = word[-2]
    at: i64 = data.find(mark, begin)
    while at >= 0:
        if at >= width - 1 and data[at - 1] | 32 == before and data[at - width + 1 : at + 1].lower() == word:
            return at
        at = data.find(mark, at + 1)
    return -1
