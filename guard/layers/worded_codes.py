"""Numbers among words that are the bytes of a text or a file: `s.append(57)`, or character codes of hex, which has few of three digits.

As guard.layers.codes reads them, where guard.encodings.worded_numbers looks.
"""

from __future__ import annotations

from guard.encodings.worded_numbers import worded
from guard.layers.codes import inners
from guard.model import Layer
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, Skip, View

_LEAST = 66


def _test(data: bytes) -> bool:
    return len(data) >= _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    return inners(worded(view), budget)


def _wrap(text: bytes) -> bytes | None:
    return b"\n".join(b"    out.push(%d);" % byte for byte in text)


LAYER = Layer(name="worded-codes", test=_test, open=_open, wrap=_wrap, rests=WORTH)
