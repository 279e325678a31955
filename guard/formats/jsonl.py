"""The JSON report as lines: each finding, skip and note a record of its own, the summary last."""

from __future__ import annotations

from guard.formats.json import finding_record
from guard.model import Report
from guard.rendering import Format, RenderContext


def _render(report: Report, context: RenderContext) -> str:
    import json

    from guard import __version__

    records: list[dict[str, object]] = [{"type": "finding", **finding_record(one)} for one in report.findings]
    records += [{"type": "skipped", "path": skip.path, "reason": skip.reason} for skip in report.skipped]
    records += [{"type": "note", "text": note} for note in report.notes]
    records.append(
        {
            "type": "summary",
            "version": 1,
            "tool": {"name": "backpack-guard", "version": __version__},
            "complete": report.complete,
            "exit": report.exit,
            "scanned": {"requested": report.requested, "read": report.read, "bytes": report.bytes},
            "findings": len(report.findings),
        }
    )
    return "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)


FORMAT = Format(name="jsonl", media_type="application/jsonl", render=_render)
