"""SARIF against its schema and against what GitHub asks for and limits."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from jsonschema.validators import validator_for

from guard.config import Settings
from guard.formats.sarif import FORMAT
from guard.linehash import LineHashes
from guard.model import Report
from guard.redact import original_path
from tests.formats import NAMES, hostile, large, real, render, schema

SCHEMA = schema("sarif-2.1.0-rtm.5.json")


def run_of(report: Report) -> dict[str, Any]:
    document = json.loads(render(FORMAT, report), parse_constant=pytest.fail)
    validator_for(SCHEMA)(SCHEMA).validate(document)
    assert len(document["runs"]) == 1
    found: dict[str, Any] = document["runs"][0]
    return found


@pytest.mark.parametrize("report", [Report([]), real(), hostile()], ids=["empty", "real", "hostile"])
def test_a_report_fits_the_schema_and_what_github_requires(report: Report) -> None:
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]):
            assert 0 < len(text) <= 1024
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        assert rule["help"]["markdown"] and len(rule["properties"]["tags"]) <= 10
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"(%[0-9A-F]{2}|[A-Za-z0-9._~/-])+", place["artifactLocation"]["uri"])
        assert place["region"]["endLine"] >= place["region"]["startLine"] >= 1
        assert "snippet" not in place["region"] and "contextRegion" not in place
        assert result["partialFingerprints"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["exitCode"] == report.exit


def test_the_uri_holds_the_bytes_of_the_path() -> None:
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run_of(hostile())["results"]]
    told = {original_path(uri) for uri in uris}
    assert set(NAMES) <= told


def test_history_and_states_are_told() -> None:
    results = run_of(hostile())["results"]
    old = next(one for one in results if one["properties"].get("commit"))
    assert old["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone.env"
    assert "d" * 12 in old["message"]["text"] and old["properties"]["story"]["pushed"] is True
    states = [one["properties"]["state"] for one in results if one["suppressions"]]
    assert sorted(states) == ["accepted", "documented", "revoked"]
    assert {one["level"] for one in results if one["suppressions"]} == {"note"}
    assert {one["status"] for result in results for one in result["suppressions"]} == {"accepted"}
    assert [one["baselineState"] for one in results].count("unchanged") == 1


def test_a_run_that_asks_for_it_hashes_the_finding_s_line() -> None:
    settings = Settings()
    settings.hash_lines = True
    (finding,) = real(settings).findings
    assert re.fullmatch("[0-9a-f]{1,16}:1", finding.line_hash)
    (result,) = run_of(Report([finding]))["results"]
    assert result["partialFingerprints"]["primaryLocationLineHash"] == finding.line_hash
    assert real().findings[0].line_hash == ""


def hashes(text: str) -> list[str]:
    all_of = LineHashes(text.encode())
    return [all_of.of(line) for line in range(1, text.count("\n") + 2)]


def test_the_published_vectors_of_the_line_hash() -> None:
    assert hashes("") == ["c129715d7a2bc9a3:1"]
    assert hashes(" a\nb\n  \t\tc\n d") == [
        "271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1",
    ]  # fmt: skip
    last = ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"]
    assert hashes("Lorem ipsum dolor sit amet.\n" * 10) == [*(f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)), *last]


def test_line_ends_count_alike_and_a_large_text_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "one\ntwo \u4e2d\U0001f600\none\none\n" * 30
    assert hashes(text.replace("\n", "\r\n")) == hashes(text)
    small = hashes(text)
    monkeypatch.setattr("guard.linehash._LARGE", 10)
    assert hashes(text) == small
    assert LineHashes(b"x").of(3) == LineHashes(b"x").of(0) == ""


def test_the_limits_of_github_hold_for_fifty_thousand_findings() -> None:
    report = large(26_000)
    text = render(FORMAT, report)
    assert len(gzip.compress(text.encode(), 6)) < 10_000_000
    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == 25_000
    assert run["results"][0]["properties"]["severity"] == "critical"
    told = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert told == ["only the 25000 gravest of 26000 findings are listed; the JSON report holds all"]
