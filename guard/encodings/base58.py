"""Base58 of 64 bytes, which prove themselves, and of 32, which only a proof can tell from an address.

The alphabet is Bitcoin's, which Solana uses for keypairs and addresses: no 0, O, I or l.
"""

from __future__ import annotations

from guard.encodings.base64 import glued
from guard.model import Candidate, Encoding, View
from guard.runs import class_of
from guard.view import RUNS, SHORT

ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_IS_DIGIT = class_of(ALPHABET)
_VALUE = bytes(ALPHABET.index(byte) if byte in ALPHABET else 0 for byte in range(256))
_SHORTEST = 43  # that of the run table; one value in a thousand has 42 characters
_NEEDLE = b"\x01" * _SHORTEST
_LONGEST = {32: 44, 64: 88}
_GLUED = 8
_HEX = b"0123456789abcdef"
_BODY = 600  # a longer run is a body of base64, in which 43 digits of base58 follow each other by chance


def decode(text: bytes, size: int) -> bytes | None:
    """Return the `size` bytes that base58 text stands for, or None if it stands for more or fewer."""
    number = 0
    for digit in text.translate(_VALUE):
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(b"1"))
    if zeros + (number.bit_length() + 7) // 8 != size:
        return None
    return number.to_bytes(size, "big")


def encode(value: bytes) -> bytes:
    """Write bytes in base58."""
    number = int.from_bytes(value, "big")
    out = bytearray()
    while number:
        number, digit = divmod(number, 58)
        out.append(ALPHABET[digit])
    return b"1" * (len(value) - len(value.lstrip(b"\x00"))) + bytes(reversed(out))


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    for start, end in view.runs:
        first = start + glued(data, start)
        if end - first > _BODY or not data[first:end].translate(None, _HEX):
            continue
        table = data[first:end].translate(_IS_DIGIT)
        position = table.find(_NEEDLE)
        while position >= 0:
            stop = table.find(b"\x00", position)
            stop = len(table) if stop < 0 else stop
            whole = position == 0 and stop == len(table)
            found += _in_run(data, first + position, first + stop, whole)
            position = table.find(_NEEDLE, stop)
    for start, end in view.short:
        if end - start == 42 and not data[start:end].translate(None, ALPHABET):
            found += _in_run(data, start, end, True)
    return found


def _in_run(data: bytes, start: int, end: int, whole: bool) -> list[Candidate]:
    length = end - start
    if data[start] == 49 and length <= 88:  # leading zero bytes are written as a 1 each
        places = [(start, end, size) for size in (32, 64)]
    elif 42 <= length <= 44 or 85 <= length <= 88:
        size = 32 if length < 45 else 64
        places = [(start, end, size), (start + 1, end, size), (start, end - 1, size)]  # a letter may be glued to it
    else:
        size = 32 if length <= 44 + _GLUED else 64
        if not size - 20 < length - (_LONGEST[size] - size) <= size + _GLUED:
            return []
        places = []
        for width in (_LONGEST[size], _LONGEST[size] - 1):
            places += [(start, start + width, size), (end - width, end, size)]
    found: list[Candidate] = []
    for first, last, size in places:
        value = decode(data[first:last], size)
        if value is not None:
            if found and last - first < length <= _LONGEST[size]:
                break
            exact = whole and size == 64 and last - first == length
            found.append(Candidate(first, last, value, "base58", exact))
    return found


def _encode(seed: bytes, key: bytes) -> bytes:
    return encode(seed + key)


ENCODING = Encoding(name="base58", label="base58 of a 64-byte secret key", find=_find, encode=_encode, rests=RUNS | SHORT)
