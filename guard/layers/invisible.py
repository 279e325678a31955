"""Characters that nobody sees inside a key: zero-width ones, soft hyphens, joiners, direction marks (Unicode 15, Cf)."""

from __future__ import annotations

from guard.layers._rewrite import everything, substituted
from guard.model import RUN_BYTES, Layer
from guard.sort_out import HIGH as _HIGH
from guard.view import HIGH
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

# U+00AD, U+034F, U+061C, U+180E, U+200B-F, U+202A-E, U+2060-F, U+FE00-F, U+FEFF; AD alone is Latin-1
_UTF_8 = (
    rb"\xc2\xad|\xcd\x8f|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xb8[\x80-\x8f]"
    rb"|\xef\xbb\xbf|\xf3\xa0[\x80\x81][\x80-\xbf]"
)
_LATIN_1 = rb"\xad(?<=[0-9A-Za-z+/_-]\xad)"
_ONE = _UTF_8 + rb"|" + _LATIN_1
_BESIDE = frozenset(bytes((byte,)) for byte in RUN_BYTES + b"=")
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


def _has_any(data: bytes) -> bool:
    """Tell whether there is anything to be left out beside a key character: elsewhere, as in emoji, it parts no value.

    Each search begins with bytes that the machine jumps to.
    """
    import re

    for match in re.finditer(b"(?:" + _UTF_8 + b")+", data):
        if data[match.start() - 1 : match.start()] in _BESIDE or data[match.end() : match.end() + 1] in _BESIDE:
            return True
    return b"\xad" in data and re.search(_LATIN_1, data) is not None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    areas = everything(view)
    yield from substituted(view, budget, _HIGH, _PATTERN, _decode, _told, areas if areas and _has_any(view.data) else [])


def _wrap(text: bytes) -> bytes | None:
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in characters:
        return None
    return "\u200b".join(characters[at : at + 9] for at in range(0, len(characters), 9)).encode("utf-8")


LAYER = Layer(name="invisible", test=_test, open=_open, wrap=_wrap, rests=HIGH | WORTH, always=True)
