"""GitLab's reports against their fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from guard.formats import codequality, gitlab
from guard.model import Report
from tests.formats import finding, hostile, large, real, render, schema

REPORTS = pytest.mark.parametrize("report", [Report([]), real(), hostile()], ids=["empty", "real", "hostile"])


def document(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(gitlab.FORMAT, report))
    Draft7Validator(schema("gitlab-secret-detection.json")).validate(found)
    return found


@REPORTS
def test_the_secret_detection_report_has_all_fields(report: Report) -> None:
    found = document(report)
    assert found["version"] == "15.0.7"
    assert len(found["vulnerabilities"]) == len({one["id"] for one in found["vulnerabilities"]})
    assert found["scan"]["status"] == ("success" if report.complete else "failure")
    assert "raw_source_code_extract" not in json.dumps(found)


def test_ids_are_stable_and_tell_places_apart() -> None:
    def ids(*findings: Any) -> list[str]:
        return [one["id"] for one in document(Report(list(findings)))["vulnerabilities"]]

    assert ids(finding("a", 1)) == ids(finding("a", 1))
    assert len(set(ids(finding("a", 1), finding("a", 2), finding("b", 1), finding("a", 1, commit="f" * 40)))) == 4


def test_the_times_are_those_of_the_run_without_a_zone() -> None:
    report = real()
    report.seconds = 61.0
    scan = document(report)["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2026-09-21T14:12:19", "2026-09-21T14:13:20")


def test_a_commit_is_named_and_a_work_tree_is_zeros() -> None:
    found = document(hostile())["vulnerabilities"]
    assert {one["location"]["commit"]["sha"] for one in found} == {"0000000", "d" * 40}
    assert {one["severity"] for one in found} == {"Critical", "Medium", "Info"}


@REPORTS
def test_the_code_quality_report_has_all_fields(report: Report) -> None:
    found = json.loads(render(codequality.FORMAT, report))
    Draft7Validator(schema("codequality.json")).validate(found)
    assert len(found) == len({one["fingerprint"] for one in found}) == len(report.findings)


def test_a_code_quality_fingerprint_does_not_move_with_the_line() -> None:
    one, two = (json.loads(render(codequality.FORMAT, Report([finding("a", line)]))) for line in (1, 9))
    assert one[0]["fingerprint"] == two[0]["fingerprint"]


def test_many_findings_are_all_told() -> None:
    assert len(document(large(5_000))["vulnerabilities"]) == 5_000
