"""Literals that a language joins: "abc" + "def", "abc" "def", .concat(), .join([...]), templates, continued lines."""

from __future__ import annotations

from guard.layers._joins import PIECE, PREFIX, QUOTE, beside, blank, joined, seamed
from guard.model import Layer
from guard.view import PARTS, SEAMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_SIGN = rb"\+\+?|\.\.?|&|\|\||<>|~|\^|<<|\.[ ]?(?:concat|append|Append|push_str|add|plus|write|push)\("
_CALL = rb"(?:(?:new[ ])?(?:std::)?(?:String|str|string|QString|from|bytes\.fromhex|bytes|unhexlify|Buffer\.from)?(?:::from)?\()?"
_OPEN = _CALL + PREFIX + QUOTE
_CLOSE = QUOTE + rb"(?:\.(?:to_string|to_owned|into|toString|freeze)\(\)|\)){0,3}"
GAP = (
    _CLOSE + blank(b"one") + rb"(?:(?:" + _SIGN + rb")" + blank(b"two") + rb")?" + _OPEN
    + rb"|" + QUOTE + rb"[ ]?\}\$?\{[ ]?" + QUOTE + rb"|\$?\{[ ]?" + QUOTE + rb"|" + QUOTE + rb"[ ]?\}"
    + rb"|[\\^`]\r?\n[ \t]{0,160}"
)  # fmt: skip
LIST_GAP = QUOTE + blank(b"one") + rb"," + blank(b"two") + PREFIX + QUOTE
_JOINED_BEFORE = rb"(?i:join|concat!?|concat_ws|cat|paste0|fromparts)[ ]?\([^()\"'`]{0,20}[\"'`]{0,3}[^()\"'`]{0,9}[\"'`]\Z"
_JOINED_AFTER = rb"={0,2}[\"'`]\s*,?\s*[\])}]{1,2}\s*\.\s*(?:join|concat)\b"
_SIGNS = frozenset(b"\"'`+.&|<>~^(){}\\/#-_$n\n")
_JOINERS = (b"join", b"Join", b"JOIN", b"oncat", b"ONCAT", b"paste0", b"cat(", b"fromparts")
_LOOK, _REACH, _BLOCK = 60, 400, 1024


_AFTER = frozenset(b"\"'`\\$^{")
_BEFORE = frozenset(b"\"'`{}\n")
_QUOTES = frozenset(b"\"'`\\=")


def _test(data: bytes) -> bool:
    return len(data) > 43


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    yield from joined(view, budget, seamed(view, beside(view, _AFTER, _BEFORE, _SIGNS)), GAP, PIECE)
    known: dict[int, bool] = {}
    listed = [part for part in beside(view, _QUOTES, _QUOTES) if _is_listed(data, part[0], part[1], known)]
    yield from joined(view, budget, listed, LIST_GAP, PIECE, lambda start, end: are_joined(data, start, end))


def _is_listed(data: bytes, start: int, end: int, known: dict[int, bool]) -> bool:
    """Tell whether a part is an item of a list, and something near by joins lists; `known` says it of blocks."""
    if b"," not in data[end : end + 4] and b"," not in data[max(0, start - 9) : start]:
        return False
    block = start // _BLOCK * _BLOCK
    if block not in known:
        known[block] = _joins(data, block, block + _BLOCK)
    return (known[block] or end > block + _BLOCK) and _joins(data, start, end)


def _joins(data: bytes, start: int, end: int) -> bool:
    near = data[max(0, start - _REACH) : end + _REACH]
    return any(map(near.__contains__, _JOINERS))


def are_joined(data: bytes, start: int, end: int) -> bool:
    """Tell whether what stands around the items of a list joins them."""
    import re

    if re.search(_JOINED_BEFORE, data[max(0, start - _LOOK) : start]):
        return True
    return re.match(_JOINED_AFTER, data[end : end + _LOOK]) is not None


def _wrap(text: bytes) -> bytes | None:
    if any(byte < 32 or byte > 126 or byte in b"\\\"'`" for byte in text.strip(b"\n")):
        return None
    text = text.strip(b"\n")
    half = len(text) // 2
    return b'"' + text[:half] + b'" +\n    "' + text[half:] + b'"'


LAYER = Layer(name="split-literal", test=_test, open=_open, wrap=_wrap, rests=PARTS | SEAMS, joins=True)
