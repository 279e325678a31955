"""Deltas of trees that add, remove or rename entries, told by what they put in: what they make need not be rebuilt either.

Let a tree be made of entries only, and let its layout be known (audit.layout): where its entries begin and end, and all of
it but what its ids are. Each copy of a delta of it takes a row of whole entries, maybe none, with a part of an entry
before it and one behind it. Cut the result where such rows begin and end. If what stands between them (parts of entries,
and what is put in) is made of entries only, then so is the result, whatever ids the base has, as long as no byte of
an id of the base becomes part of a mode or a name. The entries of the rows are those of the base. An entry between them is told
by the first 8 bytes of its id, as everywhere: either the delta puts them in, then it is taken for a new one, or the whole id
is that of an entry of the base with the same mode and name, then it is that entry. In any other case the delta has to be applied.
What is made has a layout too: what is made in this way of that of the base.
"""

from __future__ import annotations

import re

from guard.audit.layout import Layout, steps
from guard.audit.marks import MARK
from guard.packs.delta import copy, sizes

_LONGEST = 1 << 18  # bytes of a delta: what is known of each of its instructions takes a hundred times as much


class Edit:
    """What a delta makes of a tree of a layout: `entries` are those that are new, `marks` the beginnings of ids put into the places of ids.

    The instructions are taken one by one.
    `size` are the bytes made of entries, `opened` those behind them.
    """

    __slots__ = (
        "_after", "_entries", "_first", "_ids", "_last", "_layout", "_open", "_shapes", "_tops", "_width",
        "entries", "marks", "opened", "size",
    )  # fmt: skip

    def __init__(self, layout: Layout, width: int, entries: re.Pattern[bytes]) -> None:
        self._layout = layout
        self._width = width
        self._entries = entries
        self._tops: list[bytes] = []
        self._shapes = [b"\1"]
        self._first = self._last = 0  # a row of entries of the base that stands last in it
        self._open: list[bytes] = []  # what stands behind the last entry
        self._ids: list[tuple[int, int, int, int]] = []  # where in it parts of ids of the base are, from where to where, and the end of that id
        self._after = -1  # where in the base the part ended that stands last in it
        self.entries: list[bytes] = []
        self.marks: list[bytes] = []
        self.opened = 0
        self.size = 0

    def layout(self) -> Layout:
        """Return the layout of all that was made."""
        self._end_row()
        return Layout(b"".join(self._tops), b"".join(self._shapes), self.entries, self._layout)

    def keep(self, first: int, last: int) -> None:
        """Take a row of entries of the base, in which ids may be others."""
        self.size += last - first
        if first != self._last:
            self._end_row()
            self._first = first
        self._last = last

    def _end_row(self) -> None:
        if self._first < self._last:
            self._tops.append(self._layout.top[self._first : self._last])
            self._shapes.append(self._layout.shape[self._first + 1 : self._last + 1])
        self._first = self._last

    def put(self, text: bytes) -> None:
        """Take what is put in."""
        self._open.append(text)
        self.opened += len(text)
        self._after = -1

    def lead(self, start: int, end: int) -> int:
        """Take a copy of a stretch of the base as far as an entry begins or ends in it; return that place, -1 if that cannot be told.

        Where there is none take all of it, and return a place behind it.
        """
        first = self._layout.shape.find(1, start, end + 1)
        if first < 0:
            self._part(start, end)
            return end + 1
        if first > start:
            self._part(start, first)
        return first if not self.opened or self.close() else -1

    def trail(self, first: int, end: int) -> None:
        """Take a copy of a stretch of the base that begins where an entry does."""
        last = self._layout.shape.rfind(1, first, end + 1)
        if last > first:
            self.keep(first, last)
        self._part(last, end)

    def _part(self, start: int, end: int) -> None:
        """Take a part of one entry of the base."""
        last = self._layout.shape.find(1, start + 1, end + self._width)
        if last >= 0:
            begin = max(start, last - self._width)
            at = self.opened + begin - start
            if start == self._after and self._ids and self._ids[-1][2] == begin:  # the copy before goes on
                at, begin, _, last = self._ids.pop()
            self._ids.append((at, begin, end, last))
        self._open.append(self._layout.top[start:end])
        self.opened += end - start
        self._after = end

    def close(self) -> bool:
        """Take what stands behind the last entry for entries; return False if that cannot be told."""
        text = b"".join(self._open)
        head = len(text) - self._width - 1
        if head < 0 or text[head]:  # looked for where it cannot end, a name is read to the end of the text from each place
            return False
        entries = self._entries.findall(text)
        shape = steps(entries)
        if len(shape) != len(text):
            return False
        if self._ids:
            if not self._add(entries):
                return False
            self._ids = []
        else:
            self.entries += entries
        self.size += len(text)
        self._end_row()
        self._tops.append(text)
        self._shapes.append(shape)
        self._open = []
        self.opened = 0
        self._after = -1
        return True

    def _add(self, entries: list[bytes]) -> bool:
        """Add those that are new of some entries, which have parts of ids of the base."""
        width, ids, base = self._width, self._ids, self._layout
        number = end = 0
        for entry in entries:
            end += len(entry)
            is_new = True
            while number < len(ids) and ids[number][0] < end:
                at, begin, stop, last = ids[number]
                number += 1
                if at < end - width or at + stop - begin > end:
                    return False
                if at < end - width + MARK:
                    start = last - len(entry)
                    if stop - begin < width or start < 0 or base.shape.rfind(1, start, last) != start:
                        return False
                    if not base.top.startswith(entry[:-width], start):
                        return False
                    is_new = False
            if is_new:
                self.entries.append(entry)
        return True


