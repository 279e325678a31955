"""Base45 (RFC 9285) of a text or a file, as QR codes carry it: two bytes in three signs.

Its alphabet has blanks and the signs of prices and paths, so that it is looked for where that is worth it (guard.worth).
"""

from __future__ import annotations

from guard.layers._text import is_packed, is_text
from guard.model import Inner, Layer, Skip
from guard.runs import class_of, find_class
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {sign: at for at, sign in enumerate(_ALPHABET)}
_LEAST, _LARGEST = 66, 64 << 10  # characters: 44 bytes
_IS_SIGN = class_of(_ALPHABET)
_SAMPLE = 48
_STARTS = 3


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if "listed" in view.memo:
        return
    for begin, end in find_class(view.data, _IS_SIGN, _LEAST):
        text = view.data[begin:end]
        marks = {text.find(mark) + 1 for mark in (b": ", b":", b"=", b" ", b"/")}
        for start in sorted({at + step for at in marks | {0} for step in range(_STARTS)}):  # what stands before it may be signs of it
            head = _decode(text[start : start + _SAMPLE])
            if not head or not (is_text(head) or is_packed(head)):
                continue
            data = _decode(text[start:])
            if not budget.take_text(len(data)):
                yield Skip("", budget.spent)
                return
            first, last = begin + start, end - 1
            yield Inner(data, offsets=lambda offset, first=first, last=last: min(last, first + offset // 2 * 3 + offset % 2))  # type: ignore[misc]  # bound at once


def _decode(text: bytes) -> bytes:
    """Return the bytes of all groups up to the first that is none; the last may have two signs."""
    out = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(_VALUES[sign] * 45**place for place, sign in enumerate(group))
        size = len(group) - 1
        if not size or number >> 8 * size:
            break
        out += number.to_bytes(size, "big")
    return bytes(out)


def _wrap(text: bytes) -> bytes:
    out = bytearray()
    for at in range(0, len(text), 2):
        group = text[at : at + 2]
        number = int.from_bytes(group, "big")
        for _ in range(len(group) + 1):
            number, sign = divmod(number, 45)
            out.append(_ALPHABET[sign])
    return bytes(out)


LAYER = Layer(name="base45-text", test=_test, open=_open, wrap=_wrap, rests=WORTH)
