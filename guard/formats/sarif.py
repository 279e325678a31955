"""SARIF 2.1.0 as GitHub code scanning takes it; no snippet of the source, no context region.

Fields and limits: docs.github.com, "SARIF support for code scanning".
"""

from __future__ import annotations

from guard.formats._words import GUIDE, cut_note, gravest_first, level, rules, uri
from guard.model import Finding, Report
from guard.rendering import Format, RenderContext
from guard.rule import Rule

MOST_RESULTS = 25_000
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_PRECISION = {"proven": "very-high", "likely": "high", "possible": "medium"}
_SUPPRESSED = {
    "accepted": "accepted by the configuration or an allow comment",
    "revoked": "listed as revoked in the configuration",
    "documented": "a published example, never a key to use",
}


def _rule(rule: Rule) -> dict[str, object]:
    accept = f"[[accept]] or [[revoked]] entry in .backpack-guard.toml; see `backpack-guard explain {rule.id}`"
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "helpUri": GUIDE,
        "help": {
            "text": f"{rule.why}\n\n{rule.fix}\n\nGuide: {GUIDE}",
            "markdown": (
                f"## {rule.title}\n\n{rule.why}\n\n### What to do\n\n{rule.fix}\n\n"
                f"[Backpack's guide to API keys]({GUIDE})\n\n### To accept it\n\nAn {accept}.\n"
            ),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "precision": _PRECISION[rule.confidence],
            "security-severity": SCORES[rule.severity],
            "tags": ["security", "secret", "external/cwe/cwe-798"],
        },
    }


def _stand_ins(findings: list[Finding]) -> dict[str, Rule]:
    """Return rules for the diagnoses of `check`, which have texts and no rule of their own."""
    from guard.formats._check_findings import rule_of

    return {one.rule: rule_of(one.rule, one.severity) for one in findings if one.rule.startswith("stored-key/")}


def _place(path: str, **region: int) -> dict[str, object]:
    return {"artifactLocation": {"uri": uri(path)}, "region": region}


def _message(finding: Finding) -> str:
    said = finding.message
    if finding.evidence:
        said += ", whose API key stands " + ", ".join(f"[here]({n})" for n in range(1, len(finding.evidence) + 1))
    if finding.commit:
        said += f"; brought by commit {finding.commit[:12]}"
    return said + "."


def _fingerprints(finding: Finding) -> dict[str, str]:
    found = {"backpackKey/v1": finding.fingerprint}
    if finding.line_hash:
        found["primaryLocationLineHash"] = finding.line_hash
    return found


def _result(report: Report, finding: Finding, numbers: dict[str, int]) -> dict[str, object]:
    names = ("severity", "confidence", "state", "encoding", "origin", "commit", "blob", "story")
    details = {name: getattr(finding, name) for name in names if getattr(finding, name)}
    if finding.api_key:
        details["apiKey"] = finding.api_key
    place = _place(
        finding.path, startLine=finding.line, startColumn=finding.column,
        endLine=max(finding.line, finding.end_line), endColumn=finding.end_column,
    )  # fmt: skip
    record: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": level(report, finding),
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": _fingerprints(finding),
        "baselineState": "unchanged" if finding.state == "existing" else "new",
        "properties": details,
    }
    if finding.evidence:
        record["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(one.path, startLine=one.line),
                "message": {"text": "its API key" if one.what == "api-key" else one.what},
            }
            for number, one in enumerate(finding.evidence, 1)
        ]
    # all results of a run have the array or none: an empty one says that a result is not suppressed (3.27.23)
    why = _SUPPRESSED.get(finding.state)
    record["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}] if why else []
    return record


def _notices(report: Report, shown: int) -> list[dict[str, object]]:
    said: list[dict[str, object]] = [
        {
            "level": "note" if skip.harmless else "error",
            "message": {"text": f"not read: {skip.reason}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(skip.path)}}}],
        }
        for skip in report.skipped[:MOST_RESULTS]
    ]
    told = list(report.notes)
    if shown < len(report.findings):
        told.append(cut_note(shown, len(report.findings)))
    return said + [{"level": "warning", "message": {"text": one}} for one in told]


def _render(report: Report, context: RenderContext) -> str:
    import json

    from guard import __version__

    known = {**rules(), **_stand_ins(report.findings)}
    numbers = {name: at for at, name in enumerate(known)}
    findings = gravest_first(report)[:MOST_RESULTS]
    run = {
        "tool": {
            "driver": {
                "name": "backpack-guard",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": GUIDE,
                "rules": [_rule(rule) for rule in known.values()],
            }
        },
        "automationDetails": {"id": "backpack-guard/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": report.complete,
                "exitCode": report.exit,
                "toolExecutionNotifications": _notices(report, len(findings)),
            }
        ],
        "results": [_result(report, finding, numbers) for finding in findings],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, separators=(",", ":")) + "\n"


FORMAT = Format(name="sarif", media_type="application/sarif+json", render=_render, line_hashes=True)
