"""Variables that grow (s += "def", s = s + "def", S="${S}def", strcat) and calls that append."""

from __future__ import annotations

from guard.layers._joins import PIECE, PREFIX, QUOTE, beside, blank, joined, seamed
from guard.model import Layer
from guard.view import PARTS, SEAMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_NAME = rb"[\w.$\[\]>@-]{1,60}"
_END = QUOTE + rb"[)\]]{0,3}[ \t]*[;,]?" + blank(b"one")
_GROWS = (
    _NAME + rb"[ \t]*(?:\+=|\.=|&=|<<=?|~=|\.\.=|\|\|=)"
    rb"|(?P<name>[\w.$]{1,60})[ \t]*=[ \t]*(?P=name)[ \t]*(?:\+|\.\.?|&)"
    rb"|" + _NAME + rb"(?:\.|->)(?:concat|append|Append|push_str|write|push|add)[ ]?\("
    rb"|str[ln]?cat(?:_s)?\([\w.>-]{1,40},"
)
_SHELL = (
    rb"[\"']?[;\s]\s{0,80}(?:export[ ])?(?P<var>\w{1,60})(?:\+=|=[\"']?(?:\$\{(?P=var)\}|\$(?P=var)(?=[\"'])))[\"']{0,2}"
)
GAP = _END + rb"(?:" + _GROWS + rb")[ \t]*" + PREFIX + QUOTE + rb"|" + _SHELL


_AFTER = frozenset(b"\"'`\\; \t\r\n")
_BEFORE = frozenset(b"\"'`=}\\")


_SIGNS = frozenset(b"=+.&(),;}\n$\"'_" + bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B)))


def _test(data: bytes) -> bool:
    return len(data) > 43


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from joined(view, budget, seamed(view, beside(view, _AFTER, _BEFORE, _SIGNS)), GAP, PIECE)


def _wrap(text: bytes) -> bytes | None:
    text = text.strip(b"\n")
    if any(byte < 32 or byte > 126 or byte in b"\\\"'`" for byte in text):
        return None
    half = len(text) // 2
    return b's = "' + text[:half] + b'";\ns += "' + text[half:] + b'";'


LAYER = Layer(name="assigned", test=_test, open=_open, wrap=_wrap, rests=PARTS | SEAMS, joins=True)
