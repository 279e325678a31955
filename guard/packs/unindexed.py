"""Packs whose index is lost or damaged: a walk over the pack names its objects, as `git index-pack` would.

The index (gitformat-pack(5), version 2: ids, checksums and offsets) is written beside a link to the pack in the own
git directory, where git and the reader of packs find it as one more object folder.
"""

from __future__ import annotations

import os
from zlib import crc32, decompressobj
from zlib import error as zlib_error

from guard.alternates import folders
from guard.errors import SourceError
from guard.packs.delta import apply
from guard.packs.entries import KINDS, OFS_DELTA, REF_DELTA, head
from guard.packs.index import PackIndex

_CHUNK = 1 << 16
_LIMIT = 512 << 20
_WIDE = 1 << 31

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


def lend(git: GitDir) -> None:
    """Make indexes for all packs that have none that can be read; what cannot be made is told by who reads packs."""
    width = 32 if git.format == "sha256" else 20
    own = ""
    for folder in folders(git, []):
        place = os.path.join(folder, "pack")
        names = os.listdir(place) if os.path.isdir(place) else []
        for path in sorted(os.path.join(place, name) for name in names if name.endswith(".pack")):
            if _is_indexed(path, width) or not os.path.isfile(path):
                continue
            try:
                content = Walk(path, width).index()
            except (ValueError, IndexError, OSError, zlib_error):
                continue
            own = own or git.lend_folder("packs")
            stem = os.path.join(own, "pack", os.path.basename(path)[:-5])
            os.symlink(path, stem + ".pack")
            with open(stem + ".idx", "wb") as stream:
                stream.write(content)
            git.rebuilt.add(path)


def _is_indexed(path: str, width: int) -> bool:
    try:
        PackIndex(path[:-4] + "idx", width).close()
    except SourceError:
        return False
    return True


class Walk:
    """One walk over a pack; ValueError, IndexError or zlib.error where it is damaged or needs what it does not hold."""

    def __init__(self, path: str, width: int) -> None:
        import hashlib

        self.width = width
        self.hash = hashlib.sha256 if width == 32 else hashlib.sha1
        self.handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        self.names: dict[int, bytes] = {}
        self.sums: dict[int, int] = {}
        self.by_offset: dict[int, list[int]] = {}
        self.by_name: dict[bytes, list[int]] = {}
        self.trailer = b""
        try:
            self._entries()
            self._deltas()
        finally:
            os.close(self.handle)

    def _entries(self) -> None:
        """Go from entry to entry: whole objects get their names, deltas are kept by what they rest on."""
        head = os.pread(self.handle, 12, 0)
        if head[:4] != b"PACK" or head[4:8] not in (b"\0\0\0\2", b"\0\0\0\3"):
            raise ValueError("no pack")
        self.count = int.from_bytes(head[8:], "big")
        at = 12
        for _ in range(self.count):
            start = at
            kind, base, data, at = self._entry(start)
            if kind == OFS_DELTA:
                self.by_offset.setdefault(int.from_bytes(base, "big"), []).append(start)
            elif kind == REF_DELTA:
                self.by_name.setdefault(base, []).append(start)
            else:
                self.names[start] = self._name(kind, data)
        end = os.fstat(self.handle).st_size
        self.trailer = os.pread(self.handle, self.width, at)
        if at + self.width != end:
            raise ValueError("wrong size")

    def _entry(self, start: int) -> tuple[int, bytes, bytes, int]:
        """Return (kind, base of a delta, content, where the next entry begins)."""
        raw = os.pread(self.handle, _CHUNK, start)
        kind, size, distance, base, at = head(raw, self.width)
        if kind == OFS_DELTA:
            base = (start - distance).to_bytes(8, "big")
        elif kind != REF_DELTA and KINDS[kind] == "broken":
            raise ValueError("unknown kind")
        if size > _LIMIT:
            raise ValueError("large")
        data, end = self._inflated(raw, at, start, size)
        return kind, base, data, end

    def _inflated(self, raw: bytes, at: int, start: int, size: int) -> tuple[bytes, int]:
        worker = decompressobj()
        read, total = start + len(raw), crc32(raw[:at])
        piece, parts, have = raw[at:], [], 0
        while True:
            parts.append(worker.decompress(piece))
            have += len(parts[-1])
            used = len(piece) - len(worker.unused_data)
            total = crc32(piece[:used], total)
            if worker.eof:
                break
            piece = os.pread(self.handle, _CHUNK, read)
            read += len(piece)
            if not piece or have > size:
                raise ValueError("too short")
        if have != size:
            raise ValueError("wrong size")
        self.sums[start] = total
        return b"".join(parts), read - len(worker.unused_data)

    def _name(self, kind: int, data: bytes) -> bytes:
        return self.hash(b"%s %d\0" % (KINDS[kind].encode(), len(data)) + data).digest()

    def _deltas(self) -> None:
        """Build what rests on named objects, depth first, until all have names."""
        for root in list(self.names):
            if not self._resting(root):
                continue
            kind, _, data, _ = self._entry(root)
            waiting = [(root, data)]
            while waiting:
                base, data = waiting.pop()
                for start in self._resting(base):
                    result = apply(data, self._entry(start)[2], _LIMIT)[0]
                    self.names[start] = self._name(kind, result)
                    if self._resting(start):
                        waiting.append((start, result))
        if len(self.names) != self.count:
            raise ValueError("its bases are elsewhere")

    def _resting(self, start: int) -> list[int]:
        return [*self.by_offset.get(start, ()), *self.by_name.get(self.names[start], ())]

    def index(self) -> bytes:
        """Return the index of the pack."""
        order = sorted(self.names.items(), key=lambda item: item[1])
        fanout = [0] * 256
        for _, name in order:
            fanout[name[0]] += 1
        total, parts = 0, [b"\xfftOc\0\0\0\2"]
        for number in fanout:
            total += number
            parts.append(total.to_bytes(4, "big"))
        parts += [name for _, name in order]
        parts += [self.sums[start].to_bytes(4, "big") for start, _ in order]
        wide = [start for start, _ in order if start >= _WIDE]
        places = {start: _WIDE | number for number, start in enumerate(wide)}
        parts += [places.get(start, start).to_bytes(4, "big") for start, _ in order]
        parts += [start.to_bytes(8, "big") for start in wide]
        body = b"".join(parts) + self.trailer
        return body + self.hash(body).digest()
