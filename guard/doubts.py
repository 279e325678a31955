"""Reasons to doubt that an unproven value is a key: degenerate bytes, addresses of Solana."""

from __future__ import annotations

import itertools

from guard import keys, names

_SMALL = frozenset(range(97, 123))
_CAPITAL = frozenset(range(65, 91))
_JOINTS = b"_-"


def degenerate(value: bytes) -> bool:
    """Tell whether 32 bytes are a placeholder: few different bytes, a text, or even steps."""
    if len(set(value)) <= 8 or all(32 <= byte < 127 for byte in value):
        return True
    steps = {(second - first) % 256 for first, second in itertools.pairwise(value)}
    return len(steps) == 1


def is_written(text: bytes) -> bool:
    """Tell whether 43 or 44 characters were written by a person: a long name without padding, or one character repeated.

    A name is made of words: small letters stand side by side, seven times in a random value. All letters and 16 times
    side by side are two of 100,000 random values; letters, digits and 24 times, less than one of 100,000. One of 10^11
    repeats a character eight times. Words may also be in capitals or joined by "_" and "-" (see `_is_name`).
    """
    if len(text) not in (43, 44):
        return False
    if any(bytes((character,)) * 8 in text for character in set(text)):
        return True
    if not text.isalnum():
        return _is_name(text)
    pairs = sum(one in _SMALL and two in _SMALL for one, two in itertools.pairwise(text))
    return pairs >= (16 if text.isalpha() else 24) or _is_name(text)


def _is_name(text: bytes) -> bool:
    """Tell whether a value is the name of a function or a constant: seldom does a word change between small, capital and digit.

    A word may begin with a capital. In a random value 45 of 100 neighbours differ; that no more than one of six does
    is 4 of 100,000.
    """
    if not text.translate(None, _JOINTS).isalnum():
        return False
    kinds = [one in _SMALL or 2 * (one in _CAPITAL) or 4 * (one in _JOINTS) for one in text]
    inside = [pair for pair in itertools.pairwise(kinds) if 4 not in pair]
    return 6 * sum(one != two and (one, two) != (2, 1) for one, two in inside) <= len(inside)


def is_symbol(data: bytes, start: int, end: int) -> bool:
    """Tell whether a value without padding stands in binary content, where names of symbols look like one."""
    return data[end - 1 : end] != b"=" and b"\x00" in data[max(0, start - 100) : end + 100]


def is_address(text: bytes, name: str) -> bool:
    """Tell whether 43 or 44 characters without padding are rather base58 of 32 bytes, as Solana writes addresses.

    An account's address is a curve point; those of programs need not be one, but are called keys only.
    One in seventy unpadded base64 values is base58 as well, one in a thousand a point.
    """
    if text.endswith(b"=") or len(text) not in (43, 44):
        return False
    from guard.encodings.base58 import ALPHABET, decode

    value = None if text.translate(None, ALPHABET) else decode(text, 32)
    return value is not None and (name != names.SECRET or keys.is_point(value))
