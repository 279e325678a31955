r"""Rich Text Format (1.9.1): control words, groups and escaped characters off the text, which a change of style breaks anywhere."""

from __future__ import annotations

from guard.layers._rewrite import all_rewritten
from guard.model import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = (
    rb"\\'([0-9a-fA-F]{2})|\\u(-?[0-9]{1,6})[ ]?(?:\?|\\'[0-9a-fA-F]{2})?|\\(par|line|cell|row|tab|page|sect)(?![a-z])[ ]?"
    rb"|\\[a-z]{1,32}(?:-?[0-9]{1,10})?[ ]?|\\([\\{}])|\\[*~:|-]|[{}\r\n]{1,400}"
)
_HEADS = (b"{\\rtf",)


def _test(data: bytes) -> bool:
    return data.startswith(_HEADS)


def _decode(match: Match[bytes]) -> bytes:
    hexadecimal, wide, end, sign = match.groups()
    if hexadecimal:
        return bytes((int(hexadecimal, 16),))
    if wide:
        return chr(int(wide) & 0xFFFF).encode("utf-8", "replace")
    return b"\n" if end else sign or b""


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from all_rewritten(view, budget, _PATTERN, _decode)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="rtf", test=_test, open=_open, wrap=_wrap, heads=_HEADS)
