"""Hexadecimal of a text: a whole .env file, or a key's base64 once more in hex; in one run or in lines."""

from __future__ import annotations

from guard.layers._blocks import blocks
from guard.layers._text import is_packed, is_text
from guard.model import Layer, Skip
from guard.view import PARTS, RUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, View

_LEAST = 84
_SAMPLE = 36
_HEX = b"0123456789abcdefABCDEF"


def _test(data: bytes) -> bool:
    return len(data) >= _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    for block in blocks(view, _LEAST):
        text = block.text
        first = 2 if text[:2] in (b"0x", b"0X") else 0
        text = text[: len(text) - len(text[first:].lstrip(_HEX))]  # what follows on the next line is no part of it
        if len(text) < _LEAST:
            continue
        middle = first + max(0, len(text) - _SAMPLE) // 4 * 2
        sample = bytes.fromhex(text[middle : middle + _SAMPLE].decode("ascii"))
        if not (is_text(sample) or is_packed(bytes.fromhex(text[first : first + 16].decode("ascii")))):
            continue
        if not budget.take_text(len(text)):
            yield Skip("", budget.spent)
            return
        digits = text[first : len(text) - (len(text) - first) % 2].decode("ascii")

        def place(offset: int, first: int = first) -> int:
            return first + 2 * offset

        yield block.inner(bytes.fromhex(digits), place)


def _wrap(text: bytes) -> bytes:
    return text.hex().encode("ascii")


LAYER = Layer(name="hex-text", test=_test, open=_open, wrap=_wrap, rests=RUNS | PARTS, always=True)
