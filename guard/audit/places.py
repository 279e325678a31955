"""Where an object of a place is to be had: of a pack, or of a list of loose objects."""

from __future__ import annotations

from guard.packs import loose, single
from guard.packs.walk import LARGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from guard.packs.store import Pack

    class Source(Protocol):
        """Names and reads objects by place. `key` stands for all of them where they cannot change."""

        @property
        def key(self) -> bytes:
            """What stands for the objects as they are; nothing where they may be others in the next audit."""

        def name(self, place: int) -> str:
            """Return the id of an object."""

        def read(self, place: int) -> tuple[str, bytes]:
            """Return (kind, content) of an object; ValueError where it cannot be read here."""


class Packed:
    """The objects of a pack by position in the order of their ids."""

    __slots__ = ("_pack",)

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @property
    def key(self) -> bytes:
        """What stands for the objects of the pack; nothing where its name may not be trusted."""
        return self._pack.key.encode() if self._pack.known else b""

    def name(self, place: int) -> str:
        """Return the id of an object."""
        return self._pack.index.name(place).hex()

    def read(self, place: int) -> tuple[str, bytes]:
        """Return (kind, content) of an object; ValueError where it cannot be read here."""
        return single.read(self._pack, place, LARGE)


class Loose:
    """Loose objects by position in a list of (id, path)."""

    __slots__ = ("_files",)
    key = b""

    def __init__(self, files: list[tuple[str, str]]) -> None:
        self._files = files

    def name(self, place: int) -> str:
        """Return the id of an object."""
        return self._files[place][0]

    def read(self, place: int) -> tuple[str, bytes]:
        """Return (kind, content) of an object; ValueError where it cannot be read here."""
        return loose.read(self._files[place][1], LARGE)
