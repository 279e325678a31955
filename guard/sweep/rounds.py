"""One pass of forked workers over everything a repository stores, or some of it: what the cache knows first, then the rest."""

from __future__ import annotations

from time import time_ns

from guard.packs.store import Store
from guard.pool import Pool
from guard.sweep import groups
from guard.sweep.found import Found
from guard.sweep.plan import LOOSE, Job, Plan
from guard.sweep.trust import is_unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.packs.store import Pack
    from guard.sweep.cache import Cache
    from guard.sweep.memo import Memo
    from guard.sweep.plan import Roots

    Work = Callable[[Iterator[int]], Iterator[bytes]]
    Progress = Callable[[int, int], None]


class Round:
    """One pass; afterwards `parts` are (pack, what a job of it has found), and `failed` why jobs of it were lost.

    `name` tells passes that look for other things apart in the cache. With `roots` nothing is looked at but these families.
    `loose` are loose objects as an earlier pass has them, `telling` is as for Plan.
    """

    def __init__(
        self, store: Store, cache: Cache | None, memo: Memo, name: str = "", roots: Roots | None = None,
        loose: list[tuple[str, str]] | None = None, telling: Roots | None = None,
    ) -> None:  # fmt: skip
        self.parts: list[tuple[int, Found]] = []
        self.failed: list[tuple[str, str]] = []
        self._name = name
        self._cache = cache
        self._memo = memo
        self._began = time_ns()
        self._roots = roots
        self._known = {number: self._remembered(pack) for number, pack in enumerate(store.packs)}
        whole = {number for number, (jobs, parts) in self._known.items() if jobs and len(parts) == jobs}
        self.plan = Plan(store, whole, roots, loose, telling)

    def run(
        self, work: Work, workers: int = 0, progress: Progress | None = None, enough: Callable[[Found], bool] | None = None
    ) -> bool:  # fmt: skip
        """Let workers look at what is not known; False if what one has found was `enough`, and the rest is left."""
        plan = self.plan
        for pack, (jobs, parts) in self._known.items():
            if plan.shares.get(pack, jobs) == jobs:
                self.parts += [(pack, part) for part in parts.values()]
            else:
                parts.clear()
        plan.jobs = [job for job in plan.jobs if job.pack == LOOSE or job.number not in self._known[job.pack][1]]
        plan.jobs = [job for job in plan.jobs if job.pack != LOOSE or not self._is_remembered(job)]
        if enough and any(enough(part) for _, part in self.parts):
            return False
        pool = Pool(work, len(plan.jobs), workers)
        weight, done = sum(job.weight for job in plan.jobs) or 1, 0
        messages = pool.run() if plan.jobs else iter(())
        for message in messages:
            part = Found.load(message)
            job = plan.jobs[part.job]
            self.parts.append((job.pack, part))
            self._keep(job, message)
            if enough and enough(part):
                messages.close()  # type: ignore[attr-defined]  # a generator: it ends its workers
                return False
            done += job.weight
            if progress:
                progress(done, weight)
        for lost, reason in sorted(pool.lost.items()):
            self.failed.append((f"objects, part {lost + 1} of {len(plan.jobs)}", reason))
        self.parts.sort(key=lambda pair: pair[0])
        return True

    def _keep(self, job: Job, message: bytes) -> None:
        """Remember what a job has found."""
        pack = None if job.pack == LOOSE else self.plan.store.packs[job.pack]
        if pack is None:
            groups.remember(self._memo, self._group(job), message, job.number)
        elif self._cache is not None and pack.known and is_unchanged(pack):
            self._cache.keep(self._name + pack.key, self.plan.shares[job.pack], job.number, message)

    def _remembered(self, pack: Pack) -> tuple[int, dict[int, Found]]:
        """Return (number of jobs, {job: what it found}) of a pack, as the cache has it."""
        parts: dict[int, Found] = {}
        if self._cache is None or not pack.known:
            return 0, parts
        name = self._name + pack.key
        jobs = self._cache.jobs(name)
        for job, body in self._cache.parts(name).items() if jobs else ():
            try:
                parts[job] = Found.load(body)
            except ValueError:
                continue
        return jobs, {job: part for job, part in parts.items() if job < jobs}

    def _group(self, job: Job) -> bytes:
        """Return what stands for a group of loose objects in the memo; nothing for one that is not to be remembered."""
        if self._roots is not None:
            return b""
        return groups.key(self._memo, [self.plan.loose[place] for place in job.places], self._began, self._name)

    def _is_remembered(self, job: Job) -> bool:
        """Take what is known of a group of loose objects."""
        part = groups.remembered(self._memo, self._group(job), job.number)
        if part:
            self.parts.append((LOOSE, part))
        return part is not None
