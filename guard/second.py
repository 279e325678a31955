"""The second look at many places: by this process, and by several where it takes longer than starting them.

What a place brought is kept: once more was fed, only places of which something else is wanted are looked at again.
An audit remembers more: of which objects all that a whole look told was to be had where the first look's trail leads,
and of the others, which of the texts in them have nothing that is wanted.
"""

from __future__ import annotations

from guard.errors import SourceError
from guard.examine import examine, examine_places
from guard.prove import Ledger
from guard.sighting import Sighting
from guard.steps import Steps
from guard.trail import having

ALONE = 0.3  # seconds after which the rest is shared out
_LARGEST = 32
ENOUGH = b"+"
_HURRIED = 2  # what took more than this part of its time may have run out of it

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.limits import Limits
    from guard.model import Fragment
    from guard.scan import Place
    from guard.sweep.memo import Memo

CHANGED = "changed while it was being scanned"


class Told:
    """What the second look at one place told, as in a Ledger: no value, no content but redacted lines.

    `kept` is what may be remembered of the look: (key, body), where there is anything.
    """

    __slots__ = ("kept", "level", "points", "seen", "sightings")

    def __init__(self, own: Ledger, key: bytes = b"", body: bytes = b"") -> None:
        self.kept = (key, body)
        self.sightings = own.sightings
        self.seen = own.seen
        self.points = own.points
        self.level = own.member_level

    def is_same(self, other: Told) -> bool:
        """Tell whether another look told the same."""
        if (self.level, self.seen, self.points) != (other.level, other.seen, other.points):
            return False
        return list(map(_parts, self.sightings)) == list(map(_parts, other.sightings))

    def enter(self, ledger: Ledger, only: Callable[[bytes], bool] | None) -> None:
        """Add it to the ledger of the scan; with `only` no sightings but those of keys whose digests it lets pass."""
        for digest, places in self.seen.items():
            for place in places:
                ledger.see(digest, *place)
        ledger.points.update(self.points)
        ledger.member_level = max(ledger.member_level, self.level)
        ledger.sightings += self.sightings if only is None else [
            one for one in self.sightings if only(ledger.digest(one.public))
        ]  # fmt: skip


def _parts(sighting: Sighting) -> list[object]:
    return [getattr(sighting, name) for name in Sighting.__slots__]


class Second:
    """The second looks of one scan."""

    __slots__ = ("_known", "_ledger", "_limits", "_memo")

    def __init__(self, ledger: Ledger, limits: Limits | None, memo: Memo | None = None) -> None:
        from guard.limits import Limits

        self._ledger = ledger
        self._limits = (limits or Limits()).patient()
        self._memo = memo
        self._known: dict[int, tuple[int, Told]] = {}

    def look(self, places: list[Place], wanted: set[bytes]) -> Iterator[tuple[int, Told | str]]:
        """Yield (number, what was told) of each place that holds a wanted value, in their order; a reason if it was not read."""
        asked = self._asked(len(places), wanted)
        numbers = sorted(asked)
        new = [number for number in numbers if self._known.get(number, (-1,))[0] != asked[number]]
        lost: dict[int, str] = {}
        for number, told in self._new(new, places, wanted):
            if isinstance(told, str):
                lost[number] = told
            else:
                self._known[number] = asked[number], told
                if self._memo and all(told.kept):
                    self._memo.put(*told.kept)
        for number in numbers:
            yield number, lost[number] if number in lost else self._known[number][1]

    def _asked(self, count: int, wanted: set[bytes]) -> dict[int, int]:
        """Return what stands for the wanted values of each place that has any, or may have one that is crowded."""
        ledger = self._ledger
        asked: dict[int, int] = {}
        for digest in wanted:
            mark = int.from_bytes(digest, "big")
            for number in ledger.numbers(digest):
                asked[number] = asked.get(number, 0) + mark
            first = ledger.crowded.get(digest)
            if first is not None:
                for number in range(first, count):
                    asked[number] = asked.get(number, 0) + mark
        return asked

    def _new(self, numbers: list[int], places: list[Place], wanted: set[bytes]) -> Iterator[tuple[int, Told | str]]:
        """Look at places; in any order where processes do it."""
        from time import monotonic

        began = monotonic()
        for done, number in enumerate(numbers):
            if monotonic() - began >= ALONE:
                yield from self._shared(numbers[done:], places, wanted)
                return
            yield number, self._one(number, places[number], wanted)

    def _one(self, number: int, place: Place, wanted: set[bytes]) -> Told | str:
        try:
            fragment = place.fragment()
        except (SourceError, OSError):
            return CHANGED
        own = self._own()
        trail = self._ledger.trails.get(number)
        if trail and examine_places(fragment, own, wanted, trail):
            return Told(own)
        key = self._key(place, trail or b"", wanted)
        known = self._memo.get(key) if key and self._memo else None
        if known == ENOUGH and trail and examine_places(fragment, own, wanted, trail, enough=True):
            return Told(own, key, ENOUGH)
        if known and known != ENOUGH:
            own, steps = self._own(), Steps(known)
            examine(fragment, own, wanted, self._limits, steps)
            if steps.is_right:
                return Told(own, key, known)
        return self._whole(fragment, wanted, trail or b"", key)

    def _own(self) -> Ledger:
        own = Ledger(self._ledger.key)
        own.hash_lines = self._ledger.hash_lines
        return own

    def _whole(self, fragment: Fragment, wanted: set[bytes], trail: bytes, key: bytes) -> Told:
        """Look at a whole text, and ask whether its trail alone would have told the same."""
        from time import monotonic

        began = monotonic()
        own, steps = self._own(), Steps()
        examine(fragment, own, wanted, self._limits, steps if key else None)
        told = Told(own)
        if key and monotonic() - began < self._limits.seconds / _HURRIED:
            told.kept = key, steps.body(own.member_level)
            own = self._own()
            if trail and examine_places(fragment, own, wanted, trail, enough=True) and told.is_same(Told(own)):
                told.kept = key, ENOUGH
        return told

    def _key(self, place: Place, trail: bytes, wanted: set[bytes]) -> bytes:
        """Return what stands for a look at an object for those of the wanted values that it has; nothing where none is remembered."""
        path, origin, blob, commit = place.origin
        if self._memo is None or origin != "blob" or not blob or place.part:
            return b""
        named = f"{path}\0{blob}\0{commit}\0{place.about}\0{self._ledger.hash_lines}".encode("utf-8", "surrogatepass")
        return self._memo.key(b"second", named, trail, b"".join(sorted(having(trail, wanted) if trail else wanted)))

    def _shared(self, numbers: list[int], places: list[Place], wanted: set[bytes]) -> Iterator[tuple[int, Told | str]]:
        """Look at places by several processes; those of one that died are told as not read."""
        import pickle

        from guard.pool import Pool, cores

        size = min(_LARGEST, max(1, len(numbers) // (cores() * 8)))
        parts = [numbers[first : first + size] for first in range(0, len(numbers), size)]

        def run(jobs: Iterator[int]) -> Iterator[bytes]:
            for job in jobs:
                yield pickle.dumps((job, [self._one(number, places[number], wanted) for number in parts[job]]), 5)

        pool = Pool(run, len(parts))
        done: set[int] = set()
        for message in pool.run():
            job, told = pickle.loads(message)
            done.add(job)
            yield from zip(parts[job], told, strict=True)
        for job, part in enumerate(parts):
            if job not in done:
                yield from ((number, pool.lost.get(job, "not read")) for number in part)
