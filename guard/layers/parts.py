"""Parts that lie side by side: items of a list, members, variables, wrapped and folded lines, quoted mail.

Nothing says that they belong together but their lengths, so they are good for a proof only.
"""

from __future__ import annotations

from guard.layers._joins import LONGEST, QUOTE, RUN, beside, chains
from guard.layers._rewrite import Parts
from guard.model import RUN_BYTES, Layer
from guard.runs import SHORTEST
from guard.sort_out import is_names, plausible
from guard.view import PARTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from guard.layers._joins import Part
    from guard.model import Budget, Inner, Skip, View

    Row = list[tuple[int, int]]
    _Pieces = TypeVar("_Pieces", Row, tuple[tuple[int, int], ...])

# base64 of 32 and 64 bytes, of PKCS#8, of a base64 text; hex and base58 of both; padding not counted
LENGTHS = frozenset((43, 44, 58, 59, 60, 64, 66, 86, 87, 88, LONGEST))
_DECIMAL = 27
_HEX_ONLY = (66, LONGEST)
_NOT_HEX = LENGTHS.difference(_HEX_ONLY)
_WHOLE = max(_NOT_HEX)
_HEX = b"0123456789abcdefABCDEFxX"
_NAME = QUOTE + rb"?[\w.$-]{1,40}(?:[ ][\w.$-]{1,40}){0,2}" + QUOTE + rb"?[ \t]{0,9}"
_BREAK = rb"(?:\\*\r?\n|\r|\\+n)[ \t]{0,80}(?:>[ \t]?|[#*|;-] |// |-- ){0,4}"
_NO_PADDING = rb"(?!=?[\"'`]?[ \t]*(?:[,;)\]}<\r\n\\]))"
GAP = (
    rb"(?:" + QUOTE + rb"|\]\]>)?[)\]}]{0,2}[ \t]{0,4}[,;]?(?:(?:" + _BREAK + rb"){1,3}|[ \t]{0,8})[\[({&]{0,3}"
    rb"(?:" + _NAME + rb"(?:=>|:=|[+.]=|=" + _NO_PADDING + rb"|:)[ \t]{0,9})?(?:<!\[CDATA\[|[bBrRfFuUL@]?" + QUOTE + rb")?"
)
_LONGEST_NAME = 40
_NEAR = 2 * (LONGEST + 2) + 2  # bytes: two such lines with their ends
_LINE_STOPS = (b"", b"\r")
_LINE_ENDS = (b"\r", b"\n")
_REST = rb"\r?\n[ \t]{0,80}(" + RUN + rb"{1,128})={0,2}[ \t.,;:)]"
_PIECE = RUN + rb"{1,128}"


_AFTER = frozenset(b"\"'`\\,;\r\n<]")
_BEFORE = frozenset(b"\"'`=:\r\n[>n-#*|;/")


def _test(data: bytes) -> bool:
    return len(data) > 43


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if "listed" in view.memo:
        return
    data = view.data
    found = [
        part
        for part in beside(view, _AFTER, _BEFORE)
        if _may_be_part(data[part[0] : part[1]]) and not _is_inside(data, part[0], part[1])
    ]
    if not found:
        return
    import re

    data += b"\n"  # what ends a value at the end of the bytes
    linked = chains(data, found, re.compile(GAP), re.compile(_PIECE), loose=True)
    chosen = [row for start, end, gaps in linked for row in rows(start, end, gaps)]
    yield from listed(data, chosen + list(_broken(data, found)), _fits, budget)


def _fits(text: bytes) -> bool:
    """Tell whether parts are a value together: letters of one case, and some lengths, are those of hex only."""
    if len(text) in _HEX_ONLY or text.islower() or text.isupper():
        return not text.translate(None, _HEX)
    return not text.isdigit() and plausible(text)


