"""Full-width letters, digits and signs (U+FF01 to U+FF5E) in place of ASCII, as an input method writes them."""

from __future__ import annotations

from guard.layers._rewrite import substituted
from guard.model import Layer
from guard.sort_out import HIGH as _HIGH
from guard.view import HIGH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = rb"\xef(?:\xbc[\x81-\xbf]|\xbd[\x80-\x9e])"
_SHIFT = 0xFF01 - 0x21


def _test(data: bytes) -> bool:
    return not data.isascii()


def _decode(match: Match[bytes]) -> bytes:
    return chr(ord(match.group().decode("utf-8")) - _SHIFT).encode("ascii")


def _told(piece: bytes) -> bool:
    return b"\xef\xbc" in piece or b"\xef\xbd" in piece


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from substituted(view, budget, _HIGH, _PATTERN, _decode, _told)


def _wrap(text: bytes) -> bytes | None:
    if not text.isascii() or b"\0" in text:
        return None
    return "".join(chr(byte + _SHIFT) if 0x21 <= byte <= 0x7E else chr(byte) for byte in text).encode("utf-8")


LAYER = Layer(name="fullwidth", test=_test, open=_open, wrap=_wrap, rests=HIGH, always=True)
