"""Sources to a report: pure, without printing, exit or globals."""

from __future__ import annotations

from guard import context
from guard.model import Finding, Fragment, Report, Skip, unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol

    from guard.config import Settings
    from guard.hush import Hush
    from guard.limits import Limits
    from guard.prove import Ledger
    from guard.second import Second
    from guard.sweep.memo import Memo
    from guard.windows import Huge

    Told = Callable[[int, int], None]
    Look = Callable[[Fragment, int, Callable[[], Ledger], "Limits | None", bool], tuple[list[Skip], bool]]

    class Source(Protocol):
        """Where bytes come from."""

        name: str

        def fragments(self) -> Iterator[Fragment | Huge | Skip]:
            """Yield every piece of content, and a Skip for what could not be read."""


class Place:
    """A fragment that has values, without its content unless that cannot be read again."""

    __slots__ = ("about", "background", "content", "origin", "part")

    def __init__(self, fragment: Fragment, background: bool) -> None:
        self.origin = (fragment.path, fragment.origin, fragment.blob, fragment.commit)
        self.content = fragment.again or fragment.data
        self.about = fragment.about
        self.background = background
        self.part = fragment.part

    def fragment(self) -> Fragment:
        """Return the fragment with its content; SourceError or OSError if it cannot be read any more."""
        content = self.content if isinstance(self.content, bytes) else self.content()
        return Fragment(content, *self.origin, about=self.about, part=self.part)


class Scan:
    """One scan under way: feed it fragments, then ask for the findings.

    The first look at each fragment enters its values into the ledger; the second, once all were
    seen, goes only to the places whose values are proven or may be reported without a proof.
    """

    def __init__(
        self, settings: Settings, key: bytes | None = None, cache: dict[bytes, bytes] | None = None
    ) -> None:
        self.settings = settings
        self._key = key
        self._cache = cache
        self.limits = settings.told_limits()
        self.look: Look | None = None  # takes the place of guard.sift.sift
        self.memo: Memo | None = None  # what second looks may remember
        self.hush: Hush | None = None  # set where what does not speak of Backpack is looked at lightly
        self.requested = self.read = self.size = 0
        self.skipped: list[Skip] = []
        self.notes: list[str] = []
        self._places: list[Place] = []
        self._gone: set[int] = set()  # places that could not be read again
        self._ledger: Ledger | None = None
        self._second: Second | None = None

    @property
    def ledger(self) -> Ledger:
        """The values of this scan; made when the first is needed."""
        if self._ledger is None:
            from guard.prove import Ledger

            self._ledger = Ledger(self._key, self._cache)
            self._ledger.hash_lines = self.settings.hash_lines
        return self._ledger

    def _book(self) -> Ledger:
        return self.ledger

    @property
    def candidates(self) -> bool:
        """Whether any value was seen at all."""
        return bool(self._places)

    @property
    def count(self) -> int:
        """How many fragments had values."""
        return len(self._places)

    @property
    def paths(self) -> list[str]:
        """The paths of all fragments that have values."""
        return [place.origin[0] for place in self._places]

    def feed(self, item: Fragment | Huge | Skip, background: bool = False) -> None:
        """Take one item of a source; a huge one counts as one, with what was not read of it.

        The `background` (the rest of an index, of a tree) is not what was asked for: it is not counted,
        and gives findings only where its values prove what stands in the foreground.
        """
        if isinstance(item, Skip):
            if not background:
                self.requested += not item.harmless
                self.skipped.append(item)
            return
        if not isinstance(item, Fragment):
            for number, one in enumerate(item.fragments()):
                self.feed(one, background)
                if number and isinstance(one, Fragment) and not background:
                    self.requested -= 1
                    self.read -= 1
            return
        if self.look:
            skips, some = self.look(item, len(self._places), self._book, self.limits, background)
        else:
            from guard.sift import sift

            skips, some = sift(item, len(self._places), self._book, self.limits, background, self.hush)
        if some:
            self._places.append(Place(item, background))
        if not background:
            self.requested += 1 + unread(skips)
            self.read += 1
            self.size += item.part.fresh if item.part else item.size
            self.skipped += skips

    def feed_names(self, paths: Iterable[bytes], background: bool = False) -> None:
        """Take the names of inputs as texts too."""
        from guard.pathnames import fragments

        self.feed_beside(fragments(paths), background)

    def feed_beside(self, fragments: Iterable[Fragment], background: bool = False) -> None:
        """Take what came with an input and is not counted beside it."""
        counts = self.requested, self.read, self.size
        for fragment in fragments:
            self.feed(fragment, background)
        self.requested, self.read, self.size = counts

    def export(self) -> bytes:
        """Return what this scan has gathered, for `absorb` in the process that asked for it.

        Values travel as keyed digests; content only where a fragment cannot be read again.
        """
        import pickle

        counts = (self.requested, self.read, self.size, self.skipped, self.notes)
        heard = self.hush.export() if self.hush else None
        return pickle.dumps((counts, self._places, self.ledger.key, self.ledger.state(), heard), 5)

    def absorb(self, exported: bytes) -> None:
        """Add what a scan with the same ledger key gathered in a process of ours."""
        import pickle

        (requested, read, size, skipped, notes), places, key, state, heard = pickle.loads(exported)
        if self.hush and heard:
            self.hush.absorb(heard)
        self.ledger.absorb(key, state, len(self._places))
        self._places += places
        self.requested += requested
        self.read += read
        self.size += size
        self.skipped += skipped
        self.notes += notes

    def findings(self, repository_level: Callable[[], int]) -> list[Finding]:
        """Judge what matters; `repository_level` is asked only if an answer depends on it. Can be asked again after more was fed."""
        if not self._places:
            return []
        self._look_again()
        if not self.ledger.sightings:
            return []
        from guard.judge import judge

        found = judge(self.ledger, self.settings, repository_level)
        if self.settings.accept:
            from guard.accept import notes

            self.notes += [note for note in notes(self.settings.accept, False) if note not in self.notes]
        return found

    def _look_again(self) -> None:
        """Fill the ledger's sightings from the places of the values that matter."""
        from guard.second import Second

        ledger = self.ledger
        self._second = second = self._second or Second(ledger, self.limits, self.memo)
        ledger.begin()
        proven = ledger.proven({ledger.digest(key) for key in self.settings.watch})
        wanted = set(ledger.suspects)
        for seed, key in proven.items():
            if self._is_asked_for(seed) or self._is_asked_for(key):
                wanted |= {seed, key}
        for number, told in second.look(self._places, wanted):
            place = self._places[number]
            if isinstance(told, str):
                if number not in self._gone:
                    self._gone.add(number)
                    self.skipped.append(Skip(place.origin[0], told))
                    self.read -= 1
                continue
            told.enter(ledger, self._is_asked_for if place.background else None)
        if any(place.part for place in self._places):
            from guard.overlap import once

            ledger.sightings = once(ledger.sightings)

    def _is_asked_for(self, digest: bytes) -> bool:
        """Tell whether a value stands in the foreground."""
        return any(not self._places[number].background for number in self.ledger.numbers(digest))


