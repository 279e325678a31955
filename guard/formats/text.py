"""The report for people on a terminal."""

from __future__ import annotations

from guard import registry
from guard.model import Finding, Report
from guard.rendering import Format, RenderContext

_GUIDE = {
    "en": "https://support.backpack.exchange/exchange/api-and-developer-docs/generate-api-keys-for-backpack-exchange",
}


def _finding(finding: Finding, report: Report) -> list[str]:
    word = "error" if report.fails(finding) else "note"
    state = "" if finding.state == "new" else f" [{finding.state}]"
    gutter = " " * len(str(finding.line))
    lines = [
        f"{word}[{finding.rule}]: {finding.message}{state}",
        f"{gutter}--> {finding.path}:{finding.line}:{finding.column}",
    ]
    if finding.excerpt:
        mark = finding.excerpt.find("*" * 8)
        carets = "^" * max(1, finding.end_column - finding.column)
        lines.append(f"{gutter} |")
        lines.append(f"{finding.line} | {finding.excerpt}")
        if mark >= 0 and finding.line == finding.end_line:
            lines.append(f"{gutter} | {' ' * min(mark, finding.column - 1)}{carets} {finding.encoding}")
        lines.append(f"{gutter} |")
    for one in finding.evidence:
        lines.append(f"{gutter} = note: its API key stands at {one.path}:{one.line}")
    rule = registry.load("rules", "RULE").get(finding.rule.replace("-", "_"))
    if rule is not None and report.fails(finding):
        lines.append(f"{gutter} = help: {rule.fix}")  # type: ignore[attr-defined]
        lines.append(f"{gutter} = help: {_GUIDE['en']}")
    return [*lines, ""]


def _render(report: Report, context: RenderContext) -> str:
    lines: list[str] = []
    for finding in report.findings:
        lines += _finding(finding, report)
    for skip in report.skipped:
        if not skip.harmless:
            lines.append(f"not read: {skip.path}: {skip.reason}")
    lines += [f"note: {note}" for note in report.notes]
    if not report.requested:
        lines.append("Nothing to scan.")
    else:
        total = len(report.failing)
        said = f"Found {total} finding{'s' if total != 1 else ''}" if total else "No findings"
        tail = "" if report.complete else "; incomplete: not everything could be read"
        lines.append(f"{said} in {report.read} of {report.requested} inputs{tail}.")
    return "\n".join(lines) + "\n"


FORMAT = Format(name="text", media_type="text/plain", render=_render)
