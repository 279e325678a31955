r"""Escapes of CSS (CSS Syntax Level 3, 4.3.7): a backslash, one to six hex digits, and a blank that belongs to them: `\2b `, `\00002B`.

What they stand for is written as itself where it is ASCII, else as `\x9f`, for guard.encodings.escaped_bytes.
"""

from __future__ import annotations

from guard.layers._rewrite import all_rewritten
from guard.model import Layer
from guard.view import is_binary
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = rb"\\([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?"
_TOLD = rb"\\(?:[0-9a-fA-F]{2}(?=[ \t\\])|[0-9a-fA-F]{4}(?=[ \t\\])|0{2,4}[0-9a-fA-F]{2})"
_LARGEST = 64 << 10


def _test(data: bytes) -> bool:
    if len(data) > _LARGEST or 0x5C not in data or is_binary(data):
        return False
    import re

    return re.search(_TOLD, data) is not None


def _decode(match: Match[bytes]) -> bytes:
    number = int(match.group(1), 16)
    if 32 <= number < 127 and number not in b"\\\"'":
        return bytes((number,))
    return b"\\x%02x" % number if number < 256 else b"?"


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from all_rewritten(view, budget, _PATTERN, _decode)


def _wrap(text: bytes) -> bytes | None:
    if any(byte > 126 or byte < 9 or byte in b"\\\"'" for byte in text):
        return None
    return b"".join(b"\\%x " % byte if byte in b"+/=_-:,." else bytes((byte,)) for byte in text)


LAYER = Layer(name="css", test=_test, open=_open, wrap=_wrap, rests=WORTH)
