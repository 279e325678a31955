r"""Rows of escapes of one byte each, apart or written in another way: `'\x9f', '\x1e'`, `\\x9f\\x1e`, `\x9\xc`, `\0237`.

Character constants of C and OCaml, escapes inside another string, `echo -e` and `printf %b`, whose octal has a 0 before it.
What stands between two escapes has to stand between all of them.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.encodings.escaped_bytes import digit_escapes, places
from guard.model import Candidate, Encoding, View
from guard.view import BARS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_FEWEST, _WIDE = 32, 800  # escapes of a value, and the bytes within which they stand
_LONGEST = 85
_APART = rb"[^\w\\]{0,8}"
_PATTERNS: list[re.Pattern[bytes]] = []


def _patterns() -> list[re.Pattern[bytes]]:
    if not _PATTERNS:
        import re

        forms = rb"x[0-9a-fA-F]{1,2}", rb"u00[0-9a-fA-F]{2}", rb"u\{[0-9a-fA-F]{1,2}\}", rb"0[0-3][0-7]{2}"
        token = rb"(?:" + b"|".join(forms) + rb")(?![0-9a-fA-F])"
        first = rb"\\" + token + rb"(" + _APART + rb"\\{1,8})" + token
        _PATTERNS.append(re.compile(first + rb"(?:\1" + token + rb"){30,83}"))
        _PATTERNS.append(re.compile(rb"\\(?:x([0-9a-fA-F]{1,2})|u00([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,2})\}|0([0-3][0-7]{2}))"))
    return _PATTERNS


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    reached = 0
    for at in places(view):
        if at >= reached and data.count(b"\\", at, at + _WIDE) >= _FEWEST:
            match = _patterns()[0].match(data, at)
            if match:
                reached = match.end()
                yield from _row(match)
    for start, stop in digit_escapes(view):
        if stop - start >= 5 * _FEWEST:
            match = _patterns()[0].match(data, start)
            if match:
                yield from _row(match)


def _row(match: re.Match[bytes]) -> Iterator[Candidate]:
    value = bytearray()
    for hexadecimal, wide, braced, octal in _patterns()[1].findall(match.group()):
        value.append(int(octal, 8) if octal else int(hexadecimal or wide or braced, 16))
    yield from _blob.candidates(bytes(value), match.start(), match.end(), "escapes-apart")


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"{" + b", ".join(b"'\\x%02x'" % byte for byte in seed) + b"}"


ENCODING = Encoding(name="escapes-apart", label="escapes of one byte each", find=_find, encode=_encode, rests=BARS)
