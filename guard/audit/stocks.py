"""Where trees come from: a pack, the loose ones, or whatever git lists. Places are numbers within each."""

from __future__ import annotations

from guard.packs import single
from guard.packs.entries import TREE
from guard.packs.walk import LARGE

_CHUNK = 50_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.audit.objects import Objects
    from guard.packs.store import Pack


class Packed:
    """The trees of a pack by their position in the order of ids; `key` names the pack if it may be known by it."""

    def __init__(self, objects: Objects, pack: Pack) -> None:
        self._objects = objects
        self._pack = pack
        self._outside = objects.outside.get(pack.path)
        self.key = pack.key.encode() if pack.known and self._outside is not None else b""

    def name(self, place: int) -> bytes:
        """Return the id of a tree."""
        return self._pack.index.name(place)

    def read(self, places: list[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (place, content) of trees, those left out that cannot be read."""
        for place in places:
            try:
                yield place, single.read(self._pack, place, LARGE)[1]
            except ValueError:
                for _, _, data in self._objects.read([self.name(place).hex()]):
                    if data is not None:
                        yield place, data

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Yield (place, content) of all trees that can be read, in the order of the pack."""
        kinds, order = self._pack.entries.kinds, self._pack.entries.order
        places: list[int] = []
        entry = kinds.find(TREE)
        while entry >= 0:
            places.append(order[entry])
            entry = kinds.find(TREE, entry + 1)
            if len(places) == _CHUNK or entry < 0:
                for place, (_, _, data) in zip(places, self._objects.read([self.name(one).hex() for one in places]), strict=True):
                    if data is not None:
                        yield place, data
                places = []

    def wanted(self, oids: set[bytes]) -> set[bytes]:
        """Leave out those ids that no tree here can name: neither in the pack nor referred to from it."""
        if self._outside is None:
            return oids
        return (oids & self._outside) | (oids - set(self._pack.index.lacking(sorted(oids))))


class Loose:
    """The loose trees by their position in the order of ids."""

    key = b""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._ids = sorted(objects.loose("tree"))

    def name(self, place: int) -> bytes:
        """Return the id of a tree."""
        return bytes.fromhex(self._ids[place])

    def read(self, places: list[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (place, content) of trees, those left out that cannot be read."""
        found = self._objects.read([self.name(place).hex() for place in places])
        for place, (_, _, data) in zip(places, found, strict=True):
            if data is not None:
                yield place, data

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Yield (place, content) of all trees that can be read."""
        yield from self.read(list(range(len(self._ids))))

    def wanted(self, oids: set[bytes]) -> set[bytes]:
        """Leave out nothing."""
        return oids


class All(Loose):
    """All trees that git lists, in the order in which it does."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._listed = bytearray()

    def name(self, place: int) -> bytes:
        """Return the id of a tree."""
        width = self._objects.width
        return bytes(self._listed[place * width : (place + 1) * width])

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Yield (place, content) of all trees that can be read."""
        self._listed = bytearray()
        for place, (oid, _, data) in enumerate(self._objects.walk(("tree",))):
            self._listed += bytes.fromhex(oid)
            if data is not None:
                yield place, data
