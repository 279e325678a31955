"""Base32 of 32 bytes (RFC 4648, 6 and 7, and Crockford's alphabet): 52 characters of one case, padded or not."""

from __future__ import annotations

from guard.encodings.base64 import glued
from guard.model import Candidate, Encoding, View
from guard.view import RUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SIZE = 52
_LONGEST = 200
_APART = bytes.maketrans(b"+/_", b"---")
_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ALPHABETS = (_STANDARD, b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_VALUES = tuple(bytes(max(0, alphabet.find(bytes((byte,)))) for byte in range(256)) for alphabet in _ALPHABETS)


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    for start, end in view.runs:
        if not _SIZE <= end - start <= _LONGEST:
            continue
        first = start + glued(data, start)
        for piece in data[first:end].translate(_APART).split(b"-"):
            if len(piece) == _SIZE and (piece.isupper() or piece.islower()):
                yield from _candidates(data, first)
            first += len(piece) + 1


def _candidates(data: bytes, start: int) -> Iterator[Candidate]:
    end = start + _SIZE
    text = data[start:end]
    for alphabet, values in zip(_ALPHABETS, _VALUES, strict=True):
        value = _decode(text.upper(), alphabet, values)
        if value:
            # an unproven one has to be in the usual alphabet, and no hash or name
            exact = alphabet is _STANDARD and text.isupper() and data[end : end + 4] == b"===="
            yield Candidate(start, end + 4 * exact, value, "base32", exact)


def _decode(text: bytes, alphabet: bytes, values: bytes) -> bytes | None:
    """Return the 32 bytes of 52 characters, or None where they are not of this alphabet or leave bits over."""
    if text.translate(None, alphabet):
        return None
    number = 0
    for value in text.translate(values):
        number = number << 5 | value
    return (number >> 4).to_bytes(32, "big") if number & 15 == 0 else None


def _encode(seed: bytes, key: bytes) -> bytes:
    from base64 import b32encode

    return b32encode(seed)


ENCODING = Encoding(name="base32", label="base32 of a 32-byte seed", find=_find, encode=_encode, rests=RUNS)
