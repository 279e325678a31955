"""A text that came in pieces, each in a record of its own: what models and chats stream, chunks of HTTP (RFC 9112, 7.1).

The pieces are of any length, so that no rows of equal ones show them. All JSON has such names: looked for where that is
worth it (guard.worth), and good for a proof only.
"""

from __future__ import annotations

from guard.layers._rewrite import Parts
from guard.model import Inner, Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_LEAST, _LARGEST = 43, 64 << 10
_FEWEST = 3
_NAMES = rb"content|text|delta|token|data|output|chunk|response|partial_json|part|value|message"
_PIECE = rb"[\"'](?P<name>" + _NAMES + rb")[\"'][ ]?:[ ]?\"(?P<piece>(?:[^\"\\\r\n]|\\[^\r\n])*)\""
_CHUNK = rb"\r\n[0-9a-fA-F]{1,8}\r\n"


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    data = view.data
    if "listed" in view.memo:
        return
    rows: dict[bytes, list[tuple[int, int]]] = {}
    for match in re.finditer(_PIECE, data):
        rows.setdefault(match["name"], []).append(match.span("piece"))
    for row in rows.values():
        if len(row) >= _FEWEST:
            made = Parts(data)
            for start, end in row:
                made.copy(start, end)
            yield made.inner(budget, exact=False)
    made, at = Parts(data), 0
    for match in re.finditer(_CHUNK, data):
        made.copy(at, match.start())
        at = match.end()
    if at:
        made.copy(at, len(data))
        yield made.inner(budget, exact=False)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="streamed", test=_test, open=_open, wrap=_wrap, rests=WORTH)
