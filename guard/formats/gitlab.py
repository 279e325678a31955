"""GitLab's secret detection report, schema 15.0.7; without the extract of the source, which GitLab would keep."""

from __future__ import annotations

from guard.formats._words import GUIDE, gravest_first, rules
from guard.model import Finding, Report
from guard.redact import safe
from guard.rendering import Format, RenderContext

SCHEMA = "15.0.7"
NO_COMMIT = "0000000"  # what GitLab's own analyzer writes for files outside a history
_SPACE = "6f1b6c4e-8f3a-5f54-9a53-0d6f0f0c7a11"  # the UUID namespace of this product's findings


def _tool() -> dict[str, object]:
    from guard import __version__

    return {
        "id": "backpack-guard", "name": "backpack-guard", "version": __version__, "url": GUIDE,
        "vendor": {"name": "backpack-guard"},
    }  # fmt: skip


def _time(seconds: float) -> str:
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(max(0, seconds)))


def _identity(finding: Finding) -> str:
    from uuid import UUID, uuid5

    parts = (finding.fingerprint, finding.rule, finding.path, str(finding.line), str(finding.column), finding.commit or "")
    return str(uuid5(UUID(_SPACE), "\0".join(parts).encode("utf-8", "backslashreplace").decode("ascii", "backslashreplace")))


def _location(finding: Finding) -> dict[str, object]:
    return {
        "file": safe(finding.path), "start_line": finding.line, "end_line": finding.end_line,
        "commit": {"sha": finding.commit or NO_COMMIT},
    }  # fmt: skip


def _description(finding: Finding) -> str:
    said = [finding.message + "."]
    said += [f"Its API key stands at {safe(one.path)}:{one.line}." for one in finding.evidence]
    return " ".join(said)


def _vulnerability(finding: Finding) -> dict[str, object]:
    rule = rules().get(finding.rule)
    identifiers = [{"type": "backpack_guard_rule", "name": f"backpack-guard {finding.rule}", "value": finding.rule, "url": GUIDE}]
    identifiers.append({"type": "backpack_guard_key", "name": finding.fingerprint, "value": finding.fingerprint})
    signature = {"algorithm": "scope_offset", "value": f"{safe(finding.path)}|{finding.fingerprint}"}
    track = {"file": safe(finding.path), "start_line": finding.line, "end_line": finding.end_line, "signatures": [signature]}
    return {
        "id": _identity(finding),
        "category": "secret_detection",
        "name": rule.title if rule else finding.rule,
        "description": _description(finding)[:7000],
        "severity": finding.severity.capitalize() if finding.state == "new" else "Info",
        "solution": rule.fix if rule else "",
        "identifiers": identifiers,
        "links": [{"name": "Backpack's guide to API keys", "url": GUIDE}],
        "location": _location(finding),
        "tracking": {"type": "source", "items": [track]},
    }


def _messages(report: Report) -> list[dict[str, str]]:
    said = [("warn", f"not read: {safe(one.path)}: {safe(one.reason)}") for one in report.skipped if not one.harmless]
    said += [("info", safe(note)) for note in report.notes]
    return [{"level": kind, "value": text} for kind, text in said]


def _render(report: Report, context: RenderContext) -> str:
    import json

    found: dict[str, dict[str, object]] = {}
    for finding in gravest_first(report):
        record = _vulnerability(finding)
        found.setdefault(str(record["id"]), record)
    document = {
        "version": SCHEMA,
        "scan": {
            "analyzer": _tool(),
            "scanner": _tool(),
            "type": "secret_detection",
            "start_time": _time(context.now - report.seconds),
            "end_time": _time(context.now),
            "status": "success" if report.complete else "failure",
            "messages": _messages(report),
        },
        "vulnerabilities": list(found.values()),
    }
    return json.dumps(document, separators=(",", ":")) + "\n"


FORMAT = Format(name="gitlab", media_type="application/json", render=_render)
