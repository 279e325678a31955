"""A sweep over everything a repository stores, into a scan: forked workers first, then what matters, whole."""

from __future__ import annotations

from array import array

from guard import context
from guard.model import Fragment, Skip, unread
from guard.objects import REASONS, skip_of
from guard.packs.entries import KINDS
from guard.packs.store import Store
from guard.sweep import versions
from guard.sweep.feeding import READ, Feeding
from guard.sweep.found import Found
from guard.sweep.memo import Memo
from guard.sweep.plan import Plan
from guard.sweep.rounds import Round
from guard.sweep.trust import admit
from guard.sweep.values import joined, number
from guard.sweep.work import Worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guard.gitdir import GitDir
    from guard.model import Finding
    from guard.scan import Scan
    from guard.sweep.cache import Cache
    from guard.sweep.plan import Roots

    Progress = Callable[[int, int], None]
    Maker = Callable[[str, str, "bytes | None", "Callable[[], bytes] | None", bytes], Fragment]

ORIGINS = {"blob": "blob", "commit": "commit-message", "tag": "tag-message"}


def fragment_of(
    oid: str, kind: str, data: bytes | None, again: Callable[[], bytes] | None = None, name: bytes = b""
) -> Fragment:
    """Return an object as a fragment; its path is its id until someone knows a better one."""
    commit = oid if kind == "commit" else None
    if data is None and again:
        data = again()
    return Fragment(data or b"", oid, ORIGINS[kind], oid if kind == "blob" else None, commit, again)


