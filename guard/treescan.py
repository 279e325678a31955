"""The scan of the files of one commit, from its blobs."""

from __future__ import annotations

from guard import context
from guard.gitdir import printable
from guard.model import Fragment, Report, Skip
from guard.objects import read_batch, read_few, skip_of
from guard.scan import Scan
from guard.trees import LINK, Trees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.config import Settings
    from guard.gitdir import GitDir


def scan_tree(git: GitDir, commit: str, settings: Settings) -> Report:
    """Scan every file of a commit."""
    from time import monotonic

    began = monotonic()
    work = Scan(settings)
    trees = Trees(git)
    files = trees.files(list(trees.roots([commit]).values()))
    best = context.NONE
    for oid, kind, data in read_batch(git, list(files)):
        mode, path = files[oid]
        shown = printable(path)
        if data is None or kind != "blob":
            work.feed(skip_of(shown, oid, kind))
        else:
            best = max(best, context.level(data)) if best < context.STRONG else best
            work.feed(Fragment(data, shown, "symlink" if mode == LINK else "blob", oid, None, _again(git, oid)))
    work.feed_names(path for _, path in files.values())
    for oid in sorted(trees.missing):
        work.feed(Skip(f"tree {oid[:12]}", "its object is missing; nothing was fetched"))
    findings = work.findings(lambda: best)
    return Report(
        findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
        fail_on=settings.fail_on, seconds=monotonic() - began, notes=work.notes,
    )  # fmt: skip


def _again(git: GitDir, oid: str) -> Callable[[], bytes]:
    def read() -> bytes:
        from guard.errors import SourceError

        for _, kind, data in read_few(git, [oid]):
            if data is not None and kind == "blob":
                return data
        raise SourceError(f"object {oid} cannot be read any more")

    return read


def joined(first: Report, second: Report) -> Report:
    """Return two reports as one; what both found at one place is told once, as the first has it."""
    known = {(one.fingerprint, one.path, one.rule) for one in first.findings}
    findings = first.findings + [one for one in second.findings if (one.fingerprint, one.path, one.rule) not in known]
    told = {(skip.path, skip.reason) for skip in first.skipped}
    skipped = first.skipped + [skip for skip in second.skipped if (skip.path, skip.reason) not in told]
    return Report(
        findings, requested=first.requested + second.requested, read=first.read + second.read,
        size=first.bytes + second.bytes, skipped=skipped, fail_on=first.fail_on,
        seconds=first.seconds + second.seconds, notes=list(dict.fromkeys(first.notes + second.notes)),
    )  # fmt: skip
