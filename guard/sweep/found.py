"""What one job of a sweep brought home, as numbers, and its form in bytes."""

from __future__ import annotations

from array import array
from struct import Struct

from guard.packs.entries import KINDS

_ARRAYS = ("records", "proven", "close", "named", "holders", "lost", "speaking", "objects")
_HEAD = Struct(f"<{len(_ARRAYS) + 3}Q")


class Found:
    """Places are positions in the index of the job's pack, or in the list of loose objects.

    `records` and `proven` are those of Values, with the entries of roots as families; `close`, `named`
    and `holders` are places of objects (news.News), `lost` of those that could not be read; `objects` counts what was read by kind (as in
    packs.entries.KINDS), `size` adds up the bytes of blobs. After a light look (sweep.lightly) `speaking` are the
    families that speak of Backpack, and `level` is how much they do.
    """

    __slots__ = ("close", "holders", "job", "level", "lost", "named", "objects", "proven", "records", "size", "speaking")

    def __init__(self, job: int) -> None:
        self.job = job
        self.size = self.level = 0
        self.speaking = array("Q")
        self.records = array("Q")
        self.proven = array("Q")
        self.close = array("Q")
        self.named = array("Q")
        self.holders = array("Q")
        self.lost = array("Q")
        self.objects = array("Q", bytes(8 * len(KINDS)))

    def dump(self) -> bytes:
        """Return the whole as bytes."""
        parts = [getattr(self, name) for name in _ARRAYS]
        return _HEAD.pack(self.job, self.size, self.level, *map(len, parts)) + b"".join(part.tobytes() for part in parts)

    @classmethod
    def load(cls, raw: bytes) -> Found:
        """Return what `dump` wrote; ValueError if it is something else."""
        if len(raw) < _HEAD.size:
            raise ValueError("too short")
        job, size, level, *lengths = _HEAD.unpack_from(raw)
        if len(raw) != _HEAD.size + 8 * sum(lengths) or lengths[-1] != len(KINDS):
            raise ValueError("wrong length")
        found = cls(job)
        found.size, found.level = size, level
        at = _HEAD.size
        for name, length in zip(_ARRAYS, lengths, strict=True):
            part = array("Q")
            part.frombytes(raw[at : at + 8 * length])
            setattr(found, name, part)
            at += 8 * length
        return found
