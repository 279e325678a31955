"""The staged scan: index blobs, what HEAD already held, and halves committed at other times."""

from __future__ import annotations

from guard.model import SEVERITIES, Fragment, Report, Skip
from guard.scan import Scan, repository_level
from guard.sources.index import IndexSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.config import Settings
    from guard.model import Finding
    from guard.windows import Huge


def scan_staged(settings: Settings, start: str = ".", source: IndexSource | None = None) -> Report:
    """Scan what the next commit of the repository around `start` would hold."""
    source = source or IndexSource(start)
    return scan_with_index(source.fragments(), source, settings, source.changed)


def scan_message(raw: bytes, path: str, settings: Settings, start: str = ".") -> Report:
    """Scan a commit message as git will store it, with the index as its partner."""
    from guard.sources.cleanup import clean

    source = IndexSource(start)
    fragment = Fragment(clean(raw, source.git.config), path, "commit-message")
    return scan_with_index([fragment], source, settings, None)


def scan_with_index(
    items: Iterable[Fragment | Huge | Skip], source: IndexSource, settings: Settings, changed: Iterable[str] | None
) -> Report:
    """Scan `items`; their values are looked up in the whole index, so that halves meet.

    `changed` are the paths among which a finding may be an old one of HEAD; None when there are none.
    """
    from time import monotonic

    began = monotonic()
    work = Scan(settings)
    for item in items:
        work.feed(item)
    if changed is not None:
        work.feed_names(source.added)
    findings: list[Finding] = []
    if work.candidates:
        missing = _feed_rest(work, source)
        if missing:
            work.notes.append(f"{missing} unchanged objects of the index are not present and were not compared")
        findings = work.findings(lambda: repository_level(source.all_fragments, settings))
        if findings and changed is not None:
            _compare_with_head(findings, source, settings, set(changed))
    return Report(
        findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
        fail_on=settings.fail_on, seconds=monotonic() - began, notes=work.notes,
    )  # fmt: skip


def _feed_rest(work: Scan, source: IndexSource) -> int:
    """Give the scan the rest of the index as its background; return how many objects are not there."""
    missing = 0
    examined = set(work.paths)
    for item in source.all_fragments():
        if isinstance(item, Skip):
            missing += not item.harmless
        elif item.path not in examined:
            work.feed(item, background=True)
    work.feed_names(source.names, background=True)
    return missing


def _compare_with_head(findings: list[Finding], source: IndexSource, settings: Settings, changed: set[str]) -> None:
    """Mark as existing what HEAD's version of the same file already showed as gravely."""
    before = Scan(settings)
    for path in sorted(changed):
        data = source.head_version(path)
        if data is not None:
            before.feed(Fragment(data, path, "index"))
    if not before.candidates:
        return
    for item in source.all_fragments():
        if isinstance(item, Fragment) and item.path not in changed:
            before.feed(item)
    old: dict[tuple[str, str], int] = {}
    for finding in before.findings(lambda: repository_level(source.all_fragments, settings)):
        name = (finding.path, finding.fingerprint)
        old[name] = max(old.get(name, -1), SEVERITIES.index(finding.severity))
    for finding in findings:
        grave = SEVERITIES.index(finding.severity)
        if finding.state == "new" and old.get((finding.path, finding.fingerprint), -1) >= grave:
            finding.state = "existing"
