"""Whether a pack is still what was read: only then counts what the cache has of it.

The name of a pack is the checksum of its content (gitformat-pack(5)), and so is that of its index. Once
that was found true, a file that has not changed since (device, number, size, times of change) is trusted;
any other is read through and hashed before anything is taken from the cache. A file that is not what its
checksum says is read anew in every audit and never remembered.
"""

from __future__ import annotations

import os
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.packs.store import Pack, Store
    from guard.sweep.cache import Cache

_BODY = Struct("<11Q")
SETTLED = 3 * 10**9  # nanoseconds: a change sooner after another may bear the same time
_CHUNK = 1 << 20
_LARGE = 16 << 20  # bytes
_WHOLE = (1 << 64) - 1


def admit(store: Store, cache: Cache | None) -> None:
    """Let packs be known by their names (`Pack.key`) or not, each asked once; without a cache nothing is asked."""
    for pack in store.packs:
        if cache is not None and pack.state is None:
            pack.state = _identity(pack)
            pack.known = _is_trusted(pack, pack.state, cache)


def is_unchanged(pack: Pack) -> bool:
    """Tell whether the files of a pack are what they were when it was admitted."""
    return pack.state is None or pack.state == _identity(pack)


def _is_trusted(pack: Pack, state: tuple[int, ...], cache: Cache) -> bool:
    from time import time_ns

    name = _name(pack, cache)
    body = cache.parts(name).get(0, b"")
    if len(body) == _BODY.size:
        *before, moment = _BODY.unpack(body)
        if tuple(before) == state and max(state[4], state[9]) < moment - SETTLED:
            return True
    began = time_ns()
    if not _is_whole_meanwhile(pack, fresh=not cache.jobs(pack.key)) or _identity(pack) != state:
        return False
    cache.keep(name, 1, 0, _BODY.pack(*state, began))
    return True


def _name(pack: Pack, cache: Cache) -> str:
    from hashlib import blake2b

    place = os.fsencode(os.path.realpath(pack.path)) + b"\0" + pack.key.encode()
    return "trust-" + blake2b(place, digest_size=16, key=cache.key).hexdigest()


def _identity(pack: Pack) -> tuple[int, ...]:
    """Return what tells whether the two files have changed."""
    found: list[int] = []
    for handle in (pack.handle, pack.index.handle):
        found += identity(os.fstat(handle))
    return tuple(found)


def identity(state: os.stat_result) -> tuple[int, ...]:
    """Return what tells that a file changed: (device, number, size, times of change of content and inode), in 64 bits each."""
    return tuple(number & _WHOLE for number in (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns))


def _is_whole_meanwhile(pack: Pack, fresh: bool) -> bool:
    """Tell whether a pack is whole; a large one of which nothing is known has its entries read while it is hashed."""
    if not fresh or pack.size < _LARGE:
        return is_whole(pack)
    from guard.pool import Pool

    pool = Pool(lambda numbers: (b"%d" % is_whole(pack) for _ in numbers), 1)
    try:
        pool.ahead()
        _ = pack.entries
        return list(pool.run()) == [b"1"]
    finally:
        pool.close()


def is_whole(pack: Pack) -> bool:
    """Tell whether a pack and its index are what their checksums say, and belong together."""
    width = pack.index.width
    try:
        own = _checksum(pack.handle, width)
        return bool(own) and own == pack.index.pack_checksum and bool(_checksum(pack.index.handle, width))
    except OSError:
        return False


def _checksum(handle: int, width: int) -> bytes:
    """Return the checksum that ends a file, empty if it is not that of the rest."""
    from hashlib import sha1, sha256

    state = sha256() if width == 32 else sha1(usedforsecurity=False)
    rest = os.fstat(handle).st_size - width
    at = 0
    while at < rest:
        part = os.pread(handle, min(_CHUNK, rest - at), at)
        if not part:
            return b""
        state.update(part)
        at += len(part)
    last = os.pread(handle, width, at)
    return last if last == state.digest() else b""
