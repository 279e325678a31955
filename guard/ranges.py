"""The scan of what commits bring: new objects in the foreground, trees of ends and bases as their partners."""

from __future__ import annotations

from guard import context
from guard.deadline import LATE, Late
from guard.gitdir import printable
from guard.model import SEVERITIES, Finding, Fragment, Report, Skip
from guard.objects import read_batch
from guard.scan import Scan
from guard.sharing import pays, share
from guard.sources.commits import Again, CommitsSource
from guard.trees import LINK, Trees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.config import Settings
    from guard.gitdir import GitDir
    from guard.policy import Ruling
    from guard.revisions import Wanted
    from guard.walk import Walk

    Clock = Callable[[], None]


class RangeScan:
    """One scan of a walk. `ends` and `bases` are commits; `check` raises Late when time is over."""

    def __init__(
        self, git: GitDir, walk: Walk, settings: Settings, ends: list[str], bases: list[str],
        check: Clock | None = None,
    ) -> None:  # fmt: skip
        self.git = git
        self.walk = walk
        self.settings = settings
        self.source = CommitsSource(walk)
        self.work = Scan(settings)
        self.trees = Trees(git)
        self.check = check or _never
        self._ends = [oid for oid in dict.fromkeys(ends) if oid]
        self._bases = list(dict.fromkeys([*walk.boundary, *bases]))
        self._end_files: dict[str, tuple[bytes, bytes]] | None = None
        self._before: list[str] | None = None

    def report(self, skips: list[Skip], notes: list[str], names: list[bytes]) -> Report:
        """Scan and return the report; `skips` and `notes` are what is known of the request before.

        `names` are refs, which are looked at as texts.
        """
        from time import monotonic

        began = monotonic()
        work = self.work
        findings: list[Finding] = []
        for skip in skips:
            work.feed(skip)
        for name in dict.fromkeys(names):
            work.feed(Fragment(name, printable(name), "ref-name"))
        try:
            self._feed()
            if work.candidates:
                self._feed_partners()
        except Late as late:
            done, total = work.read, len(self.walk.kinds)
            work.feed(Skip(LATE, f"{late}: {min(done, total)} of {total} objects were read"))
        if work.candidates:
            findings = self._judge()
        return Report(
            findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
            fail_on=self.settings.fail_on, seconds=monotonic() - began, notes=[*notes, *work.notes],
        )  # fmt: skip

    def _feed(self) -> None:
        for item in self.source.first():
            self.work.feed(item)
            self.check()
        ids = self.source.blob_ids
        if pays(len(ids)):
            share(self.work, ids, self._feed_blobs, lambda oid: self.source.fragment(oid, None).path, lambda done, size: self.check())
        else:
            for item in self.source.blobs(ids):
                self._feed_blob(self.work, item)
                self.check()
        for item in self.source.lost():
            self.work.feed(item)

    def _feed_blobs(self, work: Scan, ids: list[str]) -> None:
        for item in self.source.blobs(ids):
            self._feed_blob(work, item)

    def _feed_blob(self, work: Scan, item: Fragment | Skip) -> None:
        """Give a blob to a scan; one that has values, under every path that it came in at."""
        before = work.count
        work.feed(item)
        if isinstance(item, Fragment) and item.blob and work.count > before:
            place = self.source.places.get(item.blob)
            for number in range(1, len(place.paths) if place else 0):
                work.feed(self.source.fragment(item.blob, item.data, number))

    def _feed_partners(self) -> None:
        """Give the scan what ends and bases hold besides: a half there proves a half that was brought."""
        files = {**self.trees.files(self.before), **self.end_files}
        rest = [oid for oid in files if oid not in self.walk.kinds]
        missing = 0
        for oid, kind, data in read_batch(self.git, rest):
            self.check()
            if data is None or kind != "blob":
                missing += 1
                continue
            mode, path = files[oid]
            self.work.feed(self._old(oid, data, mode, path), background=True)
        missing += len(self.trees.missing)
        if missing:
            self.work.notes.append(f"{missing} unchanged objects are not present and were not compared")

    def _old(self, oid: str, data: bytes, mode: bytes, path: bytes) -> Fragment:
        origin = "symlink" if mode == LINK else "blob"
        return Fragment(data, printable(path), origin, oid, None, Again(self.git, oid))

    @property
    def before(self) -> list[str]:
        """The trees of the bases."""
        if self._before is None:
            self._before = list(self.trees.roots(self._bases).values())
        return self._before

    @property
    def end_files(self) -> dict[str, tuple[bytes, bytes]]:
        """What the ends hold."""
        if self._end_files is None:
            self._end_files = self.trees.files(list(self.trees.roots(self._ends).values()))
        return self._end_files

    def _level(self) -> int:
        """Return how much the repository speaks of Backpack at the ends of the range."""
        best = 0
        for _, kind, data in read_batch(self.git, list(self.end_files)):
            if data is not None and kind == "blob" and best < context.STRONG:
                best = max(best, context.level(data))
        return best

    def _judge(self) -> list[Finding]:
        findings = self.work.findings(self._level)
        brought = {finding.fingerprint for finding in findings if self._is_new(finding)}
        findings = [f for f in findings if self._is_new(f) or f.fingerprint not in brought]
        findings = [f for f in findings if f.origin != "path" or not self._had(self.source.paths.get(f.path, b""))]
        self._compare(findings)
        return self._first(findings)

    def brought(self, findings: list[Finding]) -> list[Finding]:
        """Name in findings of blobs the commit that brought the blob."""
        for finding in findings:
            place = self.source.places.get(finding.blob or "")
            finding.commit = place.commit if place and place.commit else finding.commit
        return findings

    def _is_new(self, finding: Finding) -> bool:
        return finding.commit is not None or finding.blob is None or finding.blob in self.walk.kinds

    def _had(self, path: bytes) -> bool:
        """Tell whether a base has something at a path."""
        return bool(path) and any(self.trees.find(root, path) for root in self.before)

    def _compare(self, findings: list[Finding]) -> None:
        """Mark as existing what a base's version of the same file already showed as gravely."""
        old: dict[str, dict[str, bytes]] = {}
        for finding in findings:
            place = self.source.places.get(finding.blob or "")
            for path in place.paths if place else ():
                for root in self.before:
                    entry = self.trees.find(root, path)
                    if entry is not None and entry[2] not in self.walk.kinds:
                        old.setdefault(entry[2], {})[printable(path)] = entry[0]
        if not old:
            return
        known = self._base_findings(old)
        for finding in findings:
            name = (finding.path, finding.fingerprint)
            if finding.state == "new" and known.get(name, -1) >= SEVERITIES.index(finding.severity):
                finding.state = "existing"

    def _base_findings(self, old: dict[str, dict[str, bytes]]) -> dict[tuple[str, str], int]:
        """Return {(path, fingerprint): severity} of what the bases' own versions show, partners included."""
        before = Scan(self.settings)
        for oid, kind, data in read_batch(self.git, list(old)):
            for path in old[oid] if data is not None and kind == "blob" else ():
                before.feed(Fragment(data or b"", path, "blob", oid, None, Again(self.git, oid)))
        if not before.candidates:
            return {}
        files = self.trees.files(self.before)
        for oid, kind, data in read_batch(self.git, [oid for oid in files if oid not in old]):
            if data is not None and kind == "blob":
                before.feed(self._old(oid, data, *files[oid]), background=True)
        found: dict[tuple[str, str], int] = {}
        for finding in before.findings(self._level):
            name = (finding.path, finding.fingerprint)
            found[name] = max(found.get(name, -1), SEVERITIES.index(finding.severity))
        return found

    def _first(self, findings: list[Finding]) -> list[Finding]:
        """Keep of one key in one file the version that brought it, and later ones only if they are graver."""
        last = len(self.source.order)
        grave: dict[tuple[str, str, str], tuple[int, str | None]] = {}
        kept: set[int] = set()
        for finding in sorted(findings, key=lambda one: self.source.order.get(one.commit or "", last)):
            name = (finding.path, finding.fingerprint, finding.origin)
            severity = SEVERITIES.index(finding.severity)
            known = grave.get(name)
            if known is None or known[1] == finding.blob or severity > known[0]:
                kept.add(id(finding))
                grave[name] = (max(severity, known[0] if known else 0), finding.blob)
        return [finding for finding in findings if id(finding) in kept]


def _never() -> None:
    return


def scan_ranges(
    git: GitDir, ranges: list[Wanted], policy: Callable[[list[str]], Ruling],
    check: Clock | None = None,
) -> Report:  # fmt: skip
    """Scan what ranges bring; `policy` says what holds by their base revisions, `check` may raise Late."""
    from guard.walk import Walk

    walks = [Walk(git, wanted.include, wanted.exclude) for wanted in ranges]
    for other in walks[1:]:
        walks[0].join(other)
    bases = [oid for wanted in ranges for oid in wanted.bases]
    ruling = policy(bases or walks[0].boundary)
    told = [note for wanted in ranges for note in wanted.notes]
    skips = [skip for wanted in ranges for skip in wanted.skips]
    ends = [oid for wanted in ranges for oid in wanted.ends]
    names = [name for wanted in ranges for name in wanted.names]
    work = RangeScan(git, walks[0], ruling.settings, ends, bases, check)
    report = work.report(skips, [*told, *ruling.notes], names)
    report.findings += work.brought(ruling.findings)
    return report
