"""GitHub workflow commands: an annotation for each finding, the gravest first.

GitHub shows ten annotations of each level and step; what comes after them is told as plain lines.
Escaping: docs.github.com, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from guard.formats._words import gravest_first, level, place, rules
from guard.model import Finding, Report
from guard.redact import safe
from guard.rendering import Format, RenderContext

SHOWN = 10
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def escape(text: str) -> str:
    """Return text as the data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Return text as a property of a workflow command."""
    return escape(text).replace(":", "%3A").replace(",", "%2C")


def plain(text: str) -> str:
    """Return text as a line that the runner takes for no command: `::` counts first in a line, `##[` anywhere."""
    return safe(text).replace("##[", "##%5B")


def command(name: str, message: str, **properties: object) -> str:
    """Return one workflow command as a line."""
    listed = ",".join(f"{key}={escape_property(safe(str(value)))}" for key, value in properties.items())
    return f"::{name}{' ' if listed else ''}{listed}::{escape(message)}"


def _annotation(report: Report, finding: Finding) -> str:
    rule = rules().get(finding.rule)
    lines = [f"{safe(place(finding))}: {finding.rule}: {finding.message}"]
    lines += [f"  its API key stands at {safe(one.path)}:{one.line}" for one in finding.evidence]
    if finding.commit:
        lines.append(f"  commit {finding.commit}")
    if rule and report.fails(finding):
        lines.append(f"  help: {rule.fix}")
    return command(
        _COMMANDS[level(report, finding)], "\n".join(lines), title=f"backpack-guard: {rule.title if rule else finding.rule}",
        file=finding.path, line=finding.line, endLine=finding.end_line, col=finding.column, endColumn=finding.end_column,
    )  # fmt: skip


def _render(report: Report, context: RenderContext) -> str:
    lines = []
    left = dict.fromkeys(_COMMANDS, SHOWN)
    for finding in gravest_first(report):
        grade = level(report, finding)
        left[grade] -= 1
        if left[grade] >= 0:
            lines.append(_annotation(report, finding))
        else:
            lines.append(plain(f"{grade}: {place(finding)}: {finding.rule}: {finding.message}"))
    more = -sum(min(0, count) for count in left.values())
    if more:
        lines.append(f"{more} further findings are told as lines only: a step shows {SHOWN} annotations of each level")
    missed = [skip for skip in report.skipped if not skip.harmless]
    for skip in missed[:SHOWN]:
        lines.append(command("warning", f"not read: {safe(skip.path)}: {safe(skip.reason)}", title="backpack-guard: incomplete"))
    lines += [plain(f"not read: {skip.path}: {skip.reason}") for skip in missed[SHOWN:]]
    lines += [command("notice", safe(note), title="backpack-guard") for note in report.notes]
    said = f"{len(report.failing)} findings fail, {report.read} of {report.requested} inputs read"
    lines.append(f"backpack-guard: {said}")
    return "\n".join(lines) + "\n"


FORMAT = Format(name="github", media_type="text/plain", render=_render)
