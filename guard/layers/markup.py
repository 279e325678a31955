"""Markup between the characters of a value: coloured source, runs of Word and cells of Excel (ISO/IEC 29500), `<wbr>`, `<br>`.

What stands on both sides of tags need not belong together, so it is good for a proof only. Pieces that all are
shorter than 22 characters are looked for where something speaks for it (guard.worth).
"""

from __future__ import annotations

from guard.layers._joins import LONGEST, RUN, beside
from guard.layers.parts import LENGTHS, fitting, listed
from guard.model import RUN_BYTES, Layer
from guard.runs import IS_RUN
from guard.sort_out import plausible
from guard.view import PARTS
from guard.worth import WORTH, is_worth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

    from guard.layers.parts import Row
    from guard.model import Budget, Inner, Skip, View

_TAG = rb"<[/A-Za-z!?][^<>]{0,400}>"
_TAGS = rb"(?:" + _TAG + rb"[ \t\r\n]{0,80}){1,24}"
_SHORT = rb">([A-Za-z0-9+/_-]{4,42})(?=={0,2}<)"
_AFTER, _BEFORE = frozenset(b"<"), frozenset(b">\r\n")
_MOST, _LONGEST_TAG, _BLANK, _BLANKS = 24, 402, 80, b" \t\r\n"


def _test(data: bytes) -> bool:
    return 0x3E in data and 0x3C in data  # ">" and "<"


def has_short_pieces(data: bytes) -> bool:
    """Tell whether tags stand around anything that may be a piece of a value, a short one too."""
    if not _test(data):
        return False
    import re

    return re.search(_SHORT, data) is not None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    found = [(start, end) for start, end, _, _ in beside(view, _AFTER, _BEFORE) if end - start < LONGEST and _is_beside_tag(view.data, start, end)]
    worth = is_worth(view)
    if found or worth:
        import re

        if worth:
            found = sorted({*found, *(match.span(1) for match in re.finditer(_SHORT, view.data))})
        tags = re.compile(_TAGS)
        run = re.compile(RUN + rb"{1,128}")
        yield from listed(view.data, _rows(view.data, found, tags, run), plausible, budget)


def _is_beside_tag(data: bytes, start: int, end: int) -> bool:
    return data[end : end + 1] == b"<" or data[max(0, start - _BLANK) : start].rstrip(_BLANKS)[-1:] == b">"


def _rows(data: bytes, found: Row, tags: Pattern[bytes], run: Pattern[bytes]) -> Iterator[Row]:
    """Yield the rows of pieces around each part that only tags divide, as long together as a value is."""
    done = 0
    for part in found:
        if part[0] < done:
            continue
        pieces = [*_before(data, part[0]), part]
        while len(pieces) < 2 * _MOST:
            gap = tags.match(data, pieces[-1][1])
            then = run.match(data, gap.end()) if gap else None
            if then is None:
                break
            pieces.append(then.span())
        done = pieces[-1][1]
        if len(pieces) > 1:
            yield from fitting(pieces, LENGTHS)


def _before(data: bytes, start: int) -> Row:
    """Return the pieces in front of a part that only tags divide from it and from each other."""
    found: Row = []
    left = LONGEST
    while left > 0 and len(found) < _MOST:
        end = _tags_begin(data, start)
        if end == start:
            break
        low = max(0, end - left)
        begin = low + data[low:end].translate(IS_RUN).rfind(0) + 1
        if begin == end:
            break
        found.append((begin, end))
        left -= end - begin
        start = begin
    return found[::-1]


def _tags_begin(data: bytes, end: int) -> int:
    """Return where the tags that end at `end` begin; `end` itself if there are none."""
    at = end
    for _ in range(_MOST):
        low = max(0, at - _LONGEST_TAG)
        text = data[low:at].rstrip(_BLANKS)
        opens = text.rfind(b"<")
        if text[-1:] != b">" or opens < 0 or b">" in text[opens:-1]:
            break
        at = low + opens
    return at


def _wrap(text: bytes) -> bytes | None:
    head, _, value = text.rpartition(b" ")
    if len(value.rstrip(b"=")) not in LENGTHS or value.rstrip(b"=").translate(None, RUN_BYTES):
        return None
    return head + b" <span>" + value[:30] + b"</span><wbr/><b class='x'>" + value[30:] + b"</b>"


LAYER = Layer(name="markup", test=_test, open=_open, wrap=_wrap, rests=PARTS | WORTH, joins=True)
