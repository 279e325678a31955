r"""Texts that JSON keeps as a list of their lines, each with its \n: the cells and outputs of Jupyter notebooks (nbformat 4).

What spans several lines, such as literals that are joined, a dump or a PEM block, is only there once the lines are.
"""

from __future__ import annotations

from guard.layers._rewrite import rewritten
from guard.model import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

    from guard.model import Budget, Inner, Skip, View

    Area = tuple[int, int]

_MARK = b'"cells"'
_BREAK = rb'\\n"[ \t]*,[ \t\r\n]*"'
_REST = rb'(?:[^"\\]|\\.)*'  # of a string
_BETWEEN = rb'"[ \t]*,[ \t\r\n]*"'
_ESCAPE = rb'\\["\\/bfnrt]|\\u00[0-7][0-9A-Fa-f]'
_LONG = {b"\\b": b"\b", b"\\f": b"\f", b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t"}


def _test(data: bytes) -> bool:
    return _MARK in data


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    data, escape = view.data, re.compile(_ESCAPE, re.DOTALL)
    spans: list[Area] = []
    patches: list[tuple[int, int, bytes]] = []
    for pieces in _lists(data, re.compile(_BREAK), re.compile(_REST, re.DOTALL), re.compile(_BETWEEN)):
        spans.append((pieces[0][0], pieces[-1][1]))
        for number, (start, end) in enumerate(pieces):
            if number:
                patches.append((pieces[number - 1][1], start, b""))
            patches += [(*match.span(), _plain(match[0])) for match in escape.finditer(data, start, end)]
    yield from rewritten(data, spans, patches, budget)


def _plain(mark: bytes) -> bytes:
    return bytes((int(mark[2:], 16),)) if mark[1:2] == b"u" else _LONG.get(mark, mark[1:])


def _lists(data: bytes, line: Pattern[bytes], rest: Pattern[bytes], between: Pattern[bytes]) -> Iterator[list[Area]]:
    r"""Yield the strings of each list, without their quotes, of which all but the last end with \n."""
    at = 0
    while match := line.search(data, at):
        first = match.start() + 2
        pieces = [(_begin(data, at, match.start()), first)]
        start = match.end()
        while (string := rest.match(data, start)) is not None:
            pieces.append(string.span())
            end = string.end()
            gap = between.match(data, end) if data[max(start, end - 2) : end] == b"\\n" else None
            if gap is None:
                break
            start = gap.end()
        yield pieces
        at = pieces[-1][1]


def _begin(data: bytes, low: int, end: int) -> int:
    """Return where the string begins that goes on at `end`."""
    at = end
    while (quote := data.rfind(b'"', low, at)) >= 0:
        before = data[max(low, quote - 20) : quote]
        if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
            return quote + 1
        at = quote
    return low


def _wrap(text: bytes) -> bytes | None:
    import json

    if not text.isascii():
        return None
    lines = text.decode("ascii").splitlines(keepends=True)
    return json.dumps({"cells": [{"cell_type": "code", "source": ["import os\n", *lines]}]}, indent=1).encode()


LAYER = Layer(name="notebook", test=_test, open=_open, wrap=_wrap, heads=(b"{",))
