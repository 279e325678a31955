"""What many trees and commits name, asked at once: most of a short search is its beginning.

Entries are looked at once for all trees that have them. Where there is something to tell, the first of
those trees is.
"""

from __future__ import annotations

import os
import re
from itertools import starmap

from guard.audit.marks import numbers
from guard.audit.trees import GITLINK, last_end, links, tag_target
from guard.packs.delta import changed
from guard.sweep.found import Found
from guard.sweep.near import Near

_LEAST_REACH = 64  # bytes; with it what one instruction inserts, 127 at most, is looked at as a whole
_SPARSE = 600  # bytes of a tree for each stretch of it; trees with less are looked at as a whole
_SHORT = 1200  # bytes
_TEXT, _HELD = 1 << 16, 1 << 23  # bytes to look at, and of trees that wait
_MOST_WAITING = 2000  # commits
_MOST_KNOWN = 300_000
_SHORTEST = 40  # no encoding of 32 bytes is shorter
_LETTERS = bytes.maketrans(b"0123456789", b"ghijklmnop")
_SINGLE = tuple(bytes((one,)) for one in range(256))
_REFERS, _NAMED, _SPEAKS = 1, 2, 4

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.marks import Marks

    Tree = tuple[int, bytes, list[tuple[int, int]] | None]  # (number, content, what is new in it: None is all)


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
        # Between trees stands what no entry begins with, and what none who made the trees could know: a cut entry
        # that goes on in it leaves something over. Whatever is no part of an entry comes out as single bytes.
        self._gap = b"\0" + os.urandom(24).hex().encode().translate(_LETTERS)
        entry = rb"\d{5,6} [^\0]+\0.{%d}" % width
        self._entries = re.compile(entry, re.DOTALL).findall
        self._joined = re.compile(entry + b"|" + self._gap + b"|.", re.DOTALL).findall
        name = rb"[0-9a-f]{%d}" % (2 * width)
        self._commit = re.compile(rb"(tree %b\n(?:parent %b\n)*)author [^\n]*\ncommitter " % (name, name)).match
        self._names = re.compile(rb" (%b)\n" % name).findall
        self._near = Near()
        self._reach = _LEAST_REACH  # so far from a change the entry begins or ends that it stands in, and no farther
        self._seen: set[bytes] = set()
        self._heads: set[bytes] = set()
        self._telling: dict[bytes, int] = {}
        self._modules: set[bytes] = set()
        self._trees: list[Tree] = []
        self._text = self._held = 0
        self._commits: list[int] = []
        self._texts: list[bytes] = []

    def tree(self, number: int, data: bytes, pieces: list[bytes] | None, _: object = None) -> None:
        """Take a tree; of a delta's result only the entries that its base has not."""
        size = len(data)
        spans = None
        if pieces is not None and _SPARSE * len(pieces) < size:
            spans = changed(pieces, size, self._reach)
        self._trees.append((number, data, spans))
        self._held += size
        self._text += size if spans is None else 2 * self._reach * len(spans)
        if self._text > _TEXT or self._held > _HELD:
            self.flush()

    def commit(self, number: int, data: bytes) -> None:
        """Take a commit: its tree and its parents."""
        self.found.size += len(data)
        head = self._commit(data)
        if head is None:  # not as git writes them
            if not all([oid in self._ids for oid in links(data)]):
                self.found.close.append(number)
            return
        self._commits.append(number)
        self._texts.append(head[1])
        if len(self._commits) > _MOST_WAITING:
            self.flush()

    def tag(self, number: int, data: bytes) -> None:
        """Take a tag: what it names."""
        self.found.size += len(data)
        if tag_target(data)[0] not in self._ids:
            self.found.close.append(number)

    def flush(self) -> None:
        """Look at what waits."""
        if self._commits:
            self._look_at_commits()
            self._commits, self._texts = [], []
        if self._trees:
            self.found.size += self._held
            self._look_at_trees()
            self._trees = []
            self._text = self._held = 0

    def _look_at_commits(self) -> None:
        names = self._names(b"".join(self._texts))
        absent = self._ids.lacking(numbers(bytes.fromhex(b"".join(names).decode("ascii")), self._width))
        if absent:
            for number, text in zip(self._commits, self._texts, strict=True):
                if any(int(name[:16], 16) in absent for name in self._names(text)):
                    self.found.close.append(number)

    def _look_at_trees(self) -> None:
        lost: list[int] = []
        fresh = self._all(lost) - self._seen
        if self._reaches_farther(fresh):
            self._trees = [(number, data, None) for number, data, _ in self._trees]
            lost = []
            fresh = self._all(lost) - self._seen
        self.found.lost.extend(lost)
        if len(self._seen) > _MOST_KNOWN:
            self._seen.clear()
        self._seen |= fresh
        marked = self._marked(fresh) if fresh else {}
        for number, data, spans in self._trees:
            if not marked:
                break
            marks = 0
            for entry in marked.keys() & self._of(data, spans):
                marks |= self._told(entry, marked.pop(entry))
            found = self.found
            for bit, numbers_of in ((_REFERS, found.close), (_NAMED, found.named), (_SPEAKS, found.holders)):
                if marks & bit:
                    numbers_of.append(number)

    def _reaches_farther(self, fresh: set[bytes]) -> bool:
        """Reach as far as entries are long, and what may stand before one without an end; tell whether that is farther."""
        before = self._reach
        longest = max(map(len, fresh), default=0) + 2 * self._width
        while self._reach < longest:
            self._reach *= 2
        return self._reach > before

    def _all(self, lost: list[int]) -> set[bytes]:
        """Return the entries of all trees, each once; add the trees that are not what one looks like to `lost`."""
        whole = [data for _, data, spans in self._trees if spans is None]
        fresh = set(self._joined(self._gap.join([*whole, b""])))
        fresh.discard(self._gap)
        if not fresh.isdisjoint(_SINGLE):
            fresh = set()
            for number, data, spans in self._trees:
                if spans is None:
                    entries = self._within(data, 0, len(data))
                    fresh.update(entries)
                    if sum(map(len, entries)) != len(data):
                        lost.append(number)  # looked at once more, on its own
        width = self._width
        windows = [
            (data, start, end if end - start < _SHORT else last_end(data, width, start, end))
            for _, data, spans in self._trees if spans for start, end in spans
        ]  # fmt: skip
        fresh.update(*starmap(self._entries, windows))
        return fresh

    def _of(self, data: bytes, spans: list[tuple[int, int]] | None) -> list[bytes]:
        return [entry for start, end in spans or ((0, len(data)),) for entry in self._within(data, start, end)]

    def _within(self, data: bytes, start: int, end: int) -> list[bytes]:
        return self._entries(data, start, last_end(data, self._width, start, end))

    def _marked(self, fresh: set[bytes]) -> dict[bytes, int]:
        """Return the entries that have something to tell, and what."""
        width, head = self._width, -self._width - 1
        heads = {entry[:head] for entry in fresh} - self._heads
        if heads:
            self._judge(heads)
        marked = {}
        if self._telling:
            marked = {entry: marks for entry in fresh if (marks := self._telling.get(entry[:head], 0))}
        known = numbers(b"".join([entry[-width:] for entry in fresh]), width)
        absent = self._ids.lacking(known)
        if absent:
            for entry, mark in zip(fresh, known, strict=True):
                if mark in absent and not self._is_known_module(entry):
                    marked[entry] = marked.get(entry, 0) | _REFERS
        return marked

    def _judge(self, heads: set[bytes]) -> None:
        """Keep what there is to tell of the modes and names of entries."""
        if len(self._heads) > _MOST_KNOWN:
            self._heads.clear()
        self._heads |= heads
        for head in heads:
            name = head.partition(b" ")[2]
            low = name.lower()
            marks = _SPEAKS if b"backpack" in low or b"bpx" in low else 0
            if self._may_hold(name):
                marks |= _NAMED
            if marks:
                self._telling[head] = marks

    def _may_hold(self, name: bytes) -> bool:
        """Tell whether a name could hold a value, or end one that spans folders."""
        if b"=" in name:
            return True
        if len(name) < _SHORTEST:
            return False
        return any(self._near.is_likely(name[a:b]) for a, b in self._near.stretches(name))

    def _is_known_module(self, entry: bytes) -> bool:
        mode, _, name = entry[: -self._width - 1].partition(b" ")
        return mode == GITLINK and name in self._modules

    def _told(self, entry: bytes, marks: int) -> int:
        """Return what is to be told of an entry; a submodule is worth telling once for each name."""
        if marks & _REFERS and entry.startswith(GITLINK + b" "):
            if self._is_known_module(entry):
                return marks & ~_REFERS
            self._modules.add(entry[len(GITLINK) + 1 : -self._width - 1])
        return marks
