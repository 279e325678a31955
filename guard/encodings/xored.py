"""Values under a mask of one byte that stands near by: `bytes(b ^ 0x5a for b in [...])`, `MASK = 90`.

Tried where such an operation is written, and where it is worth it (guard.worth): good for a proof only.
"""

from __future__ import annotations

from guard.encodings import base64, escaped_bytes, hex, ints
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_LARGEST = 64 << 10
_MOST, _MASKS = 32, 4  # values, and masks, of one text
_FORMS = (base64.ENCODING, hex.ENCODING, ints.ENCODING, escaped_bytes.ENCODING)
_SIGNS = (b"^", b"xor", b"XOR", b"Xor")
_MASK = rb"(?:\^=?|(?i:xor\w{0,20}|mask)[ \t]*(?:[:,(=]|:=)?)[ \t]*(0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})(?![\w.])"
_PATTERNS: list[re.Pattern[bytes]] = []


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    if len(data) > _LARGEST or not any(map(data.__contains__, _SIGNS)):
        return
    masks = _masks(data)
    left = _MOST if masks else 0
    known: set[bytes] = set()
    for form in _FORMS if masks else ():
        for one in form.find(view):
            if len(one.value) == 32 and one.value not in known and left:
                left -= 1
                known.add(one.value)
                for mask in masks:
                    yield Candidate(one.start, one.end, bytes(byte ^ mask for byte in one.value), "xored", False)


def _masks(data: bytes) -> list[int]:
    if not _PATTERNS:
        import re

        _PATTERNS.append(re.compile(_MASK))
    found = dict.fromkeys(int(match, 0) if match[:1] != b"0" or match[1:2] in b"xX" else int(match) for match in _PATTERNS[0].findall(data))
    return [mask for mask in found if 0 < mask < 256][:_MASKS]


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"bytes(b ^ 0x5a for b in [" + b", ".join(b"%d" % (byte ^ 0x5A) for byte in seed) + b"])"


ENCODING = Encoding(name="xored", label="value under a mask of one byte", find=_find, encode=_encode, rests=WORTH)
