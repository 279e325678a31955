"""One object of a pack by its position, through the chain of its bases, with no pass over the pack."""

from __future__ import annotations

import os
from zlib import decompressobj
from zlib import error as zlib_error

from guard.packs.delta import apply
from guard.packs.entries import KINDS, OFS_DELTA, REF_DELTA, head
from guard.packs.store import Pack

_CHUNK = 1 << 16
_LONGEST_CHAIN = 10_000


def read(pack: Pack, position: int, limit: int) -> tuple[str, bytes]:
    """Return (kind, content) of the object at a position in the order of ids; ValueError if damaged or large."""
    start = pack.index.offset(position)
    deltas: list[bytes] = []
    while len(deltas) < _LONGEST_CHAIN:
        kind, base, content = _entry(pack, start, limit)
        if kind < OFS_DELTA:
            for delta in reversed(deltas):
                content = apply(content, delta, limit)[0]
            return KINDS[kind], content
        deltas.append(content)
        start = base
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
