"""Parts of a value that stand apart: where such parts are, and what joins them.

Of a value cut in two one part has 22 characters or more, and the run table has found it.
"""

from __future__ import annotations

from guard.layers._rewrite import rewritten, windows
from guard.model import RUN_BYTES
from guard.runs import IS_RUN, TO_QUOTE

RUN = rb"[A-Za-z0-9+/_-]"
QUOTE = rb"\\*[\"'`]"
PREFIX = rb"(?:[bBrRfFuULlt8@$&(]{1,3})?"
# blanks, line breaks plain, escaped or continued, and comments at a line's end
_BLANKS = (
    rb"(?:[ \t\r\n\v\f]{1,160}|\\+[nrt](?![A-Za-z0-9])|[\\^`_]\r?\n|//[^\n]{0,99}\n|\#[^\n]{0,99}\n|--[^\n]{0,99}\n"
    rb"|/\*[^*]{0,99}\*/){0,40}"
)


def blank(name: bytes) -> bytes:
    """Return a pattern for all blanks there are, which gives none of them back; `name` is used up."""
    return rb"(?=(?P<" + name + rb">" + _BLANKS + rb"))(?P=" + name + rb")"


# Of what closing a gap makes longer, something near the gap has to be a key character: a comma between two members is none.
PIECE = rb"(?=[^\"'`\\\r\n]{0,6}[A-Za-z0-9+/_=%&\\\x80-\xff-])(?:[^\"'`\\\r\n]|\\+[^\r\n\"'`\\]){1,400}"
_REACH, _LOOSE_REACH, _EDGE_REACH, _QUOTES, _EDGES, _BAR = 400, 128, 130, 3, 6, 0x5C
_ONE_QUOTE = bytes.maketrans(b"'`\r", b'""\n')
_GAP_STARTS = frozenset(b"\"\\^`${}; \t\n")
_EDGE = b"\x01\x00"
_NO_NAME, _CDATA = b"\x01" * 42, b"<![CDATA["  # a name between two parts has 40 characters at most, and an escape's letter before it
_ENDS = frozenset(b"\"'`\\])},;\r\n")
_COMMENTS = (b"//", b"#", b"--", b"*/")
_QUOTED = frozenset(b"\"'`\\")
_EQUALS, _GROWING = 0x3D, frozenset((b"+", b".", b"&", b"<", b"~", b"|"))
_SPACE, _LETTERS = b" \t\r\n", b"bBrRfFuULlt8@$"
_LINE_CONTINUED = (b" ", b"\t")  # before the sign at the end of a line of PowerShell, which is no quote
_MOST, _FAR = 12, 1 << 20
_BY_GAP, _NO_KEYS = 7, bytes(byte for byte in range(128) if byte not in RUN_BYTES + b"=%&\\")
_ANY_AFTER = frozenset(b"\"'`\\$^{,; \t\r\n<]=")
_ANY_BEFORE = frozenset(b"\"'`{}=:\r\n[>n-#*|;/\\")
LONGEST = 128
_MOST_KNOWN = 10_000  # texts, of one content: tables say the same ones in each row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Pattern

    from guard.model import Budget, Inner, Skip, View

    Area = tuple[int, int]
    Part = tuple[int, int, bool, bool]  # start, end, look after it, look before it
    Sides = tuple[int, int, int, int, int, int]  # start, end, byte after, byte before; those beyond quotes, or -1


def beside(
    view: View, after: frozenset[int], before: frozenset[int], signs: frozenset[int] | None = None
) -> list[Part]:
    """Return the parts of values which one of the characters given follows or precedes, and on which side.

    Behind a quote one of the `signs` must stand beyond it, where they are given.
    """
    found = []
    for start, end, next_one, last, beyond, far in _sides(view):
        follows, precedes = next_one in after, last in before
        if signs is not None:
            follows = follows and (beyond < 0 or beyond in signs)
            precedes = precedes and (far < 0 or far in signs)
        if follows or precedes:
            found.append((start, end, follows, precedes))
    return found


