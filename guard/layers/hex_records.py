"""Images of memory as text: Intel HEX (`:10000000...`) and Motorola S-records (`S113...`), a few bytes in each line."""

from __future__ import annotations

from guard.layers._rewrite import Parts
from guard.model import Inner, Layer, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_HEADS = (b":", b"S0", b"S1", b"S2", b"S3")
_INTEL = rb"(?m)^:[0-9A-Fa-f]{2}[0-9A-Fa-f]{4}00((?:[0-9A-Fa-f]{2}){1,255})[0-9A-Fa-f]{2}[ \t]*\r?$"
_MOTOROLA = rb"(?m)^S(?:1[0-9A-Fa-f]{2}[0-9A-Fa-f]{4}|2[0-9A-Fa-f]{2}[0-9A-Fa-f]{6}|3[0-9A-Fa-f]{2}[0-9A-Fa-f]{8})((?:[0-9A-Fa-f]{2}){1,250})[0-9A-Fa-f]{2}[ \t]*\r?$"
_FIRST = 100  # bytes: the first line has a record


def _test(data: bytes) -> bool:
    import re

    line = data[: data.find(b"\n", 0, 2 * _FIRST) + 1]
    return re.match(rb":[0-9A-Fa-f]{10,}\s*$|S[0-3][0-9A-Fa-f]{6,}\s*$", line) is not None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    made = Parts(view.data)
    for match in re.finditer(_INTEL if view.data[:1] == b":" else _MOTOROLA, view.data):
        digits = match[1]
        for at in range(0, len(digits), 2):
            made.put(match.start(1) + at, bytes((int(digits[at : at + 2], 16),)))
    if made.pieces:
        yield made.inner(budget)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="hex-records", test=_test, open=_open, wrap=_wrap, heads=_HEADS)
