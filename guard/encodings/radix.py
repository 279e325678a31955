"""The 32 bytes as one number in base 36 or 62, in base45 (RFC 9285), z-base-32 or the alphabets of Flickr and Bech32.

Nothing tells them from any other word of that length but a proof: they are looked for where that is worth it (guard.worth).
"""

from __future__ import annotations

from guard.model import Candidate, Encoding, View
from guard.runs import class_of, find_class
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 64 << 10
_MOST = 128  # values of one text
_DIGITS, _SMALL = b"0123456789", b"abcdefghijklmnopqrstuvwxyz"
_CAPITALS = _SMALL.upper()
_FLICKR = b"123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
_MIXED = tuple(map(b"".join, ((_DIGITS, _CAPITALS, _SMALL), (_DIGITS, _SMALL, _CAPITALS), (_CAPITALS, _SMALL, _DIGITS), (_SMALL, _CAPITALS, _DIGITS))))
_BITS = (b"ybndrfg8ejkmcpqxot1uwisza345h769", b"qpzry9x8gf2tvdw0s3jn54khce6mua7l")
_BASE45 = _DIGITS + _CAPITALS + b" $%*+-./:"
_IS_WORD, _IS_BASE45 = class_of(_DIGITS + _SMALL + _CAPITALS), class_of(_BASE45)
_SHORTEST, _LONGEST, _RUN = 41, 70, 120
_DISTINCT = 16  # of 48 random characters of 45 kinds
_SIZE = 48  # characters of base45
_LEAST = 1 << 240


def _find(view: View) -> Iterator[Candidate]:
    if len(view.data) > _LARGEST:
        return
    left = _MOST
    for one in _values(view.data):
        yield one
        left -= 1
        if not left:
            return


def _values(data: bytes) -> Iterator[Candidate]:
    for start, end in find_class(data, _IS_WORD, _SHORTEST):
        if end - start <= _LONGEST and data[end : end + 1] != b"=":
            for number in _numbers(data[start:end]):
                if _LEAST <= number < 1 << 256:
                    yield Candidate(start, end, number.to_bytes(32, "big"), "radix", False)
    for start, end in find_class(data, _IS_BASE45, _SIZE):
        if end - start <= _RUN and len(set(data[start:end])) >= _DISTINCT:
            yield from _base45(data[start:end], start)


def _numbers(text: bytes) -> Iterator[int]:
    """Yield what a word of letters and digits may be as a number."""
    if not len(text.translate(None, _SMALL + _CAPITALS)):
        return
    size = len(text)
    if text.islower() or text.isupper():
        if 48 <= size <= 50:
            yield int(text, 36)
        low = text.lower()
        for alphabet in _BITS:
            for word in (low, low.rpartition(b"1")[2][:52]) if alphabet is _BITS[1] else (low,):
                if len(word) == 52 and not word.translate(None, alphabet):
                    yield _number(word, alphabet) >> 4
    elif 41 <= size <= 44:
        for alphabet in _MIXED if size < 44 else ():
            yield _number(text, alphabet)
        if not text.translate(None, _FLICKR):
            yield _number(text, _FLICKR)


def _number(text: bytes, alphabet: bytes) -> int:
    number, base = 0, len(alphabet)
    for digit in text:
        number = number * base + alphabet.index(digit)
    return number


def _base45(text: bytes, start: int) -> Iterator[Candidate]:
    """Yield what 48 characters are between the ends of a run, blanks and colons."""
    for at in range(len(text) - _SIZE + 1):
        end = at + _SIZE
        if (not at or text[at - 1] in b" :") and (end == len(text) or text[end] in b" :"):
            word = text[at:end]
            if len(set(word)) < _DISTINCT or not word.translate(None, _CAPITALS + b" ") or word[0] in b" " or word[-1] in b" ":
                continue
            value = _decoded(word)
            if len(value) == 32:
                yield Candidate(start + at, start + end, value, "radix", False)


def _decoded(word: bytes) -> bytes:
    out = bytearray()
    for at in range(0, len(word), 3):
        first, second, third = (_BASE45.index(byte) for byte in word[at : at + 3])
        number = first + 45 * second + 2025 * third
        if number >> 16:
            return b""
        out += number.to_bytes(2, "big")
    return bytes(out)


def _encode(seed: bytes, key: bytes) -> bytes:
    number, out = int.from_bytes(seed, "big"), bytearray()
    while number:
        number, digit = divmod(number, 62)
        out.append(_MIXED[0][digit])
    return bytes(out[::-1])


ENCODING = Encoding(name="radix", label="one number in base 36, 45 or 62", find=_find, encode=_encode, rests=WORTH)