def seamed(view: View, found: list[Part]) -> list[Part]:
    """Return the parts `found` with one literal of each region of seams that has none of them."""
    more = []
    for start, end in view.seams:
        text = view.data[start:end]
        plus = text.find(b"+")
        while plus >= 0:
            rest = text[plus + 1 : plus + _REACH].lstrip(TO_QUOTE)
            if rest[:1] and rest[0] in b"\"'`":
                first = start + text.find(rest[:1], plus) + 1
                stop = view.data.find(rest[:1], first, end)
                if stop > first:
                    more.append((first, stop, True, True))
                break
            plus = text.find(b"+", plus + 1)
    return sorted(found + more) if more else found


def _sides(view: View) -> list[Sides]:
    """Return what stands beside each part of a value, for all layers that join parts."""
    if "sides" not in view.memo:
        data = view.data + b"\n"
        view.memo["sides"] = [
            (
                start, end, data[end], last,
                _beyond(data, end) if data[end] in _QUOTED else -1,
                _before_quote(data, start) if data[start - 1] in _QUOTED else -1,
            )
            for start, end in view.parts
            if (last := _last(data, start)) in _ANY_BEFORE or data[end] in _ANY_AFTER
        ]  # fmt: skip
    return view.memo["sides"]  # type: ignore[return-value]  # what was put there above


def _beyond(data: bytes, end: int) -> int:
    """Return the byte behind the quote at `end`, blanks passed over; a line break if there is nothing more."""
    rest = data[end : end + 200].lstrip(b"\\")[1:].lstrip(_SPACE)
    return rest[0] if rest else 0x0A


def _before_quote(data: bytes, start: int) -> int:
    """Return the byte in front of the quote before `start`, literal prefixes and blanks passed over."""
    rest = data[max(0, start - 200) : start - 1].rstrip(b"\\").rstrip(_LETTERS).rstrip(_SPACE)
    line = rest[rest.rfind(b"\n") + 1 :]
    if not rest or any(mark in line for mark in _COMMENTS):
        return 0x0A
    return 0 if rest[-1] == _EQUALS and rest[-2:-1] not in _GROWING else rest[-1]  # nothing grows where it is only assigned


def _last(data: bytes, start: int) -> int:
    """Return the byte before `start`; of blanks the one before them, or a line break if they begin the line."""
    if start and data[start - 1] in b" \t":
        before = data[max(0, start - 80) : start].rstrip(b" \t")
        return before[-1] if before else 0x0A
    return data[start - 1] if start else 0x0A


def joined(
    view: View, budget: Budget, found: list[Part], gap: bytes, piece: bytes,
    holds: Callable[[int, int], bool] | None = None,
) -> Iterator[Inner | Skip]:  # fmt: skip
    """Yield the text around each row of the parts `found` with its gaps closed; `holds` may refuse a row."""
    if not found:
        return
    import re

    areas, gaps = [], set()
    for start, end, between in chains(view.data, found, re.compile(gap), re.compile(piece)):
        if holds is None or holds(start, end):
            areas.append((start, end))
            gaps.update(between)
    patches = [(start, end, b"") for start, end in sorted(gaps)]
    yield from rewritten(view.data, windows(view.data, sorted(areas)), patches, budget)


def chains(
    data: bytes, found: list[Part], gap: Pattern[bytes], piece: Pattern[bytes], *, loose: bool = False
) -> Iterator[tuple[int, int, list[Area]]]:
    """Yield (start, end, gaps) of each row of parts which `gap` joins, for the parts `found`.

    `loose` gaps have no mark at their end that they could be found by.
    """
    done = 0
    known: dict[bytes, bool] = {}
    for start, end, look_after, look_before in found:
        if start < done:
            continue
        most = LONGEST - (end - start) if loose else _FAR
        after = _after(data, end, gap, piece, most) if look_after else []
        before: list[Area] = []
        if look_before:
            before = _loosely_before(data, start, gap, most, known) if loose else _before(data, start, gap)
        if before or after:
            begin = _run_begin if loose else _literal_begin
            first = begin(data, before[0][0]) if before else start
            last = end
            if after:
                match = piece.match(data, after[-1][1])
                last = done = match.end() if match else end
            yield first, last, before + after


