"""One object of a pack by its position, through the chain of its bases, with no pass over the pack.

What was read last is kept: versions of one file are asked for one after another, and each is the base of the next.
"""

from __future__ import annotations

import os
from zlib import decompressobj
from zlib import error as zlib_error

from guard.packs.delta import apply
from guard.packs.entries import KINDS, OFS_DELTA, REF_DELTA, head

_CHUNK = 1 << 16
_LONGEST_CHAIN = 10_000
_KEPT = 24 << 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.packs.store import Pack


class Recent:
    """Contents by their offset in a pack, those asked for last, within a bound."""

    __slots__ = ("_held", "_kept")

    def __init__(self) -> None:
        self._kept: dict[int, tuple[str, bytes]] = {}
        self._held = 0

    def get(self, start: int) -> tuple[str, bytes] | None:
        """Return (kind, content) if it is kept."""
        found = self._kept.pop(start, None)
        if found:
            self._kept[start] = found
        return found

    def put(self, start: int, kind: str, content: bytes) -> None:
        """Keep a content, and give up those not asked for the longest."""
        if start not in self._kept and len(content) <= _KEPT // 4:
            self._kept[start] = kind, content
            self._held += len(content)
            while self._held > _KEPT:
                self._held -= len(self._kept.pop(next(iter(self._kept)))[1])


def read(pack: Pack, position: int, limit: int) -> tuple[str, bytes]:
    """Return (kind, content) of the object at a position in the order of ids; ValueError if damaged or large."""
    first = start = pack.index.offset(position)
    deltas: list[bytes] = []
    while len(deltas) < _LONGEST_CHAIN:
        kept = pack.recent.get(start)
        if kept:
            name, content = kept
        else:
            kind, base, content = _entry(pack, start, limit)
            if kind >= OFS_DELTA:
                deltas.append(content)
                start = base
                continue
            name = KINDS[kind]
        for delta in reversed(deltas):
            content = apply(content, delta, limit)[0]
        if deltas:
            pack.recent.put(first, name, content)
        return name, content
    raise ValueError("bases in a circle")


def _entry(pack: Pack, start: int, limit: int) -> tuple[int, int, bytes]:
    """Return (kind, offset of the base of a delta, content) of one entry."""
    raw = os.pread(pack.handle, _CHUNK, start)
    try:
        kind, size, distance, name, at = head(raw, pack.index.width)
        base = start - distance
        if kind == REF_DELTA:
            position = pack.index.find(name)
            if position < 0:
                raise ValueError("base in another pack")
            base = pack.index.offset(position)
        if size > limit or base < 0:
            raise ValueError("large or damaged")
        return kind, base, _inflated(pack, raw[at:], start + len(raw), size)
    except (IndexError, zlib_error):
        raise ValueError("damaged entry") from None


def _inflated(pack: Pack, raw: bytes, at: int, size: int) -> bytes:
    worker = decompressobj()
    parts = [worker.decompress(raw, size + 1)]
    have = len(parts[0])
    while not worker.eof and have <= size:
        raw = worker.unconsumed_tail or os.pread(pack.handle, _CHUNK, at)
        if not raw:
            break
        if not worker.unconsumed_tail:
            at += len(raw)
        parts.append(worker.decompress(raw, size - have + 1))
        have += len(parts[-1])
    if have != size or not worker.eof:
        raise ValueError("damaged entry")
    return b"".join(parts)
