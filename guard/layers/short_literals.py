"""Values cut into many parts, all of them shorter than 22 characters: joined literals, lists that are joined, short lines.

Their parts show in no table of runs, so that looking for them costs more than plain text may take. It is done
where something speaks for it: API keys are watched, the text holds another value, or it or its path speaks of Backpack.
"""

from __future__ import annotations

from guard.layers import assigned, parts, split_literal
from guard.layers._joins import RUN, chains
from guard.layers._rewrite import rewritten, windows
from guard.model import RUN_BYTES, Layer
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

    from guard.model import Budget, Inner, Skip, View

    Area = tuple[int, int]
    Row = list[Area]

_LEAST = 43
# It begins with a quote, which the machine jumps to.
_LITERAL = rb"[\"'`]([A-Za-z0-9+/=_\\-]{1,60})(?=[\"'`])"
_LINE = rb"[ \t>#*|;/\"'-]{0,16}(?:[A-Za-z_$][\w.$]{0,40}[ \t]*[+.]?[=:][ \t]*[\"']?)?([A-Za-z0-9+/_-]{4,21})={0,2}[\"']?;?[ \t]*(?:[\\^`]|\\n)?\r?\Z"
_LAST = frozenset(RUN_BYTES + b"=\"'; \t\\^`\r")  # what such a line may end with
_PIECE = rb"[A-Za-z0-9+/=_\\-]{1,60}"
_APART = 120
_MOST = 64
_FEW = 6  # different characters: 21 random hex digits have no more once in 100,000 times, a number that is repeated always
_SMALL_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
_CAPITALS = _SMALL_LETTERS.upper()
_DIGITS, _HEX = b"0123456789", b"0123456789abcdefABCDEF"
_patterns: dict[str, Pattern[bytes]] = {}


def _pattern(name: str) -> Pattern[bytes]:
    if not _patterns:
        import re

        sources = {
            "literal": _LITERAL, "line": _LINE, "piece": _PIECE, "run": RUN + rb"{1,128}", "sign": split_literal.GAP,
            "grows": assigned.GAP, "list": split_literal.LIST_GAP, "beside": parts.GAP,
        }  # fmt: skip
        _patterns.update({name: re.compile(source) for name, source in sources.items()})
    return _patterns[name]


def find_literals(data: bytes) -> list[Row]:
    """Return rows of three or more literals of key characters that stand close together, as areas of their text."""
    rows: list[Row] = []
    row: Row = []
    for match in _pattern("literal").finditer(data):
        area = match.span(1)
        if row and area[0] - row[-1][1] > _APART:
            rows.append(row)
            row = []
        row.append(area)
    rows.append(row)
    return [row for row in rows if len(row) > 2 and _may_hold(data, row)]


def find_lines(data: bytes) -> list[Row]:
    """Return rows of two or more neighbouring lines of a few key characters, as areas of their text."""
    rows: list[Row] = []
    row: Row = []
    begin = 0
    for line in data.split(b"\n"):
        start, begin = begin, begin + len(line) + 1
        match = _pattern("line").match(line) if line and line[-1] in _LAST else None
        if match is None:
            continue
        area = start + match.start(1), start + match.end(1)
        if row and start - row[-1][1] > _APART // 2:
            rows.append(row)
            row = []
        row.append(area)
    rows.append(row)
    return [row for row in rows if len(row) > 1 and _may_hold(data, row, _LEAST // 2)]


def _may_hold(data: bytes, row: Row, least: int = _LEAST) -> bool:
    """Tell whether neighbours in a row are random together: hex or base32 with digits, or letters of both cases, capitals and digits.

    Of random values one in a million has fewer than four letters of one case, or fewer than eight capitals and digits.
    """
    texts = [data[start:end] for start, end in row]
    first = 0
    size = 0
    for last, text in enumerate(texts):
        size += len(text)
        while size - len(texts[first]) >= least:
            size -= len(texts[first])
            first += 1
        if size >= least and is_random(b"".join(texts[first : last + 1])):
            return True
    return False


def is_random(text: bytes) -> bool:
    """Tell whether characters that stand in groups may be those of a value; see `_may_hold`."""
    size = len(text)
    if len(set(text)) <= _FEW:
        return False
    if 0x5C in text or text.islower() or text.isupper() or not text.translate(None, _HEX):
        return size - len(text.translate(None, _DIGITS)) >= 3
    capitals, small = size - len(text.translate(None, _CAPITALS)), size - len(text.translate(None, _SMALL_LETTERS))
    return capitals >= 4 and small >= 4 and size - small >= 8 and size - len(text.translate(None, b"_-/")) <= size // 3


def _test(data: bytes) -> bool:
    return len(data) > _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if "listed" in view.memo:
        return
    data = view.data
    literals = find_literals(data)
    joined: list[Row] = []
    for row in literals:
        for gap in ("sign", "grows", "list"):
            joined += [one for one in _chains(data, row, _pattern(gap)) if gap != "list" or split_literal.are_joined(data, one[0][0], one[-1][1])]
    if joined:
        yield from _closed(data, joined, budget)
    yield from _beside(data, sorted({area for row in literals + find_lines(data) for area in row}), budget)


def _chains(data: bytes, row: Row, gap: Pattern[bytes]) -> Iterator[Row]:
    """Yield the literals of a row that `gap` joins, three or more."""
    done = -1
    for area in row:
        if area[0] <= done:
            continue
        chain = [area]
        while len(chain) < _MOST:
            between = gap.match(data, chain[-1][1])
            then = _pattern("piece").match(data, between.end()) if between else None
            if then is None:
                break
            chain.append(then.span())
        done = chain[-1][0]
        if len(chain) > 2:
            yield chain


def _closed(data: bytes, joined: list[Row], budget: Budget) -> Iterator[Inner | Skip]:
    """Yield the text around rows with the gaps between their parts closed."""
    areas = sorted((row[0][0], row[-1][1]) for row in joined)
    gaps = {(before[1], after[0]) for row in joined for before, after in zip(row, row[1:], strict=False)}  # noqa: RUF007 - no itertools yet
    yield from rewritten(data, windows(data, areas), [(start, end, b"") for start, end in sorted(gaps)], budget)


def _beside(data: bytes, found: list[Area], budget: Budget) -> Iterator[Inner | Skip]:
    """Yield parts that lie side by side and are as long together as a value is: good for a proof only."""
    taken = [(start, end, True, True) for start, end in found]
    linked = chains(data + b"\n", taken, _pattern("beside"), _pattern("run"), loose=True)
    chosen = (row for start, end, gaps in linked for row in parts.rows(start, end, gaps) if len(row) > 2)
    yield from parts.listed(data, chosen, is_random, budget)


def _wrap(text: bytes) -> bytes | None:
    head, _, value = text.rpartition(b" ")
    if len(value) < _LEAST or value.rstrip(b"=").translate(None, RUN_BYTES):
        return None
    parts_of_it = [b'"' + value[at : at + 11] + b'"' for at in range(0, len(value), 11)]
    return head + b" (" + b"\n    ".join(parts_of_it) + b")"


LAYER = Layer(name="short-literals", test=_test, open=_open, wrap=_wrap, rests=WORTH, joins=True)
