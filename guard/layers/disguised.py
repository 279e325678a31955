"""Literals that the program turns back before it uses them: reversed, in ROT13, with the case of their letters exchanged, with
something in them that is to be taken out.

The call that does so stands near by: without its name nothing is tried. What comes out stands in its place.
"""

from __future__ import annotations

from guard.layers._rewrite import Parts, in_place
from guard.model import Inner, Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Budget, View

_LARGEST = 64 << 10
_MOST = 8  # marks that are taken out
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


_REMOVALS = (b"eplace", b"gsub", b"tr -d", b"//")
_NAMES = (*(word for words, _ in _CALLS for word in words), *_REMOVALS)
_REMOVED = (
    rb"(?:[rR]eplace(?:All)?|gsub)\(?[ ]?(?:[rR]?([\"'])(?P<a>[^\"'\r\n]{1,24})\1|/(?P<b>[^/\r\n]{1,24})/g?)[ ]?,[ ]?(?:\"\"|'')"
    rb"|tr -d [\"']?(?P<c>[^\"'\s]{1,8})|\$\{\w{1,40}//(?P<d>[^/}\r\n]{1,24})/?\}"
)


def _test(data: bytes) -> bool:
    return len(data) <= _LARGEST and any(map(data.__contains__, _NAMES))


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
    yield from _without(view.data, budget)


def _without(data: bytes, budget: Budget) -> Iterator[Inner | Skip]:
    """Yield a text without each mark that the code takes out of another."""
    if not any(map(data.__contains__, _REMOVALS)):
        return
    import re

    marks = {next(filter(None, match.group("a", "b", "c", "d"))) for match in re.finditer(_REMOVED, data)}
    for mark in sorted(marks)[:_MOST]:
        made, at = Parts(data), 0
        for match in re.finditer(re.escape(mark), data):
            made.copy(at, match.start())
            at = match.end()
        made.copy(at, len(data))
        yield made.inner(budget, exact=False)


def _wrap(text: bytes) -> bytes | None:
    head, _, value = text.rpartition(b" ")
    if value.translate(None, _LETTERS + b"0123456789+/_=-") or len(value) < 43:
        return None
    return head + b" '" + value.translate(_ROT13) + b"' in rot13\n"


LAYER = Layer(name="disguised", test=_test, open=_open, wrap=_wrap, rests=WORTH)
