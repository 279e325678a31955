"""Base85 of 32 bytes: 40 characters as Python's b85encode (RFC 1924's alphabet), ZeroMQ's Z85 (RFC 32) and Ascii85 write them.

Their alphabets hold nearly every sign there is, so that no table shows them and nothing but a proof tells them from
code: they are looked for where that is worth it (guard.worth).
"""

from __future__ import annotations

from guard.model import Candidate, Encoding, View
from guard.runs import class_of, find_class
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SIZE = 40
_RFC_1924 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_ASCII_85 = bytes(range(33, 118))
ALPHABETS = (_Z85, _RFC_1924, _ASCII_85)
_VALUES = tuple(bytes(max(0, alphabet.find(bytes((byte,)))) for byte in range(256)) for alphabet in ALPHABETS)
_LONGEST = 200
_BEFORE = b"\"'=:`~>,;([{|"  # behind one of these a value may begin inside a run
_AFTER = frozenset(b"\"'`~<,;)]}|\\")
_LETTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
IS_SIGN = class_of(bytes(range(33, 127)))


def _find(view: View) -> Iterator[Candidate]:
    return values(view.data)


def values(data: bytes) -> Iterator[Candidate]:
    """Yield all that may be base85 of 32 bytes in a text."""
    for start, end in find_class(data, IS_SIGN, _SIZE):
        if end - start <= _LONGEST:
            yield from _in_run(data, start, end)


def _in_run(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    starts = {start, end - _SIZE, *(at + 1 for at in range(start, end - _SIZE) if data[at] in _BEFORE)}
    for first in sorted(starts):
        last = first + _SIZE
        if last <= end and (last == end or data[last] in _AFTER):
            text = data[first:last]
            if len(text.translate(None, _LETTERS)) and not text.islower() and not text.isupper():
                yield from _values(text, first, last)


def _values(text: bytes, start: int, end: int) -> Iterator[Candidate]:
    for alphabet, values in zip(ALPHABETS, _VALUES, strict=True):
        value = None if text.translate(None, alphabet) else _decode(text.translate(values))
        if value:
            yield Candidate(start, end, value, "z85", False)


def _decode(digits: bytes) -> bytes | None:
    """Return the bytes of base85 digits, four for each five; None where a group of them is too large."""
    out = bytearray()
    for at in range(0, len(digits), 5):
        number = 0
        for digit in digits[at : at + 5]:
            number = number * 85 + digit
        if number >> 32:
            return None
        out += number.to_bytes(4, "big")
    return bytes(out)


def _encode(seed: bytes, key: bytes) -> bytes:
    out = bytearray()
    for at in range(0, 32, 4):
        number = int.from_bytes(seed[at : at + 4], "big")
        out += bytes(_Z85[number // 85**place % 85] for place in (4, 3, 2, 1, 0))
    return bytes(out)


ENCODING = Encoding(name="z85", label="base85 of a 32-byte seed", find=_find, encode=_encode, rests=WORTH)
