"""What many trees and commits name, asked at once: most of a short search is its beginning.

Entries are looked at once for all trees that have them. Where there is something to tell, the first of
those trees is.
"""

from __future__ import annotations

import re

from guard.audit.commits import Commits
from guard.audit.edits import Edits
from guard.audit.heads import NAMED, REFERS, SPEAKS, Heads
from guard.audit.layout import Layout, Swaps, steps
from guard.audit.marks import MARK
from guard.audit.trees import GITLINK, last_end, tag_target
from guard.packs.delta import changed
from guard.packs.walk import LARGE
from guard.sweep.found import Found

_LEAST_REACH = 64  # bytes; with it what one instruction inserts, 127 at most, is looked at as a whole
_LARGE = 1 << 14  # bytes; smaller trees are looked at as a whole
_SPARSE = 600  # bytes of a tree for each stretch of it; trees with less are looked at as a whole
_LOOK = 1 << 13  # bytes that take as long to look at as the neighbourhoods of a few changes
_HELD = 1 << 22  # bytes of trees that wait
_EACH = 1 << 7  # bytes that each takes beside
_MOST_WAITING = 2000  # deltas
_MOST_KNOWN = 300_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.marks import Marks

    # (number, content, what is new in it: None is all) or (number, nothing, None, the entries that are new)
    Tree = tuple[int, bytes, list[tuple[int, int]] | None, list[bytes] | None]


