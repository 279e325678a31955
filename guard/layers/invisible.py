"""Characters that nobody sees inside a key: zero-width ones, soft hyphens, joiners, direction marks (Unicode 15, Cf)."""

from __future__ import annotations

from guard.layers._rewrite import everything, substituted
from guard.model import Layer
from guard.sort_out import HIGH as _HIGH
from guard.view import HIGH
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

# U+00AD, U+034F, U+061C, U+180E, U+200B-F, U+202A-E, U+2060-F, U+FE00-F, U+FEFF; AD alone is Latin-1
_ONE = (
    rb"\xc2\xad|\xcd\x8f|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xb8[\x80-\x8f]"
    rb"|\xef\xbb\xbf|\xf3\xa0[\x80\x81][\x80-\xbf]|(?<=[0-9A-Za-z+/_-])\xad"
)
_PATTERN = rb"(?:" + _ONE + rb")+"
_BETWEEN = rb"[0-9A-Za-z+/_-]" + _PATTERN + rb"[0-9A-Za-z+/=_-]"
_MARKS = (b"\xad", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb", b"\xef\xb8", b"\xcd\x8f", b"\xd8\x9c", b"\xe1\xa0", b"\xf3\xa0")


def _test(data: bytes) -> bool:
    return not data.isascii()


def _decode(match: Match[bytes]) -> bytes:
    return b""


def _told(piece: bytes) -> bool:
    import re

    return any(map(piece.__contains__, _MARKS)) and re.search(_BETWEEN, piece) is not None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from substituted(view, budget, _HIGH, _PATTERN, _decode, _told, everything(view))


def _wrap(text: bytes) -> bytes | None:
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in characters:
        return None
    return "\u200b".join(characters[at : at + 9] for at in range(0, len(characters), 9)).encode("utf-8")


LAYER = Layer(name="invisible", test=_test, open=_open, wrap=_wrap, rests=HIGH | WORTH, always=True)
