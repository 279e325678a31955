"""Words that speak, in letters of either case: for a compiled build (guard.context.mentions).

By leaps, after R. N. Horspool: "Practical fast searching in strings", Software - Practice and Experience 10 (1980).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def leaps_of(word: bytes) -> bytes:
    """Return how far a window as long as a word in small letters may go on behind each byte at its end."""
    last = len(word) - 1
    table = bytearray((len(word),)) * 256
    for place, byte in enumerate(word):
        for either in bytes((byte,)) + bytes((byte,)).upper():
            table[either] = last - place
    return bytes(table)


def find(data: bytes, word: bytes, table: bytes, begin: i64 = 0) -> int:
    """Return where a word in small letters stands at `begin` or later, -1 if nowhere; `table` is what `leaps_of` makes of it."""
    size: i64 = len(data)
    width: i64 = len(word)
    at: i64 = begin + width - 1
    while at < size:
        leap: i64 = table[data[at]]
        if leap:
            at += leap
        elif data[at - width + 1 : at + 1].lower() == word:
            return at - width + 1
        else:
            at += 1
    return -1


def places(data: bytes, leaps: dict[bytes, bytes]) -> list[int]:
    """Return where any of some words stands, in order; `leaps` are theirs."""
    found: set[int] = set()
    for word, table in leaps.items():
        at = find(data, word, table)
        while at >= 0:
            found.add(at)
            at = find(data, word, table, at + len(word))
    return sorted(found)


def beside(data: bytes, mark: bytes, ending: bytes, beginning: bytes) -> bool:
    """Tell whether a word in small letters that ends with `mark`, or one that begins with it, stands in a text.

    `mark` is a byte that is rare in any text, in letters of one case.
    """
    size: i64 = len(data)
    width: i64 = len(ending)
    other: i64 = len(beginning)
    before: i64 = ending[-2]
    behind: i64 = beginning[1]
    at: i64 = data.find(mark)
    while at >= 0:
        if at >= width - 1 and data[at - 1] | 32 == before and data[at - width + 1 : at + 1].lower() == ending:
            return True
        if at + 1 < size and data[at + 1] | 32 == behind and data[at : at + other].lower() == beginning:
            return True
        at = data.find(mark, at + 1)
    return False
