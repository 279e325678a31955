"""The JSON report, version 1: the machine's contract."""

from __future__ import annotations

from guard.model import Finding, Report
from guard.rendering import Format, RenderContext


def finding_record(finding: Finding) -> dict[str, object]:
    """Return one finding as the contract writes it."""
    record: dict[str, object] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "api_key": finding.api_key,
        "fingerprint": finding.fingerprint,
        "state": finding.state,
        "encoding": finding.encoding,
        "origin": finding.origin,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "commit": finding.commit,
        "blob": finding.blob,
        "evidence": [{"path": one.path, "line": one.line, "what": one.what} for one in finding.evidence],
        "message": finding.message,
    }
    if finding.story is not None:
        record["story"] = finding.story
    return record


def _render(report: Report, context: RenderContext) -> str:
    import json

    from guard import __version__

    document = {
        "version": 1,
        "tool": {"name": "backpack-guard", "version": __version__},
        "complete": report.complete,
        "exit": report.exit,
        "scanned": {"requested": report.requested, "read": report.read, "bytes": report.bytes},
        "skipped": [{"path": skip.path, "reason": skip.reason} for skip in report.skipped],
        "notes": list(report.notes),
        "findings": [finding_record(finding) for finding in report.findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


FORMAT = Format(name="json", media_type="application/json", render=_render)
