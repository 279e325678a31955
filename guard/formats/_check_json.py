"""The report of `check` for machines, version 1."""

from __future__ import annotations

from guard.formats._check_text import said
from guard.problem import Problem
from guard.rendering import RenderContext
from guard.verdict import CheckReport, Verdict


def _problems(problems: list[Problem], verdict: Verdict) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for problem in problems:
        message, fix = said(problem, verdict, "en")
        found.append({"id": problem.id, "severity": problem.severity, "message": message, "fix": fix or None})
    return found


def key_record(verdict: Verdict) -> dict[str, object]:
    """Return one stored key; nothing in it is secret."""
    partner = verdict.partner
    return {
        "name": verdict.entry.name or None,
        "store": verdict.kept.kind,
        "path": verdict.kept.path,
        "line": verdict.entry.line or None,
        "column": verdict.entry.column or None,
        "kind": verdict.kind,
        "api_key": verdict.api_key,
        "fingerprint": verdict.fingerprint,
        "pair": None
        if partner is None
        else {"name": partner.entry.name or None, "path": partner.kept.path, "line": partner.entry.line or None},
        "verdict": verdict.id,
        "severity": verdict.severity,
        "fixable": verdict.mendable,
        "diagnoses": _problems(verdict.problems, verdict),
        "place": _problems(verdict.places, verdict),
    }


def render_json(report: CheckReport, context: RenderContext) -> str:
    """Return the report as JSON with stable English texts."""
    import json

    from guard import __version__

    known = tuple(kept.path for kept in report.stores)
    unread = sum(not skip.path.startswith(known) if known else True for skip in report.skipped)
    document = {
        "version": 1,
        "tool": {"name": "backpack-guard", "version": __version__},
        "complete": report.complete,
        "exit": report.exit,
        "stores": {
            "requested": len(report.stores) + unread,
            "read": len(report.stores),
            "read_paths": [kept.path for kept in report.stores],
        },
        "skipped": [{"path": skip.path, "reason": skip.reason} for skip in report.skipped],
        "mended": report.mended,
        "notes": report.notes,
        "keys": [key_record(verdict) for verdict in report.verdicts],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"
