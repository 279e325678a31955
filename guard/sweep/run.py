"""A sweep over everything a repository stores, into a scan: forked workers first, then what matters, whole."""

from __future__ import annotations

from time import time_ns

from guard.model import Fragment, Skip, unread
from guard.objects import REASONS, skip_of
from guard.packs.entries import KINDS
from guard.packs.store import Store
from guard.pool import Pool
from guard.sweep import groups, versions
from guard.sweep.feeding import READ, Feeding
from guard.sweep.found import Found
from guard.sweep.memo import Memo
from guard.sweep.plan import LOOSE, Job, Plan
from guard.sweep.trust import admit, is_unchanged
from guard.sweep.values import joined, number
from guard.sweep.work import Worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.gitdir import GitDir
    from guard.model import Finding
    from guard.packs.store import Pack
    from guard.scan import Scan
    from guard.sweep.cache import Cache

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
        self._began = time_ns()
        if cache is not None and cache.key != scan.ledger.key:
            raise ValueError("the scan must have the key of the cache")
        self._parts: list[tuple[int, Found]] = []
        store = store or Store(git)
        admit(store, cache)
        self._known = {number: self._remembered(pack) for number, pack in enumerate(store.packs)}
        whole = {number for number, (jobs, parts) in self._known.items() if jobs and len(parts) == jobs}
        self.plan = Plan(store, whole)
        self._feeding = Feeding(scan, self.plan, self._memo, fragment)

    def run(self) -> None:
        """Do it all; SourceError if the repository cannot be read."""
        scan = self._scan
        scan.skipped += self.plan.store.skips
        scan.requested += unread(self.plan.store.skips)
        self._gather()
        self._read_lost()
        ledger = scan.ledger
        watched = {number(ledger.digest(key)) for key in scan.settings.watch}
        publics = watched | {number(digest) for digest in ledger.derived.values()}
        records = [(pack, part.records) for pack, part in self._parts]
        hits, families = joined(records, {number(digest) for digest in ledger.held}, publics)
        families.update(self._numbers("proven"))
        self._feeding.feed(sorted({*self._numbers("close"), *self._numbers("named")}))
        for family in sorted(families):
            self._feeding.family(family, hits)

    def findings(self, level: Callable[[], int]) -> list[Finding]:
        """Judge what was fed, with every version of what is found; `level` as in Scan.findings."""
        known: list[int] = []

        def asked() -> int:
            if not known:
                known.append(level())
            return known[0]

        found = self._scan.findings(asked)
        named = versions.unproven(found, self._scan.ledger.digest) if found else set()
        fed = self._feeding.count
        for family, hits in sorted(versions.families([(pack, part.records) for pack, part in self._parts], named).items()):
            self._feeding.family(family, hits)
        return self._scan.findings(asked) if self._feeding.count > fed else found

    def _numbers(self, name: str) -> Iterator[int]:
        for pack, part in self._parts:
            for place in getattr(part, name):
                yield pack << 32 | place

    def _remembered(self, pack: Pack) -> tuple[int, dict[int, Found]]:
        """Return (number of jobs, {job: what it found}) of a pack, as the cache has it."""
        parts: dict[int, Found] = {}
        if self._cache is None or not pack.known:
            return 0, parts
        jobs = self._cache.jobs(pack.key)
        for job, body in self._cache.parts(pack.key).items() if jobs else ():
            try:
                parts[job] = Found.load(body)
            except ValueError:
                continue
        return jobs, {job: part for job, part in parts.items() if job < jobs}

    def _gather(self) -> None:
        """Let the workers look at everything that is new in each object."""
        plan = self.plan
        for pack, (jobs, parts) in self._known.items():
            if plan.shares.get(pack, jobs) == jobs:
                self._parts += [(pack, part) for part in parts.values()]
            else:
                parts.clear()
        plan.jobs = [job for job in plan.jobs if job.pack == LOOSE or job.number not in self._known[job.pack][1]]
        plan.jobs = [job for job in plan.jobs if job.pack != LOOSE or not self._is_remembered(job)]
        worker = Worker(plan, self._scan.ledger, self._scan.limits)
        pool = Pool(worker.run, len(plan.jobs), self._workers)
        weight, done = sum(job.weight for job in plan.jobs) or 1, 0
        for message in pool.run() if plan.jobs else ():
            part = Found.load(message)
            job = plan.jobs[part.job]
            self._parts.append((job.pack, part))
            read = None if job.pack == LOOSE else plan.store.packs[job.pack]
            if self._cache is not None and read and read.known and is_unchanged(read):
                self._cache.keep(read.key, plan.shares[job.pack], job.number, message)
            elif job.pack == LOOSE:
                groups.remember(self._memo, self._group(job), message, job.number)
            done += job.weight
            if self._progress:
                self._progress(done, weight)
        for lost, reason in sorted(pool.lost.items()):
            self._skip(f"objects, part {lost + 1} of {len(plan.jobs)}", reason)
        self._parts.sort(key=lambda pair: pair[0])
        self._count()

    def _group(self, job: Job) -> bytes:
        return groups.key(self._memo, [self.plan.loose[place] for place in job.places], self._began)

    def _is_remembered(self, job: Job) -> bool:
        """Take what is known of a group of loose objects."""
        part = groups.remembered(self._memo, self._group(job), job.number)
        if part:
            self._parts.append((LOOSE, part))
        return part is not None

    def _count(self) -> None:
        for _, part in self._parts:
            for kind in READ:
                self.objects[kind] += part.objects[KINDS.index(kind)]
            self._scan.size += part.size
        self._scan.requested += sum(self.objects.values())
        self._scan.read += sum(self.objects.values())

    def _skip(self, path: str, reason: str) -> None:
        self._scan.feed(Skip(path, reason))

    def _read_lost(self) -> None:
        """Ask git for what the workers could not read, and tell what git cannot read either."""
        lost = {self.plan.name(one) for one in self._numbers("lost")}
        if not lost:
            return
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