class Sweep:
    """Reads every blob, commit and tag once and feeds `scan` with those objects that can give findings.

    Feed the scan first with everything else that is asked for: values there and in objects prove each
    other. `fragment` turns (id, kind, content, again, name) into what is fed: a name stands for the content
    of a blob in a pack, which is None where `memo` says that there is nothing but values in it. Afterwards `objects` counts what
    was read by kind, and `holds(ids)` tells which blobs may hold any value at all.
    """

    def __init__(
        self, git: GitDir, scan: Scan, *, workers: int = 0, progress: Progress | None = None, cache: Cache | None = None,
        fragment: Maker = fragment_of, store: Store | None = None, memo: Memo | None = None,
    ) -> None:  # fmt: skip
        self._git = git
        self._scan = scan
        self._workers = workers
        self._progress = progress
        self._fragment = fragment
        self.objects = {"blob": 0, "commit": 0, "tag": 0}
        self._cache = cache
        self._memo = memo or Memo(None)
        if cache is not None and cache.key != scan.ledger.key:
            raise ValueError("the scan must have the key of the cache")
        self._parts: list[tuple[int, Found]] = []
        self._asked: set[str] = set()  # what git was asked for
        store = store or Store(git)
        admit(store, cache)
        self.plan = Plan(store, set(range(len(store.packs))))
        self._feeding = Feeding(scan, self.plan, self._memo, fragment)
        self.level: int | None = None
        self.hushed = False
        self.jobs = 0  # that were not remembered

    def run(self, spoken: Iterable[int] | None = None, telling: Roots | None = None) -> None:
        """Do it all; SourceError if the repository cannot be read.

        `spoken`, if given, says that a light look is to be tried first (guard.hush): the first 64 bits of the ids of all
        blobs below paths that speak of Backpack. Where that was enough, `level` is how much all objects speak (a little more
        than hear tells where members of containers do, which no rule asks about), and `hushed` says that nothing else was done.
        `telling` are the families of commits and tags that such a look has to look at (sweep.telling), by pack; None if not known.
        """
        self._scan.skipped += self.plan.store.skips
        self._scan.requested += unread(self.plan.store.skips)
        if spoken is None or not self._gather_lightly(spoken, telling):
            self._gather()
        self._follow()

    def _follow(self) -> None:
        """Feed what the workers found to matter."""
        scan = self._scan
        self._read_lost()
        ledger = scan.ledger
        watched = {number(ledger.digest(key)) for key in scan.settings.watch}
        publics = {number(digest) for digest in ledger.derived.values()}
        records = [(pack, part.records) for pack, part in self._parts]
        hits, families = joined(records, {number(digest) for digest in ledger.held}, publics, watched)
        families.update(self._numbers("proven"))
        feed = self._feeding.feed_lightly if self.hushed else self._feeding.feed
        feed(sorted({*self._numbers("close"), *self._numbers("named")}))
        self._feeding.families((family, hits) for family in sorted(families))

    def findings(self, level: Callable[[], int]) -> list[Finding]:
        """Judge what was fed, with every version of what is found; `level` as in Scan.findings.

        A light look can tell that there is nothing, and no more: of what is found, all places and forms are looked for.
        """
        found = self._findings(level)
        if found and self.hushed:
            self.hushed = False
            self._gather()
            self._follow()
            found = self._findings(level)
        return found

    def _findings(self, level: Callable[[], int]) -> list[Finding]:
        known: list[int] = []

        def asked() -> int:
            if not known:
                known.append(level())
            return known[0]

        found = self._scan.findings(asked)
        named = versions.unproven(found, self._scan.ledger.digest) if found else set()
        fed = self._feeding.count
        self._feeding.families(sorted(versions.families([(pack, part.records) for pack, part in self._parts], named).items()))
        return self._scan.findings(asked) if self._feeding.count > fed else found

    def _numbers(self, name: str) -> Iterator[int]:
        for pack, part in self._parts:
            for place in getattr(part, name):
                yield pack << 32 | place

    def _gather(self) -> None:
        """Let the workers look at everything that is new in each object."""
        self._feeding.hushed = False
        whole = self._round()
        self._look(whole)
        self._parts = whole.parts
        self._count(whole.parts)

    def _gather_lightly(self, spoken: Iterable[int], telling: Roots | None) -> bool:
        """Look as where nothing speaks of Backpack, and in full at what does; tell whether no more is needed (guard.hush)."""
        light = self._round("light-" if telling is None else "blobs-", telling=telling)
        if not self._look(light, lightly=True):
            return False
        roots: Roots = {}
        for pack, part in light.parts:
            roots.setdefault(pack, set()).update(part.speaking)
        marks = array("Q", sorted(pack << 32 | root for pack, some in roots.items() for root in some))
        self._parts = light.parts
        if marks:
            full = self._round(f"some-{self._memo.key(marks.tobytes()).hex()}-", roots)
            self._look(full)
            if any(part.named or part.proven for _, part in full.parts):
                return False
            self._parts = light.parts + full.parts
        suspects = len(self._scan.ledger.suspects)
        self._feeding.feed(self.plan.numbers(spoken))
        if len(self._scan.ledger.suspects) > suspects:
            return False
        self._feeding.hushed = not marks
        self.hushed = True
        self.level = max((part.level for _, part in light.parts), default=context.NONE)
        self._count(light.parts)
        return True

    def _round(self, name: str = "", roots: Roots | None = None, telling: Roots | None = None) -> Round:
        return Round(self.plan.store, self._cache, self._memo, name, roots, self.plan.loose, telling)

    def _look(self, one: Round, lightly: bool = False) -> bool:
        """Let workers do a round; False for a light one that is not enough."""
        scan = self._scan
        worker = Worker(one.plan, scan.ledger, scan.limits, lightly)
        enough = (lambda part: part.level > context.WEAK) if lightly else None
        done = one.run(worker.run, self._workers, self._progress, enough)
        self.jobs += len(one.plan.jobs)
        for path, reason in one.failed:
            self._skip(path, reason)
        return done

    def _count(self, parts: list[tuple[int, Found]]) -> None:
        if any(self.objects.values()):
            return  # a second round over the same objects
        for _, part in parts:
            for kind in READ:
                self.objects[kind] += part.objects[KINDS.index(kind)]
            self._scan.size += part.size
        self._scan.requested += sum(self.objects.values())
        self._scan.read += sum(self.objects.values())

    def _skip(self, path: str, reason: str) -> None:
        self._scan.feed(Skip(path, reason))

    def _read_lost(self) -> None:
        """Ask git for what the workers could not read, and tell what git cannot read either."""
        lost = {self.plan.name(one) for one in self._numbers("lost")} - self._asked
        if not lost:
            return
        self._asked |= lost
        from guard.sweep import fallback

        done: set[str] = set()
        for oid, kind, content in fallback.read(self._git, sorted(lost)):
            if kind in REASONS:
                self._scan.feed(skip_of(oid, oid, kind))
            elif kind in READ:
                fragment = self._fragment(oid, kind, content if isinstance(content, bytes) else b"", None, b"")
                if not isinstance(content, bytes):
                    content.about = fragment.about
                self._scan.feed(fragment if isinstance(content, bytes) else content)
                self.objects[kind] += oid not in done
            done.add(oid)

    def feed_holders(self, wanted: Callable[[str], bool]) -> None:
        """Feed those objects that may hold a value and whose ids are wanted: others need no look, whatever their path says."""
        named = {self.plan.name(one): one for one in set(self._numbers("holders"))}
        self._feeding.feed(named[oid] for oid in sorted(named) if wanted(oid))