def repository_level(everything: Callable[[], Iterable[Fragment | Huge | Skip]], settings: Settings) -> int:
    """Return how much all fragments together speak of Backpack; inside containers only if nothing outside does."""
    best = context.NONE
    for item in everything():
        if best < context.STRONG and not isinstance(item, Skip):
            best = max(best, context.level(item.data) if isinstance(item, Fragment) else item.level)
    if best == context.STRONG:
        return best
    from guard.candidates import is_container, unfold

    for item in everything():
        if isinstance(item, Fragment) and best < context.STRONG and is_container(item.data):
            for opened in unfold(item.data, settings.limits, item.path):
                if not isinstance(opened, Skip) and opened.name:
                    best = max(best, context.level(opened.view.data))
    return best


def _feed(work: Scan, sources: list[Source], progress: Told | None) -> None:
    for source in sources:
        if source.name == "files":
            from guard.sharing import feed_entries

            feed_entries(work, source, progress)  # type: ignore[arg-type]  # the one source that lists before it reads
        else:
            for item in source.fragments():
                work.feed(item)


def _hush(sources: list[Source], settings: Settings) -> Hush | None:
    """Return what hears whether files, of which there may be many, speak of Backpack."""
    from guard.hush import Hush, may_hush

    return Hush() if may_hush(settings) and all(source.name == "files" for source in sources) else None


def scan(sources: Iterable[Source], settings: Settings, progress: Told | None = None) -> Report:
    """Scan all fragments of `sources` and return the report; `progress` is told (inputs, bytes) now and then."""
    from time import monotonic

    began = monotonic()
    sources = list(sources)

    def everything() -> Iterator[Fragment | Huge | Skip]:
        for source in sources:
            yield from source.fragments()

    def look(hush: Hush | None) -> tuple[Scan, list[Finding]]:
        work = Scan(settings)
        work.hush = hush
        _feed(work, sources, progress)
        if work.hush and work.hush.wants_more:
            return look(None)
        findings = work.findings(lambda: repository_level(everything, settings))
        return look(None) if work.hush and findings else (work, findings)  # it can only tell that there is nothing

    work, findings = look(_hush(sources, settings))
    return Report(
        findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
        fail_on=settings.fail_on, seconds=monotonic() - began, notes=[work.hush.NOTE] if work.hush else [],
    )  # fmt: skip
