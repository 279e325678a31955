"""What a terminal was told to do between the characters of a value: colours, styles, cursor moves (ECMA-48, 5.4; OSC 8 links).

Coloured output of grep, xxd, diff and loggers is copied into files as it is. The mark may be ESC itself, or its name
(`\\033[`, `\\x1b[`, `\\e[`, `\\u001b[`) as a string or a log writes it; `^[` as `cat -v` shows it.
"""

from __future__ import annotations

from guard.layers._rewrite import APART, Parts, windows
from guard.model import Inner, Layer, Skip
from guard.view import SEQUENCES

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from guard.model import Budget, View

# Each branch begins with a character of its own, to which the machine jumps.
_MARK = rb"(?:\x1b|\\\\*(?:x1[bB]|033|u001[bB]|e)|\^\[)"
_SEQUENCE = _MARK + rb"(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\]8;[^\x07\x1b\\]{0,400}(?:\x07|" + _MARK + rb"\\+)|\([AB0])"
_BACK = b"\b"
_ESCAPE = 0x1B
_WHOLE, _AROUND = 64 << 10, 3600  # a listing of 32 bytes in words, of which one row is coloured
_FEW = 16  # marks that are looked at one by one; a pattern is faster, once it is there
_MANY: dict[bytes, re.Pattern[bytes]] = {}
_SIGNS = (b"x1b[", b"x1B[", b"033[", b"u001b[", b"u001B[", b"e[")  # behind a backslash


def _test(data: bytes) -> bool:
    if 0 in data:
        return False  # of a picture every 256th byte is a mark
    return _ESCAPE in data or _follow(data, b"\\", _SIGNS) or _follow(data, b"^", (b"[[",))


def _follow(data: bytes, mark: bytes, signs: tuple[bytes, ...]) -> bool:
    """Tell whether one of the signs stands behind a mark of one byte, which is found faster than any of them."""
    at = data.find(mark)
    for _ in range(_FEW):
        if at < 0:
            return False
        if data.startswith(signs, at + 1):
            return True
        at = data.find(mark, at + 1)
    if at < 0:
        return False
    if mark not in _MANY:
        import re

        _MANY[mark] = re.compile(re.escape(mark) + b"(?:" + b"|".join(map(re.escape, signs)) + b")")
    return _MANY[mark].search(data, at) is not None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    data = view.data
    found = [match.span() for match in re.finditer(_SEQUENCE, data)]
    if not found:
        return
    cut = len(data) > _WHOLE  # what is far from all of them was looked at before they came off
    spans = windows(data, [(max(0, start - _AROUND), min(len(data), end + _AROUND)) for start, end in found]) if cut else [(0, len(data))]
    if not budget.take_text(sum(last - first for first, last in spans)):
        yield Skip("", budget.spent)
        return
    made, number = Parts(data), 0
    for at, last in spans:
        while number < len(found) and found[number][0] < last:
            made.copy(at, found[number][0])
            at = found[number][1]
            number += 1
        made.copy(at, last)
        made.put(last, APART * cut)
    shown = b"".join(made.pieces)
    yield Inner(shown, offsets=made.outer, pieces=cut)
    if _BACK in shown:
        yield from _typed(shown, made, budget)


def _typed(shown: bytes, made: Parts, budget: Budget) -> Iterator[Inner | Skip]:
    """Yield a text without what was taken back in it, as line editors show it: back, a blank, back again."""
    import re

    left = Parts(shown)
    kept: list[tuple[int, int]] = []
    at = 0
    for match in re.finditer(rb"\x08+", shown):
        kept.append((at, match.start()))
        at = match.end()
        missing = at - match.start()
        while missing and kept:
            start, end = kept.pop()
            taken = min(missing, end - start)
            missing -= taken
            if end - start > taken:
                kept.append((start, end - taken))
    kept.append((at, len(shown)))
    for start, end in kept:
        left.copy(start, end)
    if budget.take_text(len(shown)):
        yield Inner(b"".join(left.pieces), offsets=lambda offset: made.outer(left.outer(offset)))
    else:
        yield Skip("", budget.spent)


def _wrap(text: bytes) -> bytes | None:
    if _ESCAPE in text or 0x5C in text or 0 in text:
        return None
    return b"\x1b[0m".join(b"\x1b[1;3%dm%s" % (at % 7, text[at : at + 8]) for at in range(0, len(text), 8)) + b"\x1b[0m"


LAYER = Layer(name="terminal", test=_test, open=_open, wrap=_wrap, rests=SEQUENCES)
