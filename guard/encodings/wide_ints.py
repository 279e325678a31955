"""32 or 64 integers of two, four or eight bytes each that are bytes in truth: arrays of NumPy, R, Java or C in a binary file.

In either order of the bytes. Text in wide characters looks alike: looked for where that is worth it (guard.worth), and
good for a proof only.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

_LARGEST = 64 << 10
_WIDTHS = (2, 4, 8)
_COUNT = 32
_DISTINCT, _HIGH = 20, 7  # of 32 random bytes: different values, and such over 127, which text has none of
_MOST = 256  # values of one text
_ZEROS = b"\0" * _COUNT
_ASCII = bytes(range(128))
_patterns: list[tuple[int, int, Pattern[bytes]]] = []


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    if not 2 * _COUNT <= len(data) <= _LARGEST or data.count(0) < _COUNT:
        return
    if not _patterns:
        import re

        for width in _WIDTHS:
            zeros, more = rb"\0" * (width - 1), b"(?!\\0{%d})" % (2 * width)  # a stretch of nothing but zeros is passed over
            count = b"{%d}" % _COUNT
            _patterns.append((width, 0, re.compile(rb"(?=" + more + rb"(?:[\0-\xff]" + zeros + rb")" + count + rb")")))
            _patterns.append((width, width - 1, re.compile(rb"(?=" + more + rb"(?:" + zeros + rb"[\0-\xff])" + count + rb")")))
    left = _MOST
    for width, lane, pattern in _patterns:
        if not _has_zeros(data, width):
            continue
        for match in pattern.finditer(data):
            at = match.start()
            value = data[at + lane : at + width * _COUNT : width]
            if len(value.translate(None, _ASCII)) >= _HIGH and len(set(value)) >= _DISTINCT:
                yield from _blob.candidates(value, at, at + width * _COUNT, "wide-ints", False)
                left -= 1
                if not left:
                    return


def _has_zeros(data: bytes, width: int) -> bool:
    """Tell whether zeros stand in a row of so many bytes apart: which is faster to see than where."""
    return any(_ZEROS in data[lane::width] for lane in range(width))


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"".join(byte.to_bytes(4, "little") for byte in seed)


ENCODING = Encoding(name="wide-ints", label="array of 32 integers of several bytes", find=_find, encode=_encode, rests=WORTH)