class Edits:
    """Tells what deltas make of trees whose layout is known; `width` is that of ids."""

    __slots__ = ("_entries", "_width")

    def __init__(self, width: int) -> None:
        self._width = width
        self._entries = re.compile(rb"\d{5,6} [^\0]+\0.{%d}" % width, re.DOTALL)

    def take(self, layout: Layout, delta: bytes, most: int, in_full: bool = False) -> Edit | None:
        """Return what a delta makes of a tree of this layout, None if that cannot be told, is damaged or has more bytes than `most`.

        With `in_full` entries of the base that only have another id are among those that are new.
        """
        edit = Edit(layout, self._width, self._entries)
        try:
            before, size, at = sizes(delta)
            if before != layout.size or size > most or len(delta) > _LONGEST or not self._follow(edit, layout, delta, at, size, in_full):
                return None
        except (IndexError, ValueError):
            return None
        return edit

    def _follow(self, edit: Edit, layout: Layout, delta: bytes, at: int, after: int, in_full: bool) -> bool:
        """Take the instructions in delta[at:], of a result of a size; return False if it cannot be told what they make.

        IndexError if they are cut.
        """
        width, shape, before = self._width, layout.shape, layout.size
        marks = edit.marks
        length, place = len(delta), 0
        while at < length:
            code = delta[at]
            at += 1
            if code < 128:
                place += code
                if not code or place > after:
                    return False
                edit.put(delta[at : at + code])
                at += code
                continue
            if code == 0x93:
                start = delta[at] | delta[at + 1] << 8
                size = delta[at + 2]
                at += 3
            elif code == 0xB3:
                start = delta[at] | delta[at + 1] << 8
                size = delta[at + 2] | delta[at + 3] << 8
                at += 4
            else:
                start, size, at = copy(delta, at)
            if not size:
                size = 0x10000
            end = start + size
            place += size
            if end > before or place > after:
                return False
            if edit.opened or not shape[start]:
                start = edit.lead(start, end)
                if start < 0:
                    return False
                if start > end:
                    continue
            if shape[end]:
                edit.keep(start, end)
                continue
            size = delta[at] if at < length else 0
            stop = end + size
            if width <= size < 128 and stop <= before and shape[stop] and not in_full:
                known = len(marks)
                if self._puts_ids(layout, delta, at + 1, end, stop, marks):
                    at += 1 + size
                    place += size
                    edit.keep(start, stop)
                    continue
                del marks[known:]
            edit.trail(start, end)
        return at == length and place == after and (not edit.opened or edit.close())

    def _puts_ids(self, layout: Layout, delta: bytes, at: int, place: int, stop: int, marks: list[bytes]) -> bool:
        """Tell whether what a delta has at a place is what the base has from one place to another, but for ids; take those."""
        width, shape, top = self._width, layout.shape, layout.top
        while True:
            end = shape.find(1, place + 1, stop + 1)
            begin = end - width
            if begin < place or (begin > place and top[place:begin] != delta[at : at + begin - place]):
                return False
            at += begin - place
            marks.append(delta[at : at + MARK])
            at += width
            place = end
            if place == stop:
                return at <= len(delta)