def _broken(data: bytes, found: list[Part]) -> Iterator[Row]:
    """Yield the parts at the end of a line whose rest begins the next one, where prose goes on behind it.

    What the prose says may read like a name and its value to `GAP`: "gh1=" and "API key" in "gh1= API key".
    """
    import re

    rest = re.compile(_REST)
    for start, end, follows, _ in found:
        if follows and data[end] in b"\r\n":
            match = rest.match(data, end)
            if match and end - start + len(match[1]) in LENGTHS:
                yield [(start, end), match.span(1)]


def listed(data: bytes, chosen: Iterable[Row], fits: Callable[[bytes], bool], budget: Budget) -> Iterator[Inner | Skip]:
    """Yield a text with a line for each row of parts that together are no names, and that `fits`."""
    made = Parts(data)
    for row in chosen:
        text = b"".join(data[first:last] for first, last in row)
        if not is_names(text) and fits(text):
            for first, last in row:
                made.copy(first, last)
            made.put(row[-1][1], b"\n")
    if made.pieces:
        yield made.inner(budget, exact=False)


def _may_be_part(text: bytes) -> bool:
    """Tell whether a run is too short for a value, or the first line of a long one; hex that long is complete.

    Of parts of hex as long as `_DECIMAL` a few in a million are digits alone.
    """
    if len(text) >= _DECIMAL and text.isdigit():
        return False
    if len(text) >= _WHOLE and text.translate(None, _HEX):
        return False  # with another it would be longer than all but hex
    return len(text) < SHORTEST or (len(text) < LONGEST and not (text.islower() or text.isupper()))


def _is_inside(data: bytes, start: int, end: int) -> bool:
    """Tell whether a part is a line inside a wrapped body whose neighbours are as long: no row of it is a value.

    Lines longer than a name, with nothing in them that gaps are made of, can only be pieces; two on each side
    end every row, as long as they are together longer than any value.
    """
    size = end - start
    if size <= _LONGEST_NAME or data[start - 1 : start] != b"\n" or data[end : end + 1] not in _LINE_ENDS:
        return False
    above = data[max(0, start - _NEAR) : start].rsplit(b"\n", 3)
    below = data[end : end + _NEAR].split(b"\n", 3)
    if len(above) < 4 or len(below) < 4 or below[0] not in _LINE_STOPS:
        return False
    first, second = _size_of_line(above[2]), _size_of_line(below[1])
    pairs = first + size, size + second
    lengths = LENGTHS if not data[start:end].translate(None, _HEX) else _NOT_HEX
    if not (first and second) or pairs[0] in lengths or pairs[1] in lengths or first + size + second <= LONGEST:
        return False
    outer = _size_of_line(above[1]), _size_of_line(below[2])
    return all(pair > LONGEST or (more and pair + more > LONGEST) for pair, more in zip(pairs, outer, strict=True))


def _size_of_line(line: bytes) -> int:
    """Return the length of a line made of key characters, longer than a name; 0 for another."""
    line = line[:-1] if line[-1:] == b"\r" else line
    return len(line) if _LONGEST_NAME < len(line) <= LONGEST and not line.translate(None, RUN_BYTES) else 0


def rows(start: int, end: int, gaps: list[tuple[int, int]]) -> Iterator[Row]:
    """Yield the rows of neighbouring parts that are as long together as a value is."""
    edges = [start, *(edge for gap in gaps for edge in gap), end]
    yield from fitting(list(zip(edges[::2], edges[1::2], strict=True)), LENGTHS)


def fitting(pieces: _Pieces, lengths: frozenset[int]) -> Iterator[_Pieces]:
    """Yield the neighbours among pieces, two or more, that together have one of some lengths."""
    for first in range(len(pieces)):
        total = 0
        for last in range(first, len(pieces)):
            total += pieces[last][1] - pieces[last][0]
            if last > first and total in lengths:
                yield pieces[first : last + 1]
            if total > LONGEST:
                break


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="parts", test=_test, open=_open, wrap=_wrap, rests=PARTS, joins=True)
