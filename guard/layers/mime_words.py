"""Encoded words of mail headers (RFC 2047): `=?utf-8?B?...?=` and `=?utf-8?Q?...?=`, several of them joined."""

from __future__ import annotations

from guard.layers._rewrite import Parts
from guard.model import Layer
from guard.view import PARTS
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_WORD = rb"=\?[A-Za-z0-9_-]{2,40}(?:\*[A-Za-z-]{0,9})?\?([bBqQ])\?([^?\s]{0,400})\?="
_ROW = _WORD + rb"(?:(?:\s|\\[rnt]){1,40}" + _WORD.replace(b"(", b"(?:").replace(b"(?:?:", b"(?:") + rb")*"
_AROUND = 60


def _test(data: bytes) -> bool:
    return b"=?" in data and b"?=" in data


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    data = view.data
    made = Parts(data)
    for row in re.finditer(_ROW, data):
        made.copy(max(0, row.start() - _AROUND), row.start())
        for word in re.finditer(_WORD, row.group()):
            text, first = _decode(*word.groups()), row.start() + word.start(2)
            step = len(text) if word.group(1) in b"qQ" else 3
            for at in range(0, len(text), step or 1):
                made.put(first + at // 3 * 4, text[at : at + step])
        made.put(row.end(), b"\n")
    if made.pieces:
        yield made.inner(budget)


def _decode(kind: bytes, text: bytes) -> bytes:
    from binascii import Error, a2b_base64, a2b_qp

    try:
        return a2b_qp(text, header=True) if kind in b"qQ" else a2b_base64(text)
    except Error:
        return b""


def _wrap(text: bytes) -> bytes | None:
    from binascii import b2a_base64

    words = [b"=?utf-8?B?" + b2a_base64(text[at : at + 30], newline=False) + b"?=" for at in range(0, len(text), 30)]
    return b"Subject: " + b"\n ".join(words)


LAYER = Layer(name="mime-words", test=_test, open=_open, wrap=_wrap, rests=PARTS | WORTH)
