"""Candidates to sightings: derive each distinct value once, and join derived with seen public keys."""

from __future__ import annotations

import os

from guard import keys
from guard.model import Evidence
from guard.sighting import Sighting


class Ledger:
    """All values of one scan, by keyed digest: which were seen where, and which keys they derive to."""

    def __init__(self) -> None:
        self._key = os.urandom(16)
        self._derived: dict[bytes, bytes] = {}
        self.seen: dict[bytes, list[tuple[str, int, str]]] = {}
        self.points: dict[bytes, bytes] = {}  # public keys by digest; nothing else may enter
        self.sightings: list[Sighting] = []
        self.member_level = 0  # how much the members of containers speak of Backpack

    def digest(self, value: bytes) -> bytes:
        """Return a name for a value that holds within this run only and cannot be turned back."""
        from hashlib import blake2b

        return blake2b(value, digest_size=16, key=self._key).digest()

    def public(self, value: bytes, digest: bytes) -> bytes:
        """Return the verifying key of a 32-byte value, derived once."""
        known = self._derived.get(digest)
        if known is None:
            known = self._derived[digest] = keys.derive(value)
        return known

    def see(self, digest: bytes, path: str, line: int, encoding: str) -> None:
        """Note where a value stands; a few places are enough for evidence."""
        places = self.seen.setdefault(digest, [])
        if len(places) < 8:
            places.append((path, line, encoding))

    def places(self, public: bytes) -> list[tuple[str, int, str]]:
        """Return the places at which a public key stands."""
        return self.seen.get(self.digest(public), [])

    def evidence(self, sighting: Sighting) -> tuple[Evidence, ...]:
        """Return up to three places of the sighting's API key, those of its own file first."""
        places = sorted(set(self.places(sighting.public)), key=lambda place: place[0] != sighting.path)
        return tuple(Evidence(path, line, "api-key") for path, line, _ in places[:3])
