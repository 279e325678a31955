"""Base85 of a text or of 64 bytes: Ascii85 (with `<~` and `~>` or without), RFC 1924's alphabet, Z85, wrapped or not.

Its alphabets hold nearly every sign: looked for where that is worth it (guard.worth).
"""

from __future__ import annotations

from guard.encodings.z85 import ALPHABETS, IS_SIGN
from guard.layers._text import is_packed, is_text
from guard.model import Inner, Layer, Skip
from guard.runs import find_class
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_LEAST, _LARGEST = 50, 64 << 10
_LONG = 40  # signs of the first line
_RUN = rb"(?:<~)?([!-~]{40,})((?:\r?\n[!-~]{20,})*)(?:~>)?"
_FIVE, _SAMPLE = 5, 40
_KEY = 64
_FEWEST = 20  # different signs among the first 40


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    if "listed" in view.memo:
        return
    run, end = re.compile(_RUN), 0
    for begin, _ in find_class(view.data, IS_SIGN, _LONG):
        match = run.match(view.data, begin) if begin >= end else None
        if match is None:
            continue
        end = match.end()
        text = match.group(1) + b"".join(match.group(2).split())
        at = match.start(1)
        first = len(match.group(1))
        second = first + len(match.group(2).split(None, 1)[0]) if match.group(2) else first
        for start in sorted({0, first, second, *(text.find(mark) + 1 for mark in (b'"', b"'", b"=", b":", b"`"))} | ({text.find(b"<~") + 2} if b"<~" in text else set())):
            for data in _decoded(text[start:]):
                if not budget.take_text(len(data)):
                    yield Skip("", budget.spent)
                    return
                yield Inner(data, offsets=lambda offset, first=at + start, last=end - 1: min(last, first + offset * 5 // 4))  # type: ignore[misc]  # bound at once


def _decoded(text: bytes) -> Iterator[bytes]:
    """Yield what a text decodes to in each alphabet, if its first characters show a text or a packed one."""
    for alphabet in ALPHABETS:
        body = text[: len(text) - len(text.lstrip(alphabet))]
        if len(body) < _LEAST or len(set(body[:_SAMPLE])) < _FEWEST:
            continue
        head = _decode(body[:_SAMPLE], alphabet)
        if (is_text(head) and head) or is_packed(head) or len(body) == _KEY * 5 // 4:
            yield _decode(body, alphabet)


def _decode(text: bytes, alphabet: bytes) -> bytes:
    """Return the bytes of all groups up to the first that is none; the last may be shorter."""
    out = bytearray()
    for at in range(0, len(text), _FIVE):
        group = text[at : at + _FIVE]
        missing = _FIVE - len(group)
        number = 0
        for sign in group + alphabet[-1:] * missing:
            number = number * 85 + alphabet.index(sign)
        if number >> 32 or missing == _FIVE - 1:
            break
        out += number.to_bytes(4, "big")[: 4 - missing]
    return bytes(out)


def _wrap(text: bytes) -> bytes:
    from base64 import a85encode

    return a85encode(text, adobe=True)


LAYER = Layer(name="base85-text", test=_test, open=_open, wrap=_wrap, rests=WORTH)
