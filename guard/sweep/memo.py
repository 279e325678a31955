"""What an audit of one repository need not do again, by keyed digest of all that it was done with.

A memo is one body in the cache, made anew from what was asked for in the last audit: what nobody asks
for any more goes. Its entries hold digests, places and counts as their owners write them. It is kept under
the name of the repository's place; that of its largest pack, which copies of it share, leads to the last that was kept.
"""

from __future__ import annotations

from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sweep.cache import Cache

_KEY = 16
_HEAD = Struct(f"<{_KEY}sQ")
_LEADS = 1  # the number of a part that is the name of another memo


class Memo:
    """Entries by key; without a cache it knows nothing and keeps nothing. `name` is its own, `others` lead to it."""

    __slots__ = ("_before", "_cache", "_name", "_now", "_others")

    def __init__(self, cache: Cache | None, name: str = "", *others: str) -> None:
        self._cache = cache
        self._name = name
        self._others: list[str] = []
        self._before: dict[bytes, bytes] = {}
        self._now: dict[bytes, bytes] = {}
        if cache is not None:
            for other in reversed(others):
                leads = cache.parts(other).get(_LEADS, b"").decode("ascii", "replace")
                if leads != name:
                    self._others.append(other)
                    self._before.update(_load(cache.parts(leads).get(0, b"")) if leads else {})
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
        if self._cache is None:
            return
        if self._now != self._before:
            whole = b"".join(_HEAD.pack(key, len(body)) + body for key, body in self._now.items())
            self._cache.keep(self._name, 1, 0, whole)
        for other in self._others:
            self._cache.keep(other, 1, _LEADS, self._name.encode())


def _load(raw: bytes) -> dict[bytes, bytes]:
    found = {}
    at = 0
    while at + _HEAD.size <= len(raw):
        key, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        found[key] = raw[at : at + size]
        at += size
    return found if at == len(raw) else {}
