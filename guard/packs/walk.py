"""Walk the delta trees of a pack, bases before what is built on them, so that each entry is inflated once."""

from __future__ import annotations

from os import pread

from guard.packs.delta import apply
from guard.packs.entries import NO_BASE, OFS_DELTA, REF_DELTA
from guard.packs.inflate import ERRORS, OWN_CODES, SHORT, inflated, shortly

LARGE: Final = 32 << 20
"""Objects above this size (bytes) are not rebuilt here: they go the slow way, through git and in windows."""
KEEP = 64 << 20
"""What one walk may hold of bases that wait for more of their children, in bytes."""
_MOST_READ: Final = LARGE + (LARGE >> 6)
_WIDEST: Final = 70  # bits of a size
_OFS, _REF = OFS_DELTA << 4, REF_DELTA << 4

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from guard.packs.forest import Forest
    from guard.packs.store import Pack

    Visit = Callable[[int, bytes, list[bytes] | None, object], object]
    Leaf = Callable[[int, bytes, bytes, object], None]


class Walker:
    """Visits objects of one pack.

    `visit(entry, data, pieces, state)` sees every object once and returns what its children get as
    their `state`; `pieces` are the stretches of a delta's result, None for whole objects. What cannot
    be rebuilt is put into `lost`. With `leaf`, deltas that nothing is built on are not rebuilt: they are handed over
    as `leaf(entry, base, delta, state)`, which raises ValueError for one that is damaged.
    """

    __slots__ = ("_entries", "_forest", "_handle", "_leaf", "_starts", "_visit", "_width", "lost")

    def __init__(self, pack: Pack, forest: Forest, visit: Visit, leaf: Leaf | None = None) -> None:
        self._entries = pack.entries
        self._starts = pack.entries.starts
        self._width = pack.index.width
        self._forest = forest
        self._handle = pack.handle
        self._visit = visit
        self._leaf = leaf
        self.lost: list[int] = []

    def inflate(self, entry: int) -> bytes:
        """Return the content of an entry: a whole object or a delta; ValueError if damaged or large."""
        starts = self._starts
        start = starts[entry]
        length = starts[entry + 1] - start
        raw = pread(self._handle, length if length < _MOST_READ else _MOST_READ, start)
        try:
            byte = raw[0]
            kind = byte & 112
            size = byte & 15
            at = 1
            if byte > 127:
                byte = raw[1]
                size |= (byte & 127) << 4
                at = 2
                shift = 11
                while byte > 127:
                    byte = raw[at]
                    size |= (byte & 127) << shift
                    shift += 7
                    at += 1
                    if shift > _WIDEST:
                        raise ValueError("damaged entry")
            if kind == _OFS:
                while raw[at] > 127:
                    at += 1
                at += 1
            elif kind == _REF:
                at += self._width
            if size > LARGE:
                raise ValueError("large")
            if length < SHORT and not raw[at + 2] & OWN_CODES:
                data: bytes = shortly(raw[at:])
            else:
                data = inflated(raw[at:], size)
        except IndexError:
            raise ValueError("damaged entry") from None
        except ERRORS:
            raise ValueError("damaged entry") from None
        if len(data) != size:
            raise ValueError("damaged entry")
        return data

    def family(self, root: int) -> None:
        """Visit a root and everything built on it, depth first."""
        first, following = self._forest.first, self._forest.next
        inflate, visit, leaf = self.inflate, self._visit, self._leaf
        try:
            data = inflate(root)
        except ValueError:
            self._lose(root)
            return
        state = visit(root, data, None, None)
        entry = first[root]
        if entry == NO_BASE:
            return
        stack: list[tuple[int, bytes | None, object]] = [(entry, data, state)]
        held = len(data)
        while stack:
            entry, base, state = stack.pop()
            sibling = following[entry]
            if base is None:
                try:
                    base = self.rebuild(self._entries.bases[entry])
                except ValueError:
                    if sibling != NO_BASE:
                        stack.append((sibling, None, state))
                    self._lose(entry)
                    continue
            else:
                held -= len(base)
            if sibling != NO_BASE:  # without its base when too much is held
                if held + len(base) > KEEP:
                    stack.append((sibling, None, state))
                else:
                    stack.append((sibling, base, state))
                    held += len(base)
            child = first[entry]
            try:
                if child == NO_BASE and leaf is not None:
                    leaf(entry, base, inflate(entry), state)
                    continue
                result, pieces = apply(base, inflate(entry), LARGE)
            except ValueError:
                self._lose(entry)
                continue
            state = visit(entry, result, pieces, state)
            if child != NO_BASE:
                if held + len(result) > KEEP:
                    stack.append((child, None, state))
                else:
                    stack.append((child, result, state))
                    held += len(result)

    def rebuild(self, entry: int) -> bytes:
        """Return an object by itself, through the chain of its bases; ValueError if that fails."""
        chain = []
        bases = self._entries.bases
        while bases[entry] != NO_BASE:
            chain.append(entry)
            entry = bases[entry]
            if len(chain) > len(bases):
                raise ValueError("bases in a circle")
        data = self.inflate(entry)
        for entry in reversed(chain):
            data = apply(data, self.inflate(entry), LARGE)[0]
        return data

    def _lose(self, entry: int) -> None:
        """Note an entry, and what cannot be built without it."""
        self.lost += self._forest.family(entry)
