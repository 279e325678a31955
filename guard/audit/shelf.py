"""Which trees of one pack (or of the loose ones) name certain objects, or have entries of certain names.

A pack never changes, so what was asked of it once stays true: the cache keeps places of trees and of
entries in them, never a name. An object that is neither in a pack nor referred to from it is in no tree of
the pack: what is new costs no look at what is old.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from struct import Struct

from guard.audit.trees import below, entries, ids

_FEW = 4
_MANY = 512
_ROW = Struct("<3I8s")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from guard.audit.objects import Objects

    Entry = tuple[bytes, bytes, bytes]  # (name, id of the child or again the name, mode)
    Item = tuple[bool, bytes]  # (whether it is a name, the id or name)
    Row = tuple[int, int, bytes]  # (place of a tree, number of the entry, digest of its mode and name)

    class Stock(Protocol):
        """Trees by place."""

        key: bytes

        def name(self, place: int) -> bytes:
            """Return the id of a tree."""

        def read(self, places: list[int]) -> Iterator[tuple[int, bytes]]:
            """Yield (place, content) of trees, those left out that cannot be read."""

        def all(self) -> Iterator[tuple[int, bytes]]:
            """Yield (place, content) of all trees that can be read."""

        def wanted(self, oids: set[bytes]) -> set[bytes]:
            """Leave out those ids that no tree here can name."""


class Shelf:
    """Asks trees of one stock; they are all read once, and only if something is asked that was not before."""

    def __init__(self, objects: Objects, stock: Stock) -> None:
        self._memo = objects.memo
        self._width = objects.width
        self._stock = stock
        self._places: list[int] | None = None
        self._ends = array("Q")  # by tree: where its children end in `_children`
        self._children = array("Q")  # first 8 bytes of the ids of trees below
        self._entries: dict[bytes, tuple[bytes, bytes]] = {}

    def find(self, oids: set[bytes], names: set[bytes], blobs: bool) -> dict[bytes, list[Entry]]:
        """Return {id of a tree: its entries that are asked for}; `blobs` says that `oids` are none of trees."""
        items: list[Item] = sorted([(False, oid) for oid in self._stock.wanted(oids)] + [(True, name) for name in names])
        groups = [items] if len(items) > _MANY else [[item] for item in items]
        rows: list[tuple[Row, Item]] = []
        unknown: list[list[Item]] = []
        for group in groups if items else ():
            body = self._memo.get(self._key(group)) if self._stock.key else None
            if body is None:
                unknown.append(group)
            else:
                rows += [((place, number, mark), group[at]) for at, place, number, mark in _ROW.iter_unpack(body)]
        if unknown:
            rows += self._search(unknown, blobs)
        return self._resolved(sorted(rows))

    def _key(self, group: list[Item]) -> bytes:
        return self._memo.key(b"holding", self._stock.key, *(bytes((one[0],)) + one[1] for one in group))

    def _resolved(self, rows: list[tuple[Row, Item]]) -> dict[bytes, list[Entry]]:
        """Return the entries of rows; a tree is read where its name for something is not known yet."""
        unread = {mark: place for (place, _, mark), _ in reversed(rows) if mark not in self._entries}
        numbers = {(place, mark): number for (place, number, mark), _ in rows}
        by_place: dict[int, list[bytes]] = {}
        for mark, place in unread.items():
            by_place.setdefault(place, []).append(mark)
        for place, data in self._stock.read(sorted(by_place)):
            here = entries(data, self._width)
            for mark in by_place[place]:
                mode, name, _ = here[numbers[place, mark]]
                self._entries[mark] = mode, name
        found: dict[bytes, list[Entry]] = {}
        for (place, _, mark), (_, target) in rows:
            if mark in self._entries:
                mode, name = self._entries[mark]
                found.setdefault(self._stock.name(place), []).append((name, target, mode))
        return found

    def _search(self, groups: list[list[Item]], blobs: bool) -> list[tuple[Row, Item]]:
        """Look for items in the trees themselves, and remember what was found of each group."""
        oids = {one for group in groups for is_name, one in group if not is_name}
        names = {one for group in groups for is_name, one in group if is_name}
        held: list[tuple[Item, Row]] = []
        if self._places is None or names or (blobs and oids):
            held += self._load(oids if blobs else set(), names)
        if not blobs and oids:
            held += self._parents(oids)
        found: dict[Item, list[Row]] = {}
        for item, row in held:
            found.setdefault(item, []).append(row)
        for group in groups:
            if self._stock.key:
                body = b"".join(_ROW.pack(at, *row) for at, item in enumerate(group) for row in found.get(item, ()))
                self._memo.put(self._key(group), body)
        return [(row, item) for item, rows in found.items() for row in rows]

    def _load(self, blobs: set[bytes], names: set[bytes]) -> list[tuple[Item, Row]]:
        """Read all trees: return the rows of these items, and keep what stands below each tree."""
        held: list[tuple[Item, Row]] = []
        marks = [b" " + name + b"\0" for name in names]
        keep = self._places is None
        places = self._places = self._places or []
        for place, data in self._stock.all():
            if keep and b"40000 " in data:
                self._children.extend(below(data, self._width))
                places.append(place)
                self._ends.append(len(self._children))
            if self._touches(data, blobs) or any(mark in data for mark in marks):
                held += self._rows(place, data, blobs, names)
        return held

    def _parents(self, trees: set[bytes]) -> list[tuple[Item, Row]]:
        """Return the rows of trees below others."""
        wanted = {int.from_bytes(tree[:8], "big") for tree in trees}
        at = [at for at, mark in enumerate(self._children) if mark in wanted]
        found = {(self._places or [])[bisect_right(self._ends, one)] for one in at}
        return [row for place, data in self._stock.read(sorted(found)) for row in self._rows(place, data, trees, set())]

    def _rows(self, place: int, data: bytes, oids: set[bytes], names: set[bytes]) -> Iterator[tuple[Item, Row]]:
        for number, (mode, name, child) in enumerate(entries(data, self._width)):
            if child in oids or name in names:
                mark = self._memo.key(b"entry", mode, name)[:8]
                self._entries[mark] = mode, name
                if child in oids:
                    yield (False, child), (place, number, mark)
                if name in names:
                    yield (True, name), (place, number, mark)

    def _touches(self, data: bytes, wanted: set[bytes]) -> bool:
        if len(wanted) <= _FEW:
            return any(one in data for one in wanted)
        return not wanted.isdisjoint(ids(data, self._width))


def shelves(objects: Objects) -> Iterable[Shelf]:
    """Return the shelves of a repository: one for each pack and for the loose trees, or one for all there is."""
    from guard.audit.stocks import All, Loose, Packed

    if objects.store is None:
        return [Shelf(objects, All(objects))]
    return [*(Shelf(objects, Packed(objects, pack)) for pack in objects.store.packs), Shelf(objects, Loose(objects))]
