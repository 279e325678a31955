"""Cyrillic and Greek letters in place of the Latin ones that look the same, inside a key (Unicode TR 39, confusables)."""

from __future__ import annotations

from guard.layers._rewrite import substituted
from guard.model import Layer
from guard.sort_out import HIGH as _MARK
from guard.view import HIGH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

# Cyrillic, then Greek, each above what it is taken for
_LOOKS = (
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝҮԌѴЬ\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd\u03b9\u03f3",
    "ABESIJKMHOPCTYXaesijopcyxdhqwYGVb" "ABEZHIKMNOPTYXovij",
)
_LETTERS = {odd.encode("utf-8"): plain.encode("ascii") for odd, plain in zip(*_LOOKS, strict=True)}
_PATTERN = b"|".join(_LETTERS)
_TELLING = (b"\xce", b"\xcf", b"\xd0", b"\xd1", b"\xd2", b"\xd4")
_FEWEST = 6  # so many other key characters: words of those languages have none
_HIGH = bytes(range(128, 256))


def _test(data: bytes) -> bool:
    return not data.isascii() and b"\0" not in data and any(map(data.__contains__, _TELLING))


def _decode(match: Match[bytes]) -> bytes:
    return _LETTERS[match.group()]


def _told(piece: bytes) -> bool:
    return any(map(piece.__contains__, _TELLING)) and len(piece.translate(None, _HIGH)) >= _FEWEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from substituted(view, budget, _MARK, _PATTERN, _decode, _told)


def _wrap(text: bytes) -> bytes | None:
    odd = {plain: letter for letter, plain in reversed(_LETTERS.items())}
    return b"".join(odd.get(bytes((byte,)), bytes((byte,))) for byte in text) if text.isascii() and b"\0" not in text else None


LAYER = Layer(name="homoglyphs", test=_test, open=_open, wrap=_wrap, rests=HIGH)
