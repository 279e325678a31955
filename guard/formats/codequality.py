"""GitLab's code quality report: a list of findings with a fingerprint for each place."""

from __future__ import annotations

from guard.formats._words import gravest_first
from guard.model import Finding, Report
from guard.redact import safe
from guard.rendering import Format, RenderContext

_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def _names(findings: list[Finding]) -> list[str]:
    """Return a name for each finding that stays when lines move: GitLab drops all but one of equal ones."""
    from hashlib import sha256

    seen: dict[tuple[str, ...], int] = {}
    names = []
    for one in findings:
        parts = (one.fingerprint, one.rule, one.path, one.commit or "")
        seen[parts] = seen.get(parts, 0) + 1
        names.append(sha256("\0".join((*parts, str(seen[parts]))).encode("utf-8", "backslashreplace")).hexdigest())
    return names


def _record(report: Report, finding: Finding, name: str) -> dict[str, object]:
    begin = {"line": finding.line, "column": finding.column}
    end = {"line": finding.end_line, "column": finding.end_column}
    return {
        "type": "issue",
        "check_name": finding.rule,
        "categories": ["Security"],
        "description": finding.message,
        "severity": _SEVERITIES[finding.severity] if finding.state == "new" else "info",
        "fingerprint": name,
        "location": {"path": safe(finding.path), "positions": {"begin": begin, "end": end}},
    }


def _render(report: Report, context: RenderContext) -> str:
    import json

    findings = gravest_first(report)
    records = [_record(report, one, name) for one, name in zip(findings, _names(findings), strict=True)]
    return json.dumps(records, separators=(",", ":")) + "\n"


FORMAT = Format(name="codequality", media_type="application/json", render=_render)
