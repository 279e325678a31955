"""The staged scan: index blobs, what HEAD already held, and halves committed at other times."""

from __future__ import annotations

from guard.model import SEVERITIES, Fragment, Report, Skip
from guard.scan import Scan
from guard.sources.index import IndexSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.config import Settings
    from guard.model import Finding


def scan_staged(settings: Settings, start: str = ".") -> Report:
    """Scan what the next commit of the repository around `start` would hold."""
    source = IndexSource(start)
    return scan_with_index(source.fragments(), source, settings, source.changed)


def scan_message(raw: bytes, path: str, settings: Settings, start: str = ".") -> Report:
    """Scan a commit message as git will store it, with the index as its partner."""
    source = IndexSource(start)
    fragment = Fragment(clean_message(raw), path, "commit-message")
    return scan_with_index([fragment], source, settings, None)


def clean_message(raw: bytes) -> bytes:
    """Blank the comment lines and what stands below the scissors line; line numbers stay."""
    lines = raw.split(b"\n")
    kept = []
    for line in lines:
        if line[1:].startswith(b" ------------------------ >8 ------------------------"):
            break
        kept.append(b"" if line.startswith(b"#") else line)
    return b"\n".join(kept)


def scan_with_index(
    items: Iterable[Fragment | Skip], source: IndexSource, settings: Settings, changed: Iterable[str] | None
) -> Report:
    """Scan `items`; values that prove nothing alone are looked up in the whole index.

    `changed` are the paths among which a finding may be an old one of HEAD; None when there are none.
    """
    from time import monotonic

    began = monotonic()
    work = Scan(settings)
    for item in items:
        work.feed(item)
    notes: list[str] = []
    findings: list[Finding] = []
    if work.candidates:
        skipped = 0
        if work.open_questions():
            skipped = _partners(work, source)
        findings = work.findings(lambda: _level(source))
        if findings and changed is not None:
            _compare_with_head(findings, source, settings, set(changed))
        if skipped:
            notes.append(f"{skipped} unchanged objects of the index are not present and were not compared")
    return Report(
        findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
        fail_on=settings.fail_on, seconds=monotonic() - began, notes=notes + work.notes,
    )  # fmt: skip


def _partners(work: Scan, source: IndexSource) -> int:
    """Look for the other halves in the rest of the index; return how many objects were not there.

    Of the other blobs only those secrets are kept whose API key stands in what is examined.
    """
    ledger = work.ledger
    mine = set(ledger.seen)
    missing = 0
    from guard.examine import examine

    for item in source.all_fragments():
        if isinstance(item, Skip):
            missing += not item.harmless
            continue
        before = len(ledger.sightings)
        examine(item, ledger, work.settings.limits)
        if len(ledger.sightings) > before:
            known = {(one.path, one.line, one.column, one.digest) for one in ledger.sightings[:before]}
            ledger.sightings[before:] = [
                one
                for one in ledger.sightings[before:]
                if ledger.digest(one.public) in mine and (one.path, one.line, one.column, one.digest) not in known
            ]
    return missing


def _level(source: IndexSource) -> int:
    from guard import context

    best = 0
    for item in source.all_fragments():
        if isinstance(item, Fragment) and best < context.STRONG:
            best = max(best, context.level(item.data))
    return best


def _compare_with_head(findings: list[Finding], source: IndexSource, settings: Settings, changed: set[str]) -> None:
    """Mark as existing what HEAD's version of the same file already showed as gravely."""
    before = Scan(settings)
    for path in sorted(changed):
        data = source.head_version(path)
        if data is not None:
            before.feed(Fragment(data, path, "index"))
    for item in source.all_fragments():
        if isinstance(item, Fragment) and item.path not in changed:
            before.feed(item)
    old: dict[tuple[str, str], int] = {}
    for finding in before.findings(lambda: _level(source)):
        name = (finding.path, finding.fingerprint)
        old[name] = max(old.get(name, -1), SEVERITIES.index(finding.severity))
    for finding in findings:
        grave = SEVERITIES.index(finding.severity)
        if finding.state == "new" and old.get((finding.path, finding.fingerprint), -1) >= grave:
            finding.state = "existing"
