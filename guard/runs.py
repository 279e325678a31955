"""The run tables: where characters of base64, plain or behind escapes, stand close together."""

from __future__ import annotations

from guard.model import RUN_BYTES

_COMPILED = not __file__.endswith((".py", ".pyc"))
if _COMPILED:  # what a hook that is not compiled need not load
    from guard.loops import leaps

TYPE_CHECKING = False
if TYPE_CHECKING:
    Area = tuple[int, int]

SHORTEST = 43
HALF = 22


def class_of(characters: bytes) -> bytes:
    """Return the table for `translate` that marks these bytes with 1 and all others with 0."""
    table = bytearray(256)
    for byte in characters:
        table[byte] = 1
    return bytes(table)


_HIGH = bytes(range(128, 256))
IS_RUN = class_of(RUN_BYTES)
STRETCH = class_of(RUN_BYTES + b"%\\&#;={}" + _HIGH)
_NARROW = {
    (references, bars): class_of(RUN_BYTES + b"%\\&=" + b"#;" * references + b"{}" * bars + _HIGH)
    for references in (False, True)
    for bars in (False, True)
}
_LIST = class_of(b"0123456789abcdefABCDEFxXuty,:;|.-() \t\r\n")
_STRIDE = 8
_SAMPLES = b"\x01" * 11
_SIDE = b"\x01" * 24
_DIGITS = b"0123456789"
_BLOCK = 256 << 10
TO_QUOTE = b"= \t\r\n\\"
_QUOTES = frozenset((b'"', b"'", b"`"))
_TO_SEAM = frozenset(b"\"'`" + TO_QUOTE)
_APART = 120


def find_runs(data: bytes) -> list[tuple[int, int]]:
    """Return all maximal runs of 43 or more characters of [A-Za-z0-9+/_-] as (start, end)."""
    return find_class(data, IS_RUN, SHORTEST)


def find_stretches(data: bytes) -> list[tuple[int, int]]:
    r"""Return all maximal stretches of 22 or more of [A-Za-z0-9+/_-%\&#;={}] and bytes over 127.

    A key that an escape breaks still is one such stretch, and of a key cut in two one part is: one
    pass finds the runs, and all that a text layer has to look at.
    """
    return find_class(data, STRETCH, HALF)


def find_marked(data: bytes, shortest: int = HALF) -> list[tuple[int, int]]:
    r"""Return those stretches that are no shorter, without "#;" in texts that have no "&" and "{}" in those without a backslash."""
    return find_class(data, _NARROW[0x26 in data, 0x5C in data], shortest)


def find_lists(data: bytes) -> list[tuple[int, int]]:
    """Return the regions in which numbers, decimal or hex, stand in a row with separators between them.

    Every eighth byte is looked at: a list of 32 bytes is long enough (95 characters of hex with
    separators, some 113 of integers) to show in eleven samples running, and text is not. No region
    of 88 bytes or more is missed.
    """
    table = data[::_STRIDE].translate(_LIST)
    regions: list[tuple[int, int]] = []
    position = table.find(_SAMPLES)
    while position >= 0:
        stop = table.find(b"\x00", position)
        stop = len(table) if stop < 0 else stop
        first, last = position * _STRIDE, (stop - 1) * _STRIDE
        digits = last - first - len(data[first:last].translate(None, _DIGITS))
        if digits * 8 > last - first:
            before = data[max(0, first - _STRIDE + 1) : first].translate(_LIST)
            after = data[last : last + _STRIDE].translate(_LIST) + b"\x00"
            start = first - (len(before) - 1 - before.rfind(b"\x00"))
            regions.append((start, last + after.find(b"\x00")))
        position = table.find(_SAMPLES, stop)
    return regions


def may_list_near(data: bytes) -> bool:
    """Tell whether find_lists may find a region in a text that has 24 bytes or more of it to one side of any cut of this."""
    return _SIDE in data.translate(_LIST)


def find_seams(data: bytes) -> list[tuple[int, int]]:
    """Return the regions in which three or more literals are joined by "+" or grow by "+=", as (start, end).

    Parts of a value that all are shorter than 22 characters show in no stretch. Every sign with a quote
    behind it is a seam; two of them and more, with no more than 120 bytes between, make a region, which
    reaches 60 bytes to both sides. Linear, and free for texts without "+".
    """
    seams = _seams(data)
    if len(seams) < 2:
        return []
    regions: list[tuple[int, int]] = []
    first = last = -1
    count = 0
    for at in seams:
        if count and at - last > _APART:
            if count > 1:
                regions.append((max(0, first - _APART // 2), min(len(data), last + _APART // 2)))
            count = 0
        first = at if not count else first
        last = at
        count += 1
    if count > 1:
        regions.append((max(0, first - _APART // 2), min(len(data), last + _APART // 2)))
    return regions


def _seams(data: bytes) -> list[int]:
    """Return where a "+" stands behind which, after blanks and line breaks, comes a quote."""
    find, last = data.find, len(data) - 1
    found: list[int] = []
    at = find(b"+", 0, last)
    while at >= 0:
        if data[at + 1] in _TO_SEAM and data[at + 1 : at + 1 + _APART].lstrip(TO_QUOTE)[:1] in _QUOTES:
            found.append(at)
        at = find(b"+", at + 1, last)
    return found


def find_class(data: bytes, kind: bytes, shortest: int) -> list[tuple[int, int]]:
    """Return the maximal runs of at least `shortest` bytes that table `kind` maps to 1.

    `translate` plus `find` is some ten times faster than a regular expression; blocks keep the
    translated copy inside the processor's cache.
    """
    if _COMPILED:
        return leaps.find_class(data, kind, shortest)
    needle = b"\x01" * shortest
    runs: list[tuple[int, int]] = []
    size = len(data)
    base = 0
    while base < size:
        table = data[base : base + _BLOCK].translate(kind)
        last = base + len(table) >= size
        position = table.find(needle)
        while position >= 0:
            end = table.find(b"\x00", position + shortest)
            if end < 0:
                break
            runs.append((base + position, base + end))
            position = table.find(needle, end + 1)
        if last:
            if position >= 0:
                runs.append((base + position, size))
            break
        if position >= 0:  # a run goes on into the next block: follow it to its end
            start = base + position
            end = _end_of_run(data, start + shortest, kind)
            runs.append((start, end))
            base = end
        else:  # less than the shortest run may hang over the edge
            base += len(table) - _tail(table)
    return runs


def _end_of_run(data: bytes, position: int, kind: bytes) -> int:
    while position < len(data):
        table = data[position : position + _BLOCK].translate(kind)
        end = table.find(b"\x00")
        if end >= 0:
            return position + end
        position += len(table)
    return len(data)


def _tail(table: bytes) -> int:
    return len(table) - 1 - table.rfind(b"\x00")
