"""Candidates to sightings: derive each distinct value once, and join derived with seen public keys."""

from __future__ import annotations

import os

from guard import keys
from guard.model import Evidence
from guard.sighting import Sighting

PLACES = 8


class Ledger:
    """All values of one scan, by keyed digest: which were seen where, and which keys they derive to."""

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key or os.urandom(16)  # ledgers with one key can be merged
        self._derived: dict[bytes, bytes] = {}
        self.seen: dict[bytes, list[tuple[str, int, str]]] = {}
        self.points: dict[bytes, bytes] = {}  # public keys by digest; nothing else may enter
        self.sightings: list[Sighting] = []
        self.member_level = 0  # how much the members of containers speak of Backpack

    def digest(self, value: bytes) -> bytes:
        """Return a name for a value that holds within this run only and cannot be turned back."""
        from hashlib import blake2b

        return blake2b(value, digest_size=16, key=self.key).digest()

    def public(self, value: bytes, digest: bytes) -> bytes:
        """Return the verifying key of a 32-byte value, derived once."""
        known = self._derived.get(digest)
        if known is None:
            known = self._derived[digest] = keys.derive(value)
        return known

    def see(self, digest: bytes, path: str, line: int, encoding: str) -> None:
        """Note where a value stands; the first few places in order are evidence enough, in whatever order they come."""
        place = (path, line, encoding)
        places = self.seen.setdefault(digest, [])
        if len(places) < PLACES or place < places[-1]:
            from bisect import insort

            insort(places, place)
            del places[PLACES:]

    def absorb(self, part: Ledger) -> None:
        """Take over what another ledger with the same key holds."""
        if part.key != self.key:
            raise ValueError("ledgers of different keys cannot be merged")
        for digest, places in part.seen.items():
            for place in places:
                self.see(digest, *place)
        self.points.update(part.points)
        self.sightings += part.sightings
        self.member_level = max(self.member_level, part.member_level)

    def places(self, public: bytes) -> list[tuple[str, int, str]]:
        """Return the places at which a public key stands."""
        return self.seen.get(self.digest(public), [])

    def evidence(self, sighting: Sighting) -> tuple[Evidence, ...]:
        """Return up to three places of the sighting's API key, those of its own file first."""
        places = sorted(set(self.places(sighting.public)), key=lambda place: place[0] != sighting.path)
        return tuple(Evidence(path, line, "api-key") for path, line, _ in places[:3])