def _after(data: bytes, position: int, gap: Pattern[bytes], piece: Pattern[bytes], most: int) -> list[Area]:
    found: list[Area] = []
    while len(found) < _MOST:
        match = gap.match(data, position)
        then = piece.match(data, match.end()) if match else None
        if match is None or then is None:
            break
        most -= then.end() - then.start()
        if most < 0:
            break
        found.append(match.span())
        position = then.end()
    return found


def _before(data: bytes, position: int, gap: Pattern[bytes]) -> list[Area]:
    found: list[Area] = []
    while len(found) < _MOST:
        start = _gap_start(data, position, gap)
        begin = start if start == position else _literal_begin(data, start)
        if not data[max(begin, start - _BY_GAP) : start].translate(None, _NO_KEYS):
            break
        found.append((start, position))
        position = begin
    return found[::-1]


def _gap_start(data: bytes, position: int, gap: Pattern[bytes]) -> int:
    """Return where the gap that ends at `position` begins: near by, at one of the quotes before, at the line's end."""
    low = max(0, position - _REACH)
    window = data[low:position].translate(_ONE_QUOTE)
    near = len(window)
    starts: list[int] = []
    later: list[int] = []
    at = near - 1
    for _ in range(_QUOTES):
        at = window.rfind(b'"', 0, at)
        if at < 0:
            break
        while at and window[at - 1] == _BAR:
            at -= 1
        if data[low + at : low + at + 2] == b"`\n" and data[low + at - 1 : low + at] in _LINE_CONTINUED:
            later.append(at)
        else:
            starts.append(at)
    starts += later
    if window[-2:-1] in (b"{", b" "):
        starts += (near - 4, near - 3, near - 2)
    elif window[-1:] != b'"':
        line = window.rfind(b"\n")
        starts += (line - 2, line - 1, line, window.rfind(b";"))
    for start in starts:
        if start >= 0 and window[start] in _GAP_STARTS and gap.fullmatch(data, low + start, position):
            return low + start
    return position


def _loosely_before(data: bytes, position: int, gap: Pattern[bytes], most: int, known: dict[bytes, bool]) -> list[Area]:
    """Return the gaps before a part, the farthest first; `known` has what was asked of texts that may be one."""
    found: list[Area] = []
    while len(found) < _MOST:
        low = max(0, position - _LOOSE_REACH)
        table = data[low:position].translate(IS_RUN)
        least = max(0, table.rfind(_NO_NAME))
        edges: list[int] = []
        at = table.rfind(_EDGE)
        for _ in range(_EDGES):
            if at < least:
                break
            if data[low + at + 1] in _ENDS:
                edges.append(low + at + 1)
            at = table.rfind(_EDGE, 0, at)
        tag = data.rfind(b"<", edges[-1], position) if edges else -1
        if tag >= 0 and not data.startswith(_CDATA, tag):
            edges = [edge for edge in edges if edge > tag]
        start = position
        for edge in reversed(edges):
            text = data[edge:position]
            fits = known.get(text)
            if fits is None:
                if len(known) > _MOST_KNOWN:
                    known.clear()
                fits = known[text] = gap.fullmatch(text) is not None
            if fits:
                start = edge
                break
        if start == position:
            break
        found.append((start, position))
        position = _run_begin(data, start)
        most -= start - position
        if most < 0:
            found.pop()
            break
    return found[::-1]


def _literal_begin(data: bytes, end: int) -> int:
    """Return where the text between quotes that ends at `end` begins; `end` itself if there is none."""
    low = max(0, end - _REACH)
    window = data[low:end].translate(_ONE_QUOTE)
    return low + max(window.rfind(b'"'), window.rfind(b"\n")) + 1


def _run_begin(data: bytes, end: int) -> int:
    low = max(0, end - _EDGE_REACH)
    return low + data[low:end].translate(IS_RUN).rfind(0) + 1
