"""32 numbers with their indexes in another order than theirs: the keys of a map that was sorted as text (`"0"`, `"1"`, `"10"`), or not at all.

All text has numbers: looked for where that is worth it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match, Pattern

_LARGEST = 64 << 10
# It begins with a digit, which the machine jumps to, and looks back from there.
_PAIR = rb"([0-9](?<![0-9.][0-9])[0-9]?)(?![0-9])[^0-9A-Za-z\r\n]{1,12}(0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})(?![\w.])"
_SIZES = (32, 64)
_FEWEST = 64  # digits of 32 pairs
_APART = 60  # bytes between two pairs
_DISTINCT = 20  # different values among 32 random bytes: 30 on average, fewer than 20 never
_patterns: list[Pattern[bytes]] = []


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    if len(data) > _LARGEST or len(data) - len(data.translate(None, b"0123456789")) < _FEWEST:
        return
    if not _patterns:
        import re

        _patterns.append(re.compile(_PAIR))
    row: list[Match[bytes]] = []
    for match in _patterns[0].finditer(data):
        if row and match.start() - row[-1].end() > _APART:
            yield from _values(row)
            row = []
        row.append(match)
    yield from _values(row)


def _values(row: list[Match[bytes]]) -> Iterator[Candidate]:
    """Yield the values that pairs at the end and at the beginning of a row are, and those between equal first indexes."""
    for size in _SIZES:
        for first in sorted({0, len(row) - size, *(at for at in range(1, len(row)) if int(row[at][1]) < 2)}):
            chosen = row[first : first + size]
            if first < 0 or len(chosen) < size:
                continue
            table = {int(match[1]): int(match[2], 0 if match[2][:2] in (b"0x", b"0X") else 10) for match in chosen}
            lowest = min(table)
            if len(table) == size and max(table) - lowest == size - 1 and max(table.values()) < 256:
                value = bytes(table[lowest + at] for at in range(size))
                if len(set(value[:32])) >= _DISTINCT:
                    yield from _blob.candidates(value, chosen[0].start(), chosen[-1].end(), "indexed-numbers", False)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"{" + b", ".join(b'"%d": %d' % (at, byte) for at, byte in sorted(enumerate(seed), key=lambda pair: str(pair[0]))) + b"}"


ENCODING = Encoding(name="indexed-numbers", label="map of 32 numbers in another order", find=_find, encode=_encode, rests=WORTH)
