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

from guard.audit.marks import MARK
from guard.packs.delta import copy

_SHORT = 512  # bytes; as good as all entries are shorter
_STEPS = [bytes(max(0, size - 1)) + b"\1" for size in range(_SHORT)]


class Layout:
    """A tree `top` made of entries and of nothing else, but for its ids; `shape` has 1 where an entry begins or ends, else 0.

    `head` begins the deltas of one size. `entries` are those that no tree before it had, until it is known whether one
    has a name that there is something to tell of: `tells` says so, or that a base that was edited had one.
    """

    __slots__ = ("base", "entries", "head", "shape", "size", "tells", "top")

    def __init__(self, top: bytes, shape: bytes, entries: list[bytes], base: Layout | None = None) -> None:
        self.top = top
        self.shape = shape
        self.entries = entries
        self.base = base
        self.tells = True
        self.size = len(top)
        self.head = 2 * number(self.size)


def steps(entries: list[bytes]) -> bytes:
    """Return the shape of some entries that stand one behind the other, without the 1 before the first."""
    try:
        return b"".join([_STEPS[len(entry)] for entry in entries])
    except IndexError:
        return b"".join([bytes(len(entry) - 1) + b"\1" for entry in entries])


class Swaps:
    """Tells what ids a delta puts in, if it does nothing else (see above); `width` is that of ids."""

    __slots__ = ("_width",)

    def __init__(self, width: int) -> None:
        self._width = width

    def take(self, layout: Layout, delta: bytes, found: list[bytes]) -> bool:
        """Add to what was found the first 8 bytes of the ids that a delta puts into a tree of this layout.

        If it does something else nothing is added and False is returned.
        """
        before = len(found)
        try:
            if delta.startswith(layout.head) and self._row(layout, delta, found, None):
                return True
        except IndexError:  # cut
            pass
        del found[before:]
        return False

    def entries(self, layout: Layout, delta: bytes) -> list[bytes] | None:
        """Return the entries whose ids a delta puts in, where the end of an id may be missing; None if it does something else."""
        ids: list[bytes] = []
        ends: list[int] = []
        try:
            if not delta.startswith(layout.head) or not self._row(layout, delta, ids, ends):
                return None
        except IndexError:
            return None
        found = []
        for end, oid in zip(ends, ids, strict=True):
            begin = layout.shape.rfind(1, 0, end)
            found.append(layout.top[begin : end - self._width] + oid)
        return found

    def _row(self, layout: Layout, delta: bytes, found: list[bytes], ends: list[int] | None) -> bool:
        """Tell whether a delta does nothing but put in ids, which go to `found`, and to `ends` where the entries end that have them.

        IndexError if it is cut.
        """
        width, size, shape = self._width, layout.size, layout.shape
        at, length, place = len(layout.head), len(delta), 0
        while at < length:
            code = delta[at]
            at += 1
            if code == width and place + code <= size and shape[place + code]:
                found.append(delta[at : at + (MARK if ends is None else code)])
                at += code
                place += code
                if ends is not None:
                    ends.append(place)
            elif code > 127:
                if code == 0x93:
                    start = delta[at] | delta[at + 1] << 8
                    many = delta[at + 2]
                    at += 3
                elif code == 0xB3:
                    start = delta[at] | delta[at + 1] << 8
                    many = delta[at + 2] | delta[at + 3] << 8
                    at += 4
                elif code == 0x90:
                    start = 0
                    many = delta[at]
                    at += 1
                elif code == 0x91:
                    start = delta[at]
                    many = delta[at + 1]
                    at += 2
                elif code == 0xB1:
                    start = delta[at]
                    many = delta[at + 1] | delta[at + 2] << 8
                    at += 3
                else:
                    start, many, at = copy(delta, at)
                if start != place:
                    return False
                place += many or 0x10000
            elif not code:  # reserved: git refuses it, and so does whoever applies it
                return False
            else:
                stop = at + code
                new = delta[at:stop]
                while stop < length and 0 < delta[stop] < 128:  # a text too long for one instruction
                    at = stop + 1
                    stop = at + delta[at - 1]
                    new += delta[at:stop]
                at = stop
                if not self._put(layout, new, place, found, ends):
                    return False
                place += len(new)
        return at == length and place == size

    def _put(self, layout: Layout, new: bytes, place: int, found: list[bytes], ends: list[int] | None) -> bool:
        """Take what is put in at a place; return False if it changes anything but ids."""
        width, shape, top = self._width, layout.shape, layout.top
        at, length = 0, len(new)
        while at < length:
            end = shape.find(1, place + 1, place + length - at + width)
            if end < 0:  # it ends before an id begins
                return top.startswith(new[at:], place)
            begin = end - width
            if begin < place:
                return False
            stop = at + begin - place
            if top[place:begin] != new[at:stop]:
                return False
            at = stop + width
            oid = new[stop:at]
            if len(oid) < MARK:
                return False
            if ends is None:
                found.append(oid[:MARK])
            else:
                found.append(oid.ljust(width, b"\0"))
                ends.append(end)
            place = end
        return True


def number(size: int) -> bytes:
    """Return a size as deltas begin with it (gitformat-pack)."""
    text = bytearray()
    while size > 127:
        text.append(size & 127 | 128)
        size >>= 7
    text.append(size)
    return bytes(text)
