r"""What else than a stretch of key characters can make a value: marks of key files, escapes, lists of numbers.

Every encoding of 32 bytes rests on a stretch of 22 or more characters (guard.runs), on one of MARKS, or on a
region of numbers. A mark or a region that a delta brings touches what the delta changed; where its base
had one already, the whole object is looked through, and only surroundings not seen before are examined.
"""

from __future__ import annotations

from bisect import bisect_left

from guard.encodings.escaped_bytes import MARKS as ESCAPES
from guard.rows import find_rows, may_have_rows, with_lines
from guard.runs import IS_RUN, find_lists, may_list_near
from guard.view import OFFSET as DUMPS

MARKED, LISTED, ROWED = 4, 8, 32
_FEWEST = 8  # escapes of a value, and the bytes within which they stand (guard.encodings.escaped_bytes)
_WIDE = 250
_STEP = 512
_MARK_1, _MARK_2 = b"b3BlbnNzaC1rZXktdjEA", b"BQYDK2Vw"
MARKS = {_MARK_1: 8200, _MARK_2: 1024}
"""Marks of key files and how far (bytes) around them what belongs to the key may stand."""
PLAIN = (*MARKS, DUMPS)
"""What MARKED means, but for escapes."""
NAMES = frozenset(
    [
        "jwk", "openssh", "pkcs8", "encrypted_key", "escaped-bytes", "escapes-apart", "ints", "hex-separated", "numbers", "words",
        "dump", "codes", "offset-dump",
    ]
)  # fmt: skip
"""The encodings and layers that rest on these."""
_AROUND = 1536
_NAMES = 768  # bytes: lines above a region, and the name of it before them
_BESIDE = 400  # bytes: as far as the name of a list may be away
_EDGE = 256  # so near the end of a text what goes on behind it does not show
_WIDER = 2048
_CUT = 4096
_DUMP = 64 << 10  # how far behind its first line a dump is looked at
_LONGEST = 160  # characters; no value has more
_RUN = b"\x01"
_CUTS = b"/*#oOi_;"  # behind or before a region: what may go on with the list it is a part of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def may_have(text: bytes) -> int:
    """Return which of LISTED and ROWED a span of new text may be part of, with 24 bytes or more of it to one side of any cut."""
    if not may_have_rows(text):  # lists have what rows have
        return 0
    return ROWED | (LISTED if may_list_near(text) else 0)


def places(
    data: bytes, marks: int, spans: list[tuple[int, int]] | None, is_told: Callable[[bytes], bool]
) -> Iterator[tuple[int, int, int]]:
    """Yield the surroundings (MARKED, LISTED or ROWED, start, end) of marks and regions of an object, not in order.

    Regions are looked for around the new `spans` of it, anywhere if None; `is_told` says of rows whether they tell anything.
    """
    size = len(data)
    if marks & MARKED:
        for mark, reach in MARKS.items():
            at = data.find(mark)
            while at >= 0:
                yield MARKED, max(0, at - reach), min(size, at + reach)
                at = data.find(mark, at + 1)
        for start, end in _escapes(data):
            yield MARKED, start, end
        at = data.find(DUMPS)
        while at >= 0:
            yield MARKED, max(0, at - _AROUND), min(size, at + _DUMP)
            at = data.find(DUMPS, at + _DUMP - _AROUND)
    if not marks & (LISTED | ROWED):
        return
    for low, high in wider(spans, size):
        text = data[low:high]
        if marks & LISTED:
            for start, end in find_lists(text):
                cut = text[start - 1 : start] in _CUTTING or text[end : end + 1] in _CUTTING or b";" in text[start:end]
                before, behind = (_CUT, _CUT) if cut else _reach(start, end, high - low)
                yield LISTED, max(0, low + start - before), min(size, low + end + behind)
        if marks & ROWED:
            for start, end in find_rows(text):
                before, behind = _reach(start, end, high - low)
                first, last = low + start, low + end
                if not _is_near(first, last, spans):
                    continue
                start, end = with_lines(data, first, last)
                inner = data[start if before == _BESIDE else max(0, first - before) : end if behind == _BESIDE else last + behind]
                if is_told(inner):
                    yield ROWED, max(0, start - before), min(size, end + behind)


def _is_near(start: int, end: int, spans: list[tuple[int, int]] | None) -> bool:
    """Tell whether something new stands in a region or so near that it may name it."""
    if spans is None:
        return True
    place = bisect_left(spans, (end + _NAMES, 0)) - 1
    return place >= 0 and spans[place][1] > start - _NAMES


def _reach(start: int, end: int, size: int) -> tuple[int, int]:
    """Return how far around a region of a text of this size to look: farther where it may go on beyond the text."""
    return _BESIDE if start > _EDGE else _AROUND, _BESIDE if end < size - _EDGE else _AROUND


def wider(spans: list[tuple[int, int]] | None, size: int) -> list[tuple[int, int]]:
    """Return spans of an object of this size with what is around them, those that touch as one; all of it for None."""
    if spans is None:
        return [(0, size)]
    found = merged([(start - _WIDER, end + _WIDER) for start, end in spans])
    return [(max(0, start), min(size, end)) for start, end in found]


def merged(areas: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return areas in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(areas):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def texts(data: bytes, areas: list[tuple[int, int]]) -> list[bytes]:
    """Return what stands in areas of an object, those that touch as one: a run that an edge would cut is whole, or far longer than a value."""
    found = []
    for first, last in merged(areas):
        first = max(first, 0)
        beside = data[max(0, first - _LONGEST) : first].translate(IS_RUN)
        if data[first : first + 1].translate(IS_RUN) == _RUN:
            first -= len(beside) - 1 - beside.rfind(0)
        if data[last - 1 : last].translate(IS_RUN) == _RUN:
            behind = data[last : last + _LONGEST].translate(IS_RUN).find(0)
            last += behind if behind >= 0 else _LONGEST
        found.append(data[first:last])
    return found


_CUTTING = frozenset(bytes((byte,)) for byte in _CUTS)


def _escapes(data: bytes) -> Iterator[tuple[int, int]]:
    for mark in ESCAPES:
        at = data.find(mark)
        while at >= 0:
            if data.count(b"\\", at, at + _WIDE) >= _FEWEST:
                yield max(0, at - _AROUND), min(len(data), at + _AROUND)
                at += _STEP
            at = data.find(mark, at + 2)
