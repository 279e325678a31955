"""Where a repository keeps its objects: its own folder, its alternates, the packs and loose files in them."""

from __future__ import annotations

import os
from array import array

from guard.alternates import folders
from guard.errors import SourceError
from guard.gitdir import printable, read_small
from guard.model import Skip
from guard.packs.entries import BLOB, COMMIT, TAG, TREE, Entries
from guard.packs.forest import Forest
from guard.packs.index import PackIndex, common
from guard.packs.single import Recent

_NO_WAIT = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.gitdir import GitDir


class Pack:
    """One pack with its index; its entries are read when first asked for."""

    __slots__ = ("_entries", "_forest", "_key", "handle", "index", "known", "path", "recent", "size", "state")

    def __init__(self, path: str, index: PackIndex) -> None:
        self.path = path
        self.index = index
        self.handle = os.open(path, _NO_WAIT)
        self.size = os.fstat(self.handle).st_size
        self._key = ""
        self.state: tuple[int, ...] | None = None  # what the files were like when it was asked whether it may be `known`
        self.known = True  # whether what was found in a pack of this name can be taken for what is in this one
        self._entries: Entries | None = None
        self._forest: Forest | None = None
        self.recent = Recent()

    @property
    def entries(self) -> Entries:
        """The header pass over this pack."""
        if self._entries is None:
            self._entries = Entries(self.handle, self.index, self._order())
        return self._entries

    @property
    def forest(self) -> Forest:
        """The delta trees of all kinds of objects, built when first asked for."""
        if self._forest is None:
            self._forest = Forest(self, (COMMIT, TREE, BLOB, TAG))
        return self._forest

    def _order(self) -> array[int] | None:
        """Return the order of the entries from the reverse index (gitformat-pack(5)), if there is a sound one."""
        try:
            raw = read_small(self.path[:-4] + "rev", 1 << 31) or b""
        except SourceError:
            return None
        count = self.index.count
        if not raw.startswith(b"RIDX\x00\x00\x00\x01") or len(raw) != 12 + 4 * count + 2 * self.index.width:
            return None
        import sys

        order = array("I")
        order.frombytes(memoryview(raw)[12 : 12 + 4 * count])
        if sys.byteorder == "little":
            order.byteswap()
        return order if count == 0 or max(order) < count else None

    @property
    def key(self) -> str:
        """The pack's own name: its checksum (the last bytes of the file), its size, and the checksum of its index."""
        if not self._key:
            width = self.index.width
            own = os.pread(self.handle, width, max(0, self.size - width)).hex()
            self._key = f"{own}-{self.size}-{self.index.count}-{self.index.checksum.hex()[:32]}"
        return self._key

    def name(self, entry: int) -> str:
        """Return the id of an entry as text."""
        return self.index.name(self.entries.order[entry]).hex()


class Store:
    """All objects of one repository: packs (largest first) and loose files."""

    def __init__(self, git: GitDir) -> None:
        self.git = git
        self.width = 32 if git.format == "sha256" else 20
        self.skips: list[Skip] = []
        self.folders = folders(git, self.skips)
        self.packs = sorted((pack for folder in self.folders for pack in self._packs(folder)), key=lambda p: -p.size)
        self._repeated: dict[int, set[int]] = {}

    def _packs(self, folder: str) -> Iterator[Pack]:
        place = os.path.join(folder, "pack")
        try:
            names = set(os.listdir(place))
        except FileNotFoundError:
            return
        except OSError as error:
            self.skips.append(Skip(printable(os.fsencode(place)), (error.strerror or "cannot be read").lower()))
            return
        for name in sorted(name for name in names if name.endswith(".pack")):
            path = os.path.join(place, name)
            if path in self.git.rebuilt:
                continue
            shown = printable(os.fsencode(name))
            try:
                yield Pack(path, PackIndex(path[:-4] + "idx", self.width))
            except SourceError as error:
                self.skips.append(Skip(shown, error.message))
            except OSError as error:
                self.skips.append(Skip(shown, (error.strerror or "cannot be read").lower()))
        for name in sorted(names):
            if name.endswith(".idx") and name[:-3] + "pack" not in names:
                self.skips.append(Skip(printable(os.fsencode(name)), "the pack of this index is missing"))

    def repeated(self, pack: Pack) -> set[int]:
        """Return the positions of objects of a pack that a larger one, which comes earlier, holds too."""
        found = self._repeated.get(id(pack))
        if found is None:
            found = self._repeated[id(pack)] = set()
            for earlier in self.packs[: self.packs.index(pack)]:
                found.update(common(pack.index, earlier.index))
        return found

    def packed(self, name: bytes) -> bool:
        """Tell whether a pack holds an object."""
        return any(pack.index.find(name) >= 0 for pack in self.packs)

    def loose(self) -> Iterator[tuple[str, str]]:
        """Yield (id, path) of every loose object that is in no pack, each once."""
        seen: set[bytes] = set()
        for folder in self.folders:
            found = dict(self._files(folder))
            absent = sorted(found.keys() - seen)
            for pack in self.packs:
                absent = pack.index.lacking(absent)
            if len(self.folders) > 1:
                seen.update(absent)
            yield from ((name.hex(), found[name]) for name in absent)

    def _files(self, folder: str) -> Iterator[tuple[bytes, str]]:
        """Yield (id, path) of all files of a folder that are named as loose objects are."""
        for first in range(256):
            start = f"{first:02x}"
            try:
                names = os.listdir(os.path.join(folder, start))
            except FileNotFoundError:
                continue
            except OSError as error:
                self.skips.append(Skip(f"objects/{start}", (error.strerror or "cannot be read").lower()))
                continue
            for rest in names:
                name = self._id(start + rest)
                if name:
                    yield name, os.path.join(folder, start, rest)

    def _id(self, text: str) -> bytes:
        if len(text) != 2 * self.width:
            return b""
        try:
            return bytes.fromhex(text)
        except ValueError:
            return b""
