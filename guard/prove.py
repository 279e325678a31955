"""The proof: all values of a scan by keyed digest, joined with the keys that they derive to."""

from __future__ import annotations

import os

from guard import keys
from guard.model import Evidence
from guard.sighting import Sighting

PLACES = 8
CROWD = 4096
ROOM = 8 << 20  # places beyond CROWD of each value that are noted, all values together: four bytes each

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array

    Numbers = dict[bytes, "int | array[int]"]
    State = tuple[Numbers, Numbers, dict[bytes, bytes], set[bytes], dict[bytes, int], int]


class Ledger:
    """What one scan knows of its values, none of which it holds.

    First, from every fragment: `held` and `private` say which numbered places hold a value (`private`
    in a form that cannot be a public key), `derived` leads from a value's digest to that of its
    verifying key, `suspects` are values to be judged without a proof.
    Then, from the places that matter: `seen` (where public keys stand), `points` and `sightings`.
    """

    def __init__(self, key: bytes | None = None, cache: dict[bytes, bytes] | None = None) -> None:
        self.cache = cache  # what other ledgers of this process with the same key have derived
        self.key = key or os.urandom(16)  # ledgers with one key can be merged
        self.held: Numbers = {}
        self.private: Numbers = {}
        self.derived: dict[bytes, bytes] = {}
        self.suspects: set[bytes] = set()
        self.trails: dict[int, bytes] = {}  # by place: where in it values stand (guard.trail)
        self.crowded: dict[bytes, int] = {}  # values in more places than are noted, and the first of these
        self._room = ROOM
        self.seen: dict[bytes, list[tuple[str, int, str]]] = {}
        self.points: dict[bytes, bytes] = {}  # public keys by digest; nothing else may enter
        self.sightings: list[Sighting] = []
        self.hash_lines = False  # whether a report needs the hashes of lines
        self.member_level = 0  # how much the members of containers speak of Backpack

    def digest(self, value: bytes) -> bytes:
        """Return a name for a value that holds within this run only and cannot be turned back."""
        from hashlib import blake2b

        return blake2b(value, digest_size=16, key=self.key).digest()

    def enter(self, value: bytes, number: int, role: str = "any") -> bytes:
        """Note a 32-byte value of place `number`, deriving it once; return its digest.

        `role` is "any", "key" (can only be a public key) or "seed" (cannot be one).
        """
        digest = self.digest(value)
        self._note(self.private if role == "seed" else self.held, digest, number)
        if role != "key" and digest not in self.derived:
            self.derived[digest] = self._derive(value, digest)
        return digest

    def _derive(self, value: bytes, digest: bytes) -> bytes:
        if self.cache is None:
            return self.digest(keys.derive(value))
        found = self.cache.get(digest)
        if found is None:
            found = self.cache[digest] = self.digest(keys.derive(value))
        return found

    def _note(self, table: Numbers, digest: bytes, number: int) -> None:
        known = table.get(digest)
        if known is None:
            table[digest] = number
        elif isinstance(known, int):
            if known != number:
                from array import array

                table[digest] = array("I", (known, number))
        elif known[-1] != number:
            if len(known) >= CROWD:
                if not self._room:
                    self.crowded[digest] = min(number, self.crowded.get(digest, number))
                    return
                self._room -= 1
            known.append(number)

    def begin(self) -> None:
        """Forget the places of an earlier second look."""
        self.seen, self.points, self.sightings = {}, {}, []

    def proven(self, watched: set[bytes]) -> dict[bytes, bytes]:
        """Return {digest of a seed: digest of its key} where the key was seen or is watched."""
        held = self.held
        return {seed: key for seed, key in self.derived.items() if key in held or key in watched}

    def numbers(self, digest: bytes) -> list[int]:
        """Return the places that hold a value; for a value of `crowded` those before the one that is told there."""
        found: list[int] = []
        for table in (self.held, self.private):
            known = table.get(digest, ())
            found += [known] if isinstance(known, int) else known
        return found

    def see(self, digest: bytes, path: str, line: int, encoding: str) -> None:
        """Note where a value stands; the first few places in order are evidence enough, in whatever order they come."""
        place = (path, line, encoding)
        places = self.seen.setdefault(digest, [])
        if len(places) < PLACES or place < places[-1]:
            from bisect import insort

            insort(places, place)
            del places[PLACES:]

    def state(self) -> State:
        """Return what `absorb` takes: digests and numbers only."""
        return (self.held, self.private, self.derived, self.suspects, self.crowded, self.member_level)

    def absorb(self, key: bytes, state: State, offset: int) -> None:
        """Take over the state of a ledger with the same key, its place numbers raised by `offset`."""
        if key != self.key:
            raise ValueError("ledgers of different keys cannot be merged")
        held, private, derived, suspects, crowded, level = state
        for mine, theirs in ((self.held, held), (self.private, private)):
            for digest, known in theirs.items():
                for number in [known] if isinstance(known, int) else known:
                    self._note(mine, digest, number + offset)
        self.derived.update(derived)
        self.suspects |= suspects
        for digest, number in crowded.items():
            self.crowded[digest] = min(number + offset, self.crowded.get(digest, number + offset))
        self.member_level = max(self.member_level, level)

    def places(self, public: bytes) -> list[tuple[str, int, str]]:
        """Return the places at which a public key stands."""
        return self.seen.get(self.digest(public), [])

    def evidence(self, sighting: Sighting) -> tuple[Evidence, ...]:
        """Return up to three places of the sighting's API key, those of its own file first."""
        places = sorted(set(self.places(sighting.public)), key=lambda place: (place[0] != sighting.path, place))
        return tuple(Evidence(path, line, "api-key") for path, line, _ in places[:3])
