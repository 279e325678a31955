"""The second look at many places: by this process, and by several where it takes longer than starting them.

What a place brought is kept: once more was fed, only places of which something else is wanted are looked at again.
"""

from __future__ import annotations

from guard.errors import SourceError
from guard.examine import examine, examine_places
from guard.prove import Ledger

ALONE = 0.3  # seconds after which the rest is shared out
_LARGEST = 32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.limits import Limits
    from guard.scan import Place

CHANGED = "changed while it was being scanned"


class Told:
    """What the second look at one place told, as in a Ledger: no value, no content but redacted lines."""

    __slots__ = ("level", "points", "seen", "sightings")

    def __init__(self, own: Ledger) -> None:
        self.sightings = own.sightings
        self.seen = own.seen
        self.points = own.points
        self.level = own.member_level

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


class Second:
    """The second looks of one scan."""

    __slots__ = ("_known", "_ledger", "_limits")

    def __init__(self, ledger: Ledger, limits: Limits | None) -> None:
        from guard.limits import Limits

        self._ledger = ledger
        self._limits = (limits or Limits()).patient()
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
        own = Ledger(self._ledger.key)
        own.hash_lines = self._ledger.hash_lines
        try:
            fragment = place.fragment()
        except (SourceError, OSError):
            return CHANGED
        trail = self._ledger.trails.get(number)
        if not (trail and examine_places(fragment, own, wanted, trail)):
            examine(fragment, own, wanted, self._limits)
        return Told(own)

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
