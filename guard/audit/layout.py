"""Deltas of trees that put other ids into the places of ids and change nothing else: three of four in any history.

Whoever changes a file changes one id in each folder above it, and the entry keeps its mode and name. What such
a delta makes need not be rebuilt to be known. Let a tree be made of entries only, and let a delta of it be as
follows: its result has the size of its base; each copy takes what stands at the very place where it goes; whatever is
put in is what the base has there too, but for ids, of each of which it has at least the first 8 bytes. Then the result is
made of entries only, with the modes and names of its base in their places, and its ids are those of its base and those
that the delta puts in: the first 8 bytes are all that is asked of one (audit.marks). The same holds for a delta of the
result. All that has to be known of a base is where its entries end and what stands in them beside the ids: that is its
`Layout`, and it is the one of the tree where all this began.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from guard.packs.delta import copy

_MARK = 8  # bytes of an id
_MOST_KNOWN = 1 << 16  # copies
_NO, _CUT = -1, -2
_NO_COPY = (_NO, _NO)
_PLACES = [{0: 0, 1: 1, 3: 2, 7: 3, 15: 4}.get(code, _NO) for code in range(16)]  # bytes of it, if none between is left out
_SIZES = [code in (1, 3, 7) for code in range(8)]
_ARGUMENTS = bytes(bin(code & 127).count("1") for code in range(256))


class Layout:
    """A tree `top` made of the entries given and of nothing else, and where they end; `head` begins the deltas of one size.

    `tells` whether it has a name that there is something to tell of, which is asked of `entries` once.
    """

    __slots__ = ("ends", "entries", "head", "order", "size", "tells", "top")

    def __init__(self, top: bytes, entries: list[bytes]) -> None:
        self.top = top
        self.entries = entries
        self.tells = True
        self.size = len(top)
        self.order = list(accumulate(map(len, entries)))
        self.ends = {0, *self.order}
        self.head = 2 * _number(self.size)


class Swaps:
    """Tells what ids a delta puts in, if it does nothing else (see above); `width` is that of ids."""

    __slots__ = ("_copies", "_split", "_width")

    def __init__(self, width: int) -> None:
        self._width = width
        # This may as well be part of a copy, or of what is put in: what stands before it is cut then
        self._split = re.compile(re.escape(bytes((width,))) + rb"(.{%d})" % width, re.DOTALL).split
        self._copies: dict[bytes, tuple[int, int]] = {}

    def ids(self, layout: Layout, delta: bytes) -> list[bytes] | None:
        """Return the ids that a delta puts into a tree of this layout, with their first 8 bytes at least, or None."""
        if not delta.startswith(layout.head):
            return None
        parts = self._split(delta[len(layout.head) :])
        ends, copies, width = layout.ends, self._copies, self._width
        if len(parts) == 3:  # one id
            first, oid, last = parts
            start, place = copies.get(first) or self._copy(first)
            if not start and (place := place + width) in ends:
                start, stop = copies.get(last) or self._copy(last)
                if start == place and stop == layout.size:
                    return [oid]
        found = parts[1::2]
        place = -width
        for number, part in enumerate(parts[::2]):
            place += width
            if place not in ends:
                return None
            if part:
                start, stop = copies.get(part) or self._copy(part)
                if start == place:
                    place = stop
                elif start >= 0:
                    return None
                else:
                    known = len(found)
                    after = self._row(layout, part, place, found, None)
                    if after == _CUT:
                        many = len(parts) // 2
                        rest = sum(map(len, parts[2 * number :])) + many - number
                        found = found[:number] + found[many:known]
                        after = self._row(layout, delta[-rest:], place, found, None)
                        return found if after == layout.size else None
                    if after < 0:
                        return None
                    place = after
        return found if place == layout.size else None

    def entries(self, layout: Layout, delta: bytes) -> list[bytes]:
        """Return the entries whose ids the delta puts in (see `ids`: the end of an id may be missing)."""
        ends: list[int] = []
        ids = self._whole(layout, delta, ends) or []
        found = []
        for end, oid in zip(ends, ids, strict=True):
            before = bisect_right(layout.order, end - 1)
            begin = layout.order[before - 1] if before else 0
            found.append(layout.top[begin : end - self._width] + oid)
        return found

    def _whole(self, layout: Layout, delta: bytes, ends: list[int] | None) -> list[bytes] | None:
        found: list[bytes] = []
        text = delta[len(layout.head) :]
        return found if self._row(layout, text, 0, found, ends) == layout.size else None

    def _row(self, layout: Layout, text: bytes, place: int, found: list[bytes], ends: list[int] | None) -> int:
        """Return where in the result a row of instructions ends that begins at `place`; _CUT or _NO.

        It adds to `found` the ids that are put in, to `ends`, if given, where the entries end that they stand in.
        """
        copies = self._copies
        at, length = 0, len(text)
        while at < length:
            code = text[at]
            at += 1
            if not code:  # reserved: git refuses it, and so does whoever applies it
                return _NO
            if code < 128:
                stop = at + code
                new = text[at:stop]
                while stop < length and 0 < text[stop] < 128:  # a text too long for one instruction
                    at = stop + 1
                    stop = at + text[at - 1]
                    new += text[at:stop]
                at = stop
                if at > length:
                    return _CUT
                if not self._put(layout, new, place, found, ends):
                    return _NO
                place += len(new)
            else:
                stop = at + _ARGUMENTS[code]
                if stop > length:
                    return _CUT
                taken = text[at - 1 : stop]
                start, after = copies.get(taken) or self._copy(taken)
                if start != place:
                    return _NO
                place = after
                at = stop
        return place

    def _put(self, layout: Layout, new: bytes, place: int, found: list[bytes], ends: list[int] | None) -> bool:
        """Take what is put in at a place; return False if it changes anything but ids."""
        width, order, top = self._width, layout.order, layout.top
        number = bisect_right(order, place)
        at, length = 0, len(new)
        while at < length:
            if number == len(order):
                return False
            end = order[number]
            begin = end - width
            if begin < place:
                return False
            stop = at + begin - place
            if stop >= length:
                return top.startswith(new[at:], place)
            if top[place:begin] != new[at:stop]:
                return False
            at = stop + width
            oid = new[stop:at]
            if len(oid) < width:
                if len(oid) < _MARK:
                    return False
                oid = oid.ljust(width, b"\0")
            found.append(oid)
            if ends is not None:
                ends.append(end)
            place = end
            number += 1
        return True

    def _copy(self, text: bytes) -> tuple[int, int]:
        """Return (start, end) of what an instruction copies; _NO for both if it is not one copy."""
        code = text[0] if text else 0
        if code < 128 or len(text) != 1 + _ARGUMENTS[code]:
            return _NO_COPY
        places = _PLACES[code & 15]
        if places >= 0 and _SIZES[code >> 4 & 7]:
            start = int.from_bytes(text[1 : 1 + places], "little")
            size = int.from_bytes(text[1 + places :], "little")
        else:
            start, size, _ = copy(text, 1)
        if len(self._copies) > _MOST_KNOWN:
            self._copies.clear()
        known = self._copies[text] = (start, start + (size or 0x10000))
        return known


def _number(size: int) -> bytes:
    """Return a size as deltas begin with it (gitformat-pack)."""
    text = bytearray()
    while size > 127:
        text.append(size & 127 | 128)
        size >>= 7
    text.append(size)
    return bytes(text)
