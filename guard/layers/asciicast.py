"""Recordings of terminals (asciicast, versions 1 to 3): what was shown or typed stands in one string for each event."""

from __future__ import annotations

from guard.layers._rewrite import Parts
from guard.model import Inner, Layer, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_HEADS = (b'{"', b"{ ", b"{\n", b"{\r")
_VERSION = rb'"version"[ \t\r\n]{0,40}:[ \t\r\n]{0,40}[1-3][ \t\r\n,}]'  # a number: that of a package is a string
_HEAD = 400
_EVENT = rb"\[[ \t\r\n]*[0-9.eE+-]{1,24}[ \t\r\n]*,[ \t\r\n]*(?:\"%s\"[ \t]*,[ \t]*)?\"((?:[^\"\\\r\n]|\\[^\r\n])*)\"[ \t\r\n]*\]"
_KINDS = ((b"o", b'"o"'), (b"i", b'"i"'), (b"", b'"stdout"'))  # shown, typed, and all of version 1


def _test(data: bytes) -> bool:
    import re

    return data.find(b'"version"', 0, _HEAD) >= 0 and bool(re.search(_VERSION, data[:_HEAD])) and any(mark in data for _, mark in _KINDS)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    for kind, mark in _KINDS:
        if mark not in view.data:
            continue
        made = Parts(view.data)
        event = _EVENT % kind if kind else _EVENT.replace(rb'(?:\"%s\"[ \t]*,[ \t]*)?', b"")
        for match in re.finditer(event, view.data):
            made.copy(*match.span(1))
        if made.pieces:
            yield made.inner(budget)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="asciicast", test=_test, open=_open, wrap=_wrap, heads=_HEADS)
