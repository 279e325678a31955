"""One repository from its git directory to a report."""

from __future__ import annotations

import os
import re

from guard import accept, context, texts
from guard.alternates import sources
from guard.audit.folder import Folder, Indexes, submodules
from guard.audit.gather import Gather
from guard.audit.names import secrets_of
from guard.audit.objects import Objects
from guard.audit.refstore import Refs
from guard.audit.trees import GITLINK, TREE, Commit, entries
from guard.errors import SourceError
from guard.gitdir import GitDir, printable
from guard.hush import Hush
from guard.layers import lfs_pointer
from guard.model import Report, Skip
from guard.scan import Scan
from guard.sweep.looks import Looks
from guard.sweep.memo import Memo
from guard.sweep.trust import is_unchanged

_KNOWN = (b"objectformat", b"partialclone", b"noop", b"preciousobjects", b"worktreeconfig", b"relativeworktrees",
          b"refstorage", b"compatobjectformat")  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.audit.gather import Tell
    from guard.audit.graph import Graph
    from guard.audit.request import Request
    from guard.config import Settings
    from guard.model import Finding
    from guard.sweep.cache import Cache
    from guard.sweep.run import Sweep


class Audit:
    """The audit of one repository; `report` does it. `prefix` stands before every path that is told."""

    def __init__(self, git: GitDir, request: Request, settings: Settings, tell: Tell, prefix: str = "", cached: bool = True) -> None:
        self.git = git
        self.request = request
        self.settings = settings
        self.tell = tell
        self.prefix = prefix
        self.cached = cached
        self._graph: Graph | None = None

    def report(self) -> Report:
        """Read everything and return what was found."""
        from time import monotonic

        began = monotonic()
        swept = self.request.whole and not (self.request.objects or self.request.bytes)
        cache = self._cache() if swept and self.cached else None
        work = Scan(self.settings, key=cache.key if cache else None)
        used = [entry.used for entry in self.settings.accept]
        try:
            for skip in _extensions(self.git):
                work.feed(skip)
            refs = Refs(self.git)
            tips = self._tips(refs)
            objects = Objects(self.git, cache)
            inner = submodules(self.git)
            memo = objects.memo = Memo(cache, *_memos(self.git, objects, cache))
            if swept:
                work.look, work.memo = Looks(memo), memo
            gathered = Gather(work, objects, refs, self.request, self.tell)
            indexes = Indexes([] if self.request.narrow else [folder for folder, _ in refs.folders()])
            sweep = self._sweep(work, gathered, cache, memo) if swept else None
            folder = Folder(self.git, inner)
            gathered.all(self._only(tips, indexes), folder, indexes, sweep, cache)
            self._whole_paths(gathered)
            findings = (sweep or work).findings(lambda: self._level(objects, refs, gathered, cache, sweep))
            work.notes += [Hush.NOTE] if sweep and sweep.hushed else []
            secrets = secrets_of(findings, refs, self.request.whole and all(skip.harmless for skip in work.skipped))
            if findings:
                from guard.audit.attribute import Attribution

                remote = b"[remote " in self.git.config and bool(self.git.top or _is_tracking(refs))
                findings = Attribution(objects, refs, gathered, self._graph_of(objects, cache), remote).apply(findings)
            if sweep and all(map(is_unchanged, sweep.plan.store.packs)):
                memo.save()
            accept.recount(self.settings.accept, findings, used)
            self._notes(work, gathered, refs, folder.links)
        finally:
            self.git.close()
            if cache is not None:
                cache.close()
        report = Report(
            findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
            fail_on=self.settings.fail_on, seconds=monotonic() - began, notes=work.notes, secrets=secrets,
        )  # fmt: skip
        if self.prefix:
            _put_before(report, self.prefix)
        if self.request.submodules and not self.request.narrow:
            self._inside(report, inner)
        else:
            for path in inner:
                name = os.path.relpath(path, self.git.common)
                reason = "the repository of a submodule, not asked for (--submodules reads it)"
                report.skipped.append(Skip(self.prefix + printable(os.fsencode(name)), reason, harmless=True))
        return report

    def _cache(self) -> Cache | None:
        from guard.sweep.cache import Cache

        return Cache.open(self.settings.told_limits())

    def _sweep(self, work: Scan, gathered: Gather, cache: Cache | None, memo: Memo) -> Sweep:
        from guard.sweep.run import Sweep

        def show(done: int, weight: int) -> None:
            self.tell(gathered.total // 4 + gathered.total * 3 * done // (4 * weight), gathered.total, work.size + done)

        return Sweep(self.git, work, workers=0, cache=cache, progress=show, fragment=gathered.fragment,
                     store=gathered.objects.store, memo=memo)  # fmt: skip

    def _inside(self, report: Report, inner: list[str]) -> None:
        """Audit the submodules' repositories that lie in this one."""
        for path in inner:
            name = printable(os.fsencode(os.path.relpath(path, self.git.common)))
            prefix = f"{self.prefix}{name}!"
            merge(report, Audit(GitDir(path, tolerant=True), self.request, self.settings, self.tell, prefix, self.cached).report())

    def _graph_of(self, objects: Objects, cache: Cache | None) -> Graph:
        if self._graph is None:
            from guard.audit.graph import Graph

            self._graph = Graph(objects, cache)
        return self._graph

    def _tips(self, refs: Refs) -> list[str]:
        """Return the commits whose history is wanted; UsageError for a name that is none."""
        if self.request.refs:
            from guard.refs import resolve

            return [resolve(self.git, name, "object") for name in self.request.refs]
        return sorted({*refs.refs.values(), *refs.heads.values()})

    def _only(self, tips: list[str], indexes: Indexes) -> set[bytes] | None:
        """Return the ids of all objects that are wanted, an index counting as a ref; None for every one."""
        if self.request.whole:
            return None
        since = [] if self.request.since is None else [f"--max-age={self.request.since}"]
        arguments = ["rev-list", "--objects", "--no-object-names", "--missing=print", "--ignore-missing", *since]
        lines = "".join(f"{oid}\n" for oid in tips).encode()
        found = self.git.git([*arguments, "--stdin"], lines) if tips else b""
        staged = {bytes.fromhex(oid) for mode, oid, _ in indexes.entries if mode != GITLINK}
        return staged | {bytes.fromhex(line.decode()) for line in found.split(b"\n") if line and line[:1] != b"?"}

    def _whole_paths(self, gathered: Gather) -> None:
        """Look at the whole paths of names that may end a value which spans folders."""
        if not gathered.names.tails:
            return
        from guard.audit.names import path_fragment
        from guard.audit.trace import Trace

        trace = Trace(gathered.objects, set(), gathered.names.tails)
        for path in sorted({path for path, _, _ in trace.loose_ends() if b"/" in path}):
            if fragment := path_fragment(path):
                gathered.extra(fragment)

    def _level(self, objects: Objects, refs: Refs, gathered: Gather, cache: Cache | None, sweep: Sweep | None) -> int:
        """Return how much the repository speaks of Backpack anywhere: in HEAD's files, names, settings, all versions."""
        best = max(gathered.spoken.level, context.level(self.git.config))
        if sweep and sweep.level is not None:
            return max(best, sweep.level)
        for _, kind, data in self._contents(objects, refs):
            if data is not None and kind == "blob":
                best = max(best, context.level(data))
                if best == context.STRONG:
                    return best
        from guard.audit.speech import hear
        from guard.packs.store import Store

        heard, failed = hear(objects.store or Store(self.git), cache)
        for reason in failed:
            gathered.work.feed(Skip("objects", reason))
        return max(best, heard)

    def _contents(self, objects: Objects, refs: Refs) -> Iterator[tuple[str, str, bytes | None]]:
        if refs.head is None:
            return
        try:
            trees = [Commit(objects.content(refs.head)[1]).tree.hex()]
        except SourceError:
            return
        known = set(trees)
        blobs: set[str] = set()
        while trees:
            below: list[str] = []
            for _, kind, data in objects.read(trees):
                if data is None or kind != "tree":
                    continue
                for mode, _, oid in entries(data, objects.width):
                    if mode.lstrip(b"0") == TREE and oid.hex() not in known:
                        known.add(oid.hex())
                        below.append(oid.hex())
                    elif mode != GITLINK and mode.lstrip(b"0") != TREE:
                        blobs.add(oid.hex())
            trees = below
        yield from objects.read(sorted(blobs))

    def _notes(self, work: Scan, gathered: Gather, refs: Refs, links: list[tuple[str, str]]) -> None:
        """Say what was read, what was not asked for, and what of git's own is not obeyed."""

        def say(name: str, **values: object) -> None:
            before = f"{self.prefix.rstrip('!')}: " if self.prefix else ""
            work.notes.append(before + texts.text(self.settings.lang or texts.ENGLISH, f"audit.{name}", **values))

        say("objects", count=gathered.total)
        if self.request.narrow:
            say("narrow")
        elif self.request.reachable:
            say("reachable")
        replaced = sum(name.startswith(b"refs/replace/") for name in refs.refs)
        if replaced:
            say("replaced", count=replaced)
        if self.git.read("info/grafts"):
            say("grafts")
        for oid in sorted(gathered.needs.grafted):
            say("grafted", commit=oid.hex())
        pointers = sum(skip.reason == lfs_pointer.REASON for skip in work.skipped)
        if pointers:
            say("pointers", count=pointers)
        for place in sources(self.git):
            say("elsewhere", place=place)
        for path in sorted(self.git.rebuilt):
            say("rebuilt", pack=printable(os.fsencode(os.path.basename(path))))
        for name, place in links:
            say("linked", link=name, place=place)


def _memos(git: GitDir, objects: Objects, cache: Cache | None) -> list[str]:
    """Return the names under which the cache keeps what is known of one repository."""
    from hashlib import blake2b

    parts = [os.fsencode(os.path.realpath(git.common))]
    if objects.store and objects.store.packs and objects.store.packs[0].known:
        parts.append(objects.store.packs[0].key.encode())
    return ["memo-" + blake2b(part, digest_size=16, key=cache.key if cache else b"").hexdigest() for part in parts]


def _is_tracking(refs: Refs) -> bool:
    return any(name.startswith(b"refs/remotes/") for name in refs.refs)


def _extensions(git: GitDir) -> list[Skip]:
    """Return what of the repository's format is not known here: what it stores may not be all that was read."""
    found = []
    versions = re.findall(rb"(?im)^\s*repositoryformatversion\s*=\s*\"?(\d+)", git.config)
    version = max((int(digits[:9]) for digits in versions), default=0)
    if version > 1:
        found.append(Skip("config", f"repository format version {version} is not known"))
    section = b""
    for line in git.config.split(b"\n"):
        line = line.strip()
        if line.startswith(b"["):
            section, _, line = line[1:].partition(b"]")
            line = line.strip()
        name = line.partition(b"=")[0].strip().lower()
        if section.strip().lower() == b"extensions" and name and name[:1] not in b"#;" and name not in _KNOWN:
            found.append(Skip("config", f"unsupported extension {printable(name[:80])}"))
    return found


def _put_before(report: Report, prefix: str) -> None:
    for finding in report.findings:
        finding.path = prefix + finding.path
        for place in finding.evidence:
            place.path = prefix + place.path
        for name in ("first", "last"):
            where = (finding.story or {}).get(name)
            if isinstance(where, dict) and not where["path"].startswith(prefix):
                where["path"] = prefix + where["path"]
    for skip in report.skipped:
        skip.path = prefix + skip.path


def merge(report: Report, other: Report) -> None:
    """Add the report of one repository to that of another."""
    report.findings += other.findings
    report.requested += other.requested
    report.read += other.read
    report.bytes += other.bytes
    report.skipped += other.skipped
    report.notes += [one for one in other.notes if one not in report.notes]


def order(findings: list[Finding]) -> list[Finding]:
    """Return findings the gravest first, then by key and place."""
    from guard.model import SEVERITIES

    return sorted(findings, key=lambda one: (-SEVERITIES.index(one.severity), one.api_key or "", one.path, one.line, one.column))
