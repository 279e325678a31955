"""JSON lines: the records of the JSON report, one a line."""

from __future__ import annotations

import json

from guard.formats.json import FORMAT as JSON
from guard.formats.jsonl import FORMAT
from tests.formats import hostile, render


def test_lines_hold_what_the_json_report_holds() -> None:
    report = hostile()
    whole = json.loads(render(JSON, report))
    records = [json.loads(line) for line in render(FORMAT, report).splitlines()]
    kinds: dict[str, list[dict[str, object]]] = {}
    for record in records:
        kinds.setdefault(record.pop("type"), []).append(record)
    assert kinds["finding"] == whole["findings"]
    assert kinds["skipped"] == whole["skipped"]
    assert [one["text"] for one in kinds["note"]] == whole["notes"]
    (summary,) = kinds["summary"]
    assert summary["exit"] == 1 and summary["findings"] == len(report.findings)
