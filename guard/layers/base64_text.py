"""Base64 (RFC 4648) of a text or a file: Kubernetes secrets, CI variables, data URIs, mail bodies, a key encoded twice."""

from __future__ import annotations

from binascii import Error, a2b_base64

from guard.layers._blocks import blocks
from guard.layers._text import is_packed, is_text
from guard.model import Layer, Skip
from guard.view import PARTS, RUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, View

_LEAST = 56
_SAMPLE = 32
TO_STANDARD = bytes.maketrans(b"-_", b"+/")


def _test(data: bytes) -> bool:
    return len(data) >= _LEAST


def decode(text: bytes) -> bytes:
    """Decode base64 of the usual alphabet."""
    rest = len(text) % 4
    if rest:
        text = text[:-1] if rest == 1 else text + b"=" * (4 - rest)
    try:
        return a2b_base64(text)
    except Error:  # a part may have other signs in it
        return b""


def _shift(text: bytes) -> int | None:
    """Return how many characters before the encoding begins stand glued to it (0 to 3), None if it is no text."""
    if text.islower() or text.isupper():
        return None
    if is_packed(decode(text[:24].translate(TO_STANDARD))):
        return 0
    middle = max(0, (len(text) - _SAMPLE) // 8 * 4)
    sample = text[middle : middle + _SAMPLE + 3].translate(TO_STANDARD)
    for shift in range(4):
        if is_text(decode(sample[shift : shift + _SAMPLE])):
            return shift
    return None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    for block in blocks(view, _LEAST):
        shift = _shift(block.text)
        if shift is None:
            continue
        if not budget.take_text(len(block.text)):
            yield Skip("", budget.spent)
            return

        def place(offset: int, shift: int = shift) -> int:
            return shift + offset * 4 // 3

        yield block.inner(decode(block.text[shift:].translate(TO_STANDARD)), place)


def _wrap(text: bytes) -> bytes:
    from binascii import b2a_base64

    return b2a_base64(text, newline=False)


LAYER = Layer(name="base64-text", test=_test, open=_open, wrap=_wrap, rests=RUNS | PARTS, always=True)
