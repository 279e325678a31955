"""Base32 (RFC 4648) of a text or a file, in one run or wrapped into lines."""

from __future__ import annotations

from guard.layers._blocks import blocks
from guard.layers._text import is_packed, is_text
from guard.model import Layer, Skip
from guard.view import RUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, View

_LEAST = 68
_SAMPLE = 32
_NOT_IN_IT = b"0189+/_-"
_EIGHT = 8


def _test(data: bytes) -> bool:
    return len(data) >= _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    for block in blocks(view, _LEAST):
        head = block.text[:_SAMPLE]
        if not (head.isupper() or head.islower()) or len(head.translate(None, _NOT_IN_IT)) < _SAMPLE:
            continue
        begun = _decode(head)
        if not (is_text(begun[:20]) or is_packed(begun[:16])):
            continue  # megabytes of one letter are not decoded
        data = _decode(block.text)
        if not budget.take_text(len(data)):
            yield Skip("", budget.spent)
            return
        yield block.inner(data, lambda offset: offset * 8 // 5)


def _decode(text: bytes) -> bytes:
    """Decode all groups of eight characters, up to the first that is none, and the rest as far as it goes."""
    from base64 import b32decode
    from binascii import Error

    size = len(text)
    for end in (size, size - size % _EIGHT, size // 2 & ~7, _SAMPLE):  # a line that is no part of it may follow
        piece = text[:end].upper()
        try:
            return b32decode(piece + b"=" * (-len(piece) % _EIGHT))
        except Error:
            continue
    return b""


def _wrap(text: bytes) -> bytes:
    from base64 import b32encode

    return b32encode(text)


LAYER = Layer(name="base32-text", test=_test, open=_open, wrap=_wrap, rests=RUNS)
