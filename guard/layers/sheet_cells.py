"""Cells of a worksheet (ECMA-376, 18.3.1): their names and styles off the tags, so that values and numbers follow each other."""

from __future__ import annotations

from guard.layers._rewrite import all_rewritten
from guard.model import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_MARK = b"<c r="
_FIRST = (b"<worksheet", b"<sheetData", _MARK)  # one of these stands in the first _EARLY bytes
_EARLY = 4096
_FEWEST = 32
_PATTERN = rb"<(?:c|row)(?:[ ][a-zA-Z:]{1,20}=(?:\"[^\"<]{0,80}\"|'[^'<]{0,80}')){1,12}[ ]?/?>|</?(?:c|v|is|t)>|(</row>)"


def _test(data: bytes) -> bool:
    return any([data.find(one, 0, _EARLY) >= 0 for one in _FIRST]) and data.count(_MARK) >= _FEWEST


def _decode(match: Match[bytes]) -> bytes:
    return b"\n" if match[1] else b" "


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from all_rewritten(view, budget, _PATTERN, _decode)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="sheet-cells", test=_test, open=_open, wrap=_wrap, heads=(b"<",))
