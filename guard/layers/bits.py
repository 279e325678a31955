"""Runs of 0 and 1: the bits of a key or of a text, the most significant first, on one line or several."""

from __future__ import annotations

from guard.layers._blocks import blocks
from guard.model import Layer, Skip
from guard.view import RUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, View

_LEAST, _KEY = 240, 256  # bits: in one key of 65,000 the first 16 are zeros, which need not be written


def _test(data: bytes) -> bool:
    return len(data) >= _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    for block in blocks(view, _LEAST):
        head = 2 if block.text[:2] in (b"0b", b"0B") else 0
        if block.text[head : head + 16].strip(b"01"):
            continue
        digits = block.text[head : len(block.text) - len(block.text[head:].lstrip(b"01"))]
        if len(digits) < _LEAST:
            continue
        filled = digits.zfill(_KEY) if len(digits) < _KEY else digits[: len(digits) & ~7]
        if not budget.take_text(len(filled) // 8):
            yield Skip("", budget.spent)
            return
        missing = max(0, _KEY - len(digits)) - head
        yield block.inner(int(filled, 2).to_bytes(len(filled) // 8, "big"), lambda offset, missing=missing: 8 * offset - missing)  # type: ignore[misc]  # bound at once


def _wrap(text: bytes) -> bytes | None:
    return b"bits = " + b"".join(b"%s" % format(byte, "08b").encode() for byte in text) if len(text) >= 32 else None


LAYER = Layer(name="bits", test=_test, open=_open, wrap=_wrap, rests=RUNS)
