"""Raw bytes in binary content: a file of 32 or 64 of them, values behind a length, every place of a small one.

Where keys are watched every place of 2 KiB is looked at, every fourth of 8 KiB, every 32nd of 64 KiB.

Nothing says that raw bytes are a key but a proof, so none of them is exact. Text has none: its bytes
are told from text by control characters or by not being UTF-8.
"""

from __future__ import annotations

from guard.model import Candidate, Encoding, View
from guard.view import BINARY, is_binary
from guard.worth import is_watching

_ASCII = bytes(range(128))
_CODE = "constants:"  # in compiled Python these are code and line tables, unless a word stands in them
_WORD = b"\x01" * 5
_LETTERS = bytes(1 if bytes((byte,)).isalpha() else 0 for byte in range(256))
_SMALL = 512  # a derivation for every place: that many cost some ten milliseconds
_LARGE = 64 << 10
_WATCHED = ((2 << 10, 1), (8 << 10, 4), (_LARGE, 32))  # for watched keys: up to this size, places so far apart
# What stands before the length: MessagePack bin 8, CBOR byte string, DER OCTET STRING, pickle, a length of two bytes or
# four, and the fields 1 to 15 of a protocol buffer.
_BEFORE = frozenset(b"\xc4\x58\x04C\x00" + bytes(range(0x0A, 0x80, 8)))
_ZEROS = (3, 4, 7)  # behind the length, low byte first: 32 bits, those and a subtype (BSON), 64 bits (bincode)


def _random(value: bytes) -> bool:
    """Tell whether bytes may be a key by their looks, which compiled code and tables rarely are.

    Of random keys one in a thousand has so many bytes twice, so few over 127 or so many zeros.
    """
    head = value[:32]
    return 7 <= len(head.translate(None, _ASCII)) <= 25 and head.count(b"\x00") <= 2 and len(set(head)) >= 25


def _find(view: View) -> list[Candidate]:
    data = view.data
    size = len(data)
    if not 32 <= size <= _LARGE or not is_binary(data):
        return []
    whole = [_candidate(data, at, size & ~1) for at in range(1 + size % 2)] if size in (32, 33, 64, 65) else []
    if size < 34:
        return whole
    if view.name.startswith(_CODE) and _WORD not in data.translate(_LETTERS):
        return []
    step = _step(size, is_watching(view))
    if step == 1:
        return whole + [_candidate(data, at, 32) for at in range(size - 31) if _random(data[at : at + 32])]
    found = [_candidate(data, at, 32) for at in range(0, size - 31, step) if _random(data[at : at + 32])] if step else []
    for length in (32, 64):
        mark = bytes((length,))
        at = data.find(mark, 1)
        while 0 <= at <= size - length - 1:
            for first in _behind(data, at):
                if first <= size - length and _random(data[first : first + length]):
                    found.append(_candidate(data, first, length))
            at = data.find(mark, at + 1)
    return found


def _step(size: int, watching: bool) -> int:
    """Return how far apart places are looked at in a binary of this size, 0 for none: some hundreds of places cost ten milliseconds."""
    if size <= _SMALL:
        return 1
    return next((step for most, step in _WATCHED if size <= most), 0) if watching else 0


def _behind(data: bytes, at: int) -> list[int]:
    """Return where a value begins whose length is the byte at `at`."""
    places = [at + 1] if data[at - 1] in _BEFORE else []
    if data[at + 1] == 0:
        places += [at + 1 + zeros for zeros in _ZEROS if not any(data[at + 1 : at + 1 + zeros])]
    return places


def _candidate(data: bytes, at: int, size: int) -> Candidate:
    return Candidate(at, at + size, data[at : at + size], "raw", False)


def _encode(seed: bytes, key: bytes) -> bytes:
    return seed


ENCODING = Encoding(name="raw", label="raw bytes", find=_find, encode=_encode, rests=BINARY)
