"""Literals that the program turns back before it uses them: reversed, in ROT13, with the case of their letters exchanged.

The call that does so stands near by: without its name nothing is tried. What comes out stands in its place.
"""

from __future__ import annotations

from guard.layers._rewrite import in_place
from guard.model import Inner, Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Budget, View

_LARGEST = 64 << 10
_RUN = rb"[A-Za-z0-9+/_=-]{43,}"
_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_LETTERS = _SMALL + _SMALL.upper()
_ROT13 = bytes.maketrans(_LETTERS, _SMALL[13:] + _SMALL[:13] + _SMALL[13:].upper() + _SMALL[:13].upper())


def _reversed(data: bytes) -> bytes:
    import re

    return re.sub(_RUN, lambda match: match.group()[::-1], data)


def _turned(data: bytes) -> bytes:
    return data.translate(_ROT13)


_CALLS: tuple[tuple[tuple[bytes, ...], Callable[[bytes], bytes]], ...] = (
    ((b"::-1]", b"everse", b"strrev", b"| rev", b"REVERSE"), _reversed),
    ((b"rot13", b"rot_13", b"ROT13", b"Rot13", b"N-ZA-M"), _turned),
    ((b"swapcase", b"swapCase", b"SwapCase", b"swap_case"), bytes.swapcase),
)


def _test(data: bytes) -> bool:
    return len(data) <= _LARGEST and any(word in data for words, _ in _CALLS for word in words)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if "listed" in view.memo:  # turned back once
        return
    for words, undo in _CALLS:
        if any(word in view.data for word in words):
            text = undo(view.data)
            if text == view.data:
                continue
            if not budget.take_text(len(text)):
                yield Skip("", budget.spent)
                return
            yield Inner(text, offsets=in_place, exact=False, pieces=True)


def _wrap(text: bytes) -> bytes | None:
    head, _, value = text.rpartition(b" ")
    if value.translate(None, _LETTERS + b"0123456789+/_=-") or len(value) < 43:
        return None
    return head + b" '" + value.translate(_ROT13) + b"' in rot13\n"


LAYER = Layer(name="disguised", test=_test, open=_open, wrap=_wrap, rests=WORTH)
