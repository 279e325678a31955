"""What an audit of one repository need not do again, by keyed digest of all that it was done with.

A memo is one body in the cache, made anew from what was asked for in the last audit: what nobody asks
for any more goes. Its entries hold digests, places and counts as their owners write them. It is kept under
several names: that of the repository's place, and that of its largest pack, which copies of it share.
"""

from __future__ import annotations

from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sweep.cache import Cache

_KEY = 16
_HEAD = Struct(f"<{_KEY}sQ")


class Memo:
    """Entries by key; without a cache it knows nothing and keeps nothing."""

    __slots__ = ("_before", "_cache", "_names", "_now")

    def __init__(self, cache: Cache | None, *names: str) -> None:
        self._cache = cache
        self._names = names
        self._before: dict[bytes, bytes] = {}
        self._now: dict[bytes, bytes] = {}
        for name in reversed(names):
            if cache is not None:
                self._before.update(_load(cache.parts(name).get(0, b"")))

    def key(self, *parts: bytes) -> bytes:
        """Return the key of something done with `parts`."""
        from hashlib import blake2b

        state = blake2b(digest_size=_KEY, key=self._cache.key if self._cache else b"")
        for part in parts:
            state.update(len(part).to_bytes(8, "little"))
            state.update(part)
        return state.digest()

    def get(self, key: bytes) -> bytes | None:
        """Return what was put under a key, now or in the audit before."""
        body = self._now.get(key)
        if body is None:
            body = self._before.get(key)
            if body is not None:
                self._now[key] = body
        return body

    def put(self, key: bytes, body: bytes) -> None:
        """Put something under a key."""
        if self._cache is not None:
            self._now[key] = body

    def save(self) -> None:
        """Keep what this audit asked for or put."""
        if self._cache is not None and self._now != self._before:
            whole = b"".join(_HEAD.pack(key, len(body)) + body for key, body in self._now.items())
            for name in self._names:
                self._cache.keep(name, 1, 0, whole)


def _load(raw: bytes) -> dict[bytes, bytes]:
    found = {}
    at = 0
    while at + _HEAD.size <= len(raw):
        key, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        found[key] = raw[at : at + size]
        at += size
    return found if at == len(raw) else {}
