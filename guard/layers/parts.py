"""Parts that lie side by side: items of a list, members, variables, wrapped and folded lines, quoted mail.

Nothing says that they belong together but their lengths, so they are good for a proof only.
"""

from __future__ import annotations

from guard.layers._joins import LONGEST, QUOTE, RUN, beside, chains
from guard.layers._rewrite import Parts
from guard.model import Inner, Layer, Skip
from guard.runs import SHORTEST
from guard.sort_out import is_names, plausible
from guard.view import PARTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

# base64 of 32 and 64 bytes, of PKCS#8, of a base64 text; hex and base58 of both; padding not counted
_LENGTHS = frozenset((43, 44, 58, 59, 60, 64, 66, 86, 87, 88, LONGEST))
_NAME = QUOTE + rb"?[\w.$-]{1,40}(?:[ ][\w.$-]{1,40}){0,2}" + QUOTE + rb"?[ \t]{0,9}"
_BREAK = rb"(?:\\*\r?\n|\r|\\+n)[ \t]{0,80}(?:>[ \t]?|[#*|;-] |// |-- ){0,4}"
_NO_PADDING = rb"(?!=?[\"'`]?[ \t]*(?:[,;)\]}<\r\n\\]))"
GAP = (
    rb"(?:" + QUOTE + rb"|\]\]>)?[)\]}]{0,2}[ \t]{0,4}[,;]?(?:(?:" + _BREAK + rb"){1,3}|[ \t]{0,8})[\[({&]{0,3}"
    rb"(?:" + _NAME + rb"(?:=>|:=|=" + _NO_PADDING + rb"|:)[ \t]{0,9})?(?:<!\[CDATA\[|[bBrRfFuUL@]?" + QUOTE + rb")?"
)
_PIECE = RUN + rb"{1,128}"


_AFTER = frozenset(b"\"'`\\,;\r\n<]")
_BEFORE = frozenset(b"\"'`=:\r\n[>n-#*|;/")


def _test(data: bytes) -> bool:
    return len(data) > 43


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    found = [part for part in beside(view, _AFTER, _BEFORE) if _may_be_part(data[part[0] : part[1]])]
    if not found:
        return
    import re

    data += b"\n"  # what ends a value at the end of the bytes
    made = Parts(data)
    gap, piece = re.compile(GAP), re.compile(_PIECE)
    for start, end, gaps in chains(data, found, gap, piece, loose=True):
        for row in rows(start, end, gaps):
            text = b"".join(data[first:last] for first, last in row)
            if not is_names(text) and plausible(text):
                for first, last in row:
                    made.copy(first, last)
                made.put(row[-1][1], b"\n")
    if made.pieces:
        text = b"".join(made.pieces)
        if budget.take_text(len(text)):
            yield Inner(text, offsets=made.outer, exact=False, pieces=True)
        else:
            yield Skip("", budget.spent)


def _may_be_part(text: bytes) -> bool:
    """Tell whether a run is too short for a value, or the first line of a long one; hex that long is complete."""
    return len(text) < SHORTEST or (len(text) < LONGEST and not (text.islower() or text.isupper()))


def rows(start: int, end: int, gaps: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the rows of neighbouring parts that are as long together as a value is."""
    edges = [start, *(edge for gap in gaps for edge in gap), end]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    for first in range(len(pieces)):
        total = 0
        for last in range(first, len(pieces)):
            total += pieces[last][1] - pieces[last][0]
            if last > first and total in _LENGTHS:
                yield pieces[first : last + 1]
            if total > LONGEST:
                break


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="parts", test=_test, open=_open, wrap=_wrap, rests=PARTS)