class Fresh:
    """Trees and commits of one pack, or loose ones, that wait to be looked at together; `ids` are those of the pack.

    `found` takes their numbers: `close` of what refers to something not among the ids, `named` of trees with a name
    that could hold a value, `holders` of those with one that speaks of Backpack, `lost` of those that are not made of
    entries; and adds up their sizes.
    """

    def __init__(self, ids: Marks, width: int) -> None:
        self.found = Found(0)
        self._ids = ids
        self._width = width
        entry = rb"\d{5,6} [^\0]+\0.{%d}" % width
        self._entries = re.compile(entry, re.DOTALL).findall
        self._reach = _LEAST_REACH  # so far from a change the entry begins or ends that it stands in, and no farther
        self._seen: set[bytes] = set()
        self._heads = Heads()
        self._modules: set[bytes] = set()
        self._trees: list[Tree] = []
        self._held = self._waiting = self._saved = self._size = 0
        self._fresh: set[bytes] = set()  # entries of those that wait
        self._swaps = Swaps(width)
        self._edits = Edits(width)
        self._laid_out: list[Layout] = []
        self._named: set[bytes] = set()  # entries that have something to tell by their names
        self._tells_much = False
        self._swapped: list[tuple[int, Layout, bytes]] = []
        self._edited: list[tuple[int, Layout, bytes]] = []  # the first number is a place among the trees
        self._put: list[bytes] = []
        self._commits = Commits(ids, width)

    def tree(self, number: int, data: bytes, pieces: list[bytes] | None, _: object = None) -> None:
        """Take a tree; of a large delta's result only the entries that its base has not."""
        self.laid_out(number, data, pieces, False)

    def laid_out(self, number: int, data: bytes, pieces: list[bytes] | None, wanted: bool) -> Layout | None:
        """Take a tree (see `tree`); return its layout if that is wanted, and all of it was looked at."""
        size = len(data)
        spans = None
        if pieces is not None and size > _LARGE and _SPARSE * len(pieces) < size:
            self._saved += _LOOK
            if wanted and self._saved > size:
                self._saved = 0
            else:
                spans = changed(pieces, size, self._reach)
        layout = None
        if spans is None:
            end = -self._width
            entries = self._entries(data) if data[end - 1 : end] == b"\0" else self._within(data, 0, size)
            self._fresh.update(entries)
            if sum(map(len, entries)) != size:
                self.found.lost.append(number)
            elif wanted:
                layout = Layout(data, b"\1" + steps(entries), entries)
                self._laid_out.append(layout)
        self._trees.append((number, data, spans, None))
        self._size += size
        self._held += size + _EACH
        if self._held > _HELD:
            self.flush()
        return layout

    def told(self, number: int, layout: Layout, delta: bytes, wanted: bool) -> Layout | None:
        """Take a tree as the delta that makes it of one with this layout; return None if it has to be taken as a whole.

        Else return its layout, or any if that is not wanted.
        """
        if self._swaps.take(layout, delta, self._put):
            self._size += layout.size
            self._swapped.append((number, layout, delta))
            self._waiting += len(delta)
            if len(self._swapped) > _MOST_WAITING or self._waiting > _HELD:
                self.flush()
            return layout
        edit = self._edits.take(layout, delta, LARGE)
        if edit is None:
            return None
        self._size += edit.size
        if edit.marks:
            self._put += edit.marks
            self._edited.append((len(self._trees), layout, delta))
        self._fresh.update(edit.entries)
        self._trees.append((number, b"", None, edit.entries))
        self._held += len(delta) + _EACH
        if wanted:
            layout = edit.layout()
            self._laid_out.append(layout)
            self._held += layout.size
        if self._held > _HELD:
            self.flush()
        return layout

    def other(self, is_commit: bool, number: int, data: bytes) -> None:
        """Take a commit or a tag."""
        if is_commit:
            self.commit(number, data)
        else:
            self.tag(number, data)

    def commit(self, number: int, data: bytes) -> None:
        """Take a commit: its tree and its parents."""
        self._size += len(data)
        if self._commits.add(number, data):
            self.found.close.extend(self._commits.lacking())

    def tag(self, number: int, data: bytes) -> None:
        """Take a tag: what it names."""
        self._size += len(data)
        if tag_target(data)[0] not in self._ids:
            self.found.close.append(number)

    def flush(self) -> None:
        """Look at what waits, and bring sizes up to date."""
        self.found.size += self._size
        self._size = 0
        self.found.close.extend(self._commits.lacking())
        absent = self._ids.lacking(set(self._put))
        if self._trees:
            self._look_at_trees(bool(absent))
            self._trees, self._laid_out, self._edited = [], [], []
            self._held = 0
            self._fresh = set()
        if self._swapped:
            self._look_at_swaps(bool(absent))
            self._swapped = []
        self._put = []
        self._waiting = 0

    def _look_at_trees(self, all_edited: bool) -> None:
        windows = [(data, spans) for _, data, spans, _ in self._trees if spans]
        fresh = self._fresh
        if windows:
            fresh = fresh.union(*(self._of(data, spans) for data, spans in windows))
            if self._reaches_farther(fresh):
                fresh = fresh.union(*(self._of(data, None) for data, _ in windows))
                self._trees = [(number, data, None, entries) for number, data, _, entries in self._trees]
        marked = self._unseen(fresh)
        for layout in self._laid_out:
            base = layout.base
            layout.tells = self._tells_much or (base is not None and base.tells) or not self._named.isdisjoint(layout.entries)
            layout.entries = []
            layout.base = None
        for at, layout, delta in self._edited:
            if all_edited or layout.tells:
                entries = self._of_delta(layout, delta)
                self._trees[at] = (self._trees[at][0], b"", None, entries)
                marked.update(self._unseen(set(entries)))
        for number, data, spans, news in self._trees:
            if not marked:
                break
            self._tell(number, marked, marked.keys() & (self._of(data, spans) if news is None else news))

    def _look_at_swaps(self, every: bool) -> None:
        for number, layout, delta in self._swapped if every else [one for one in self._swapped if one[1].tells]:
            marked = self._unseen(set(self._of_delta(layout, delta)))
            if marked:
                self._tell(number, marked, set(marked))

    def _unseen(self, entries: set[bytes]) -> dict[bytes, int]:
        """Return those of some entries that have something to tell, and what, if they were not seen before."""
        fresh = entries - self._seen
        if not fresh:
            return {}
        if len(self._seen) > _MOST_KNOWN:
            self._seen.clear()
        self._seen |= fresh
        return self._marked(fresh)

    def _of_delta(self, layout: Layout, delta: bytes) -> list[bytes]:
        entries = self._swaps.entries(layout, delta)
        if entries is None:
            edit = self._edits.take(layout, delta, LARGE, in_full=True)
            entries = edit.entries if edit else []
        return entries

    def _tell(self, number: int, marked: dict[bytes, int], entries: set[bytes]) -> None:
        """Tell of a tree what its entries were marked for, and of no other tree."""
        marks = 0
        for entry in entries:
            marks |= self._told(entry, marked.pop(entry))
        found = self.found
        for bit, numbers_of in ((REFERS, found.close), (NAMED, found.named), (SPEAKS, found.holders)):
            if marks & bit:
                numbers_of.append(number)

    def _reaches_farther(self, fresh: set[bytes]) -> bool:
        """Reach as far as entries are long, and what may stand before one without an end; tell whether that is farther."""
        before = self._reach
        longest = max(map(len, fresh), default=0) + 2 * self._width
        while self._reach < longest:
            self._reach *= 2
        return self._reach > before

    def _of(self, data: bytes, spans: list[tuple[int, int]] | None) -> list[bytes]:
        return [entry for start, end in spans or ((0, len(data)),) for entry in self._within(data, start, end)]

    def _within(self, data: bytes, start: int, end: int) -> list[bytes]:
        return self._entries(data, start, last_end(data, self._width, start, end))

    def _marked(self, fresh: set[bytes]) -> dict[bytes, int]:
        """Return the entries that have something to tell, and what."""
        width, head = self._width, -self._width - 1
        heads = {entry[:head] for entry in fresh}
        self._heads.judge(heads)
        marked = {}
        telling = self._heads.telling
        if not heads.isdisjoint(telling):
            marked = {entry: telling[entry[:head]] for entry in fresh if entry[:head] in telling}
            self._named.update(marked)
            if len(self._named) > _MOST_KNOWN:  # too many to keep
                self._tells_much = True
                self._named.clear()
        until = MARK - width
        absent = self._ids.lacking({entry[-width:until] for entry in fresh})
        if absent:
            for entry in fresh:
                if entry[-width:until] in absent and not self._is_known_module(entry):
                    marked[entry] = marked.get(entry, 0) | REFERS
        return marked

    def _is_known_module(self, entry: bytes) -> bool:
        mode, _, name = entry[: -self._width - 1].partition(b" ")
        return mode == GITLINK and name in self._modules

    def _told(self, entry: bytes, marks: int) -> int:
        """Return what is to be told of an entry; a submodule is worth telling once for each name."""
        if marks & REFERS and entry.startswith(GITLINK + b" "):
            if self._is_known_module(entry):
                return marks & ~REFERS
            self._modules.add(entry[len(GITLINK) + 1 : -self._width - 1])
        return marks
