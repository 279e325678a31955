"""Reports of other scanners: what is proven, what is a public key, what is neither; our rule in their syntax."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from pathlib import Path

import pytest

from guard.cli import main
from guard.commands.prove import peers
from guard.peer import PATTERN
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text

S, K, OTHER = secret_text(1), key_text(1), secret_text(2)


def shape(name: str) -> str:
    """Return a report with a secret, its public key, an unproven value and no value, as a scanner writes it."""
    values = [S, K, OTHER, "hunter2"]
    if name == "gitleaks":
        return json.dumps([{"RuleID": "r", "File": "a.env", "StartLine": at, "Secret": v, "Match": f"x={v}"} for at, v in enumerate(values, 1)])
    if name == "betterleaks":
        listed = [
            {"rule_id": "r", "match": {"full": f"x={v}", "value": v}, "location": {"path": "a.env", "start_line": at, "end_line": at}}
            for at, v in enumerate(values, 1)
        ]
        return json.dumps({"schema_version": "1", "findings": listed, "scan": {"state": "complete"}})
    if name == "trufflehog":
        more = {"SourceID": 1, "SourceType": 15, "DetectorName": "CustomRegex", "DecoderName": "PLAIN", "Verified": False, "RawV2": ""}
        place = {"Data": {"Filesystem": {"file": "a.env", "line": 1}}}
        return "\n".join(json.dumps({"SourceMetadata": place, **more, "Raw": v, "ExtraData": {"name": "r"}}) for v in values)
    if name == "kingfisher":
        rule = {"name": "r", "id": "r", "title": "R"}
        listed = [{"rule": rule, "finding": {"snippet": v, "path": "a.env", "line": at}} for at, v in enumerate(values, 1)]
        return json.dumps({"findings": listed, "audit": {}, "metadata": {}})
    digests = [(at, hashlib.sha1(v.encode()).hexdigest()) for at, v in enumerate(values, 1)]
    return json.dumps({"results": {"a.env": [{"type": "r", "line_number": at, "hashed_secret": d} for at, d in digests]}})


@pytest.mark.parametrize("name", [name for name in peers() if name != "github"])
def test_a_report_is_read_and_proven(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.env").write_text(f"a={S}\nb={K}\nc={OTHER}\nd=hunter2\n")
    (tmp_path / "r.json").write_text(shape(name))
    assert main(["prove", "r.json", "--format", "json"]) == 1
    out = capfd.readouterr().out
    found = json.loads(out)
    assert found["scanner"] == name
    assert [one["verdict"] for one in found["verdicts"]] == ["proven", "public-key", "unproven", "neither"]
    assert found["verdicts"][0]["api_key"] == K
    assert main(["prove", "r.json"]) == 1
    text = capfd.readouterr().out
    assert f"4 findings of {name}: 1 proven secrets, 1 public keys" in text
    assert_no_secret((out + text).encode())


@pytest.mark.parametrize("text", ["{", "7", '{"a": 1}', "[" * 100_000, '[{"x": 1}]', "a\nb"])
def test_a_report_that_is_none_is_a_usage_error(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.json").write_text(text)
    assert main(["prove", "r.json"]) == 2
    assert main(["prove", "none.json"]) == 2
    (tmp_path / "r.json").write_text("[]")
    assert main(["prove", "r.json"]) == 0


def test_our_rule_in_the_syntax_of_others(capfd: pytest.CaptureFixture[str], sealed: Path) -> None:
    for name in ("gitleaks", "kingfisher", "betterleaks", "trufflehog", "github", "detect-secrets"):
        assert main(["explain", "--rule-for", name]) == 0
        assert "AEIMQUYcgkosw048" in capfd.readouterr().out
    assert main(["explain", "--rule-for", "detekt"]) == 2
    for text in (f"BACKPACK_API_SECRET={S}", f'"secret": "{S}",', f"secret: {S}\n", S):
        match = re.search(PATTERN, text)
        assert match and match[1] == S
    assert not re.search(PATTERN, f"x{S}") and not re.search(PATTERN, f"{S}=")


@pytest.mark.parametrize(("name", "text"), [
    ("betterleaks", '{"schema_version": "1", "findings": [], "scan": {}}'), ("kingfisher", '{"findings": [], "audit": {}, "metadata": {}}'),
    ("detect-secrets", '{"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": {}, "generated_at": "x"}'),
    ("-", "[]"), ("-", ""),
])  # fmt: skip
def test_a_report_without_findings_is_one(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.json").write_text(text)
    assert main(["prove", "r.json"]) == 0
    assert f"0 findings of {name}" in capfd.readouterr().out


@pytest.mark.parametrize("name", ["betterleaks", "kingfisher", "trufflehog"])
def test_a_report_of_one_line_is_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.env").write_text(f"a={K}\n")
    whole = shape(name)
    if name == "trufflehog":
        lines = [whole.splitlines()[0]]
    else:
        first = json.loads(whole)["findings"][0]
        lines = [json.dumps({"schema_version": "1", "finding": first} if name == "betterleaks" else first)]
        lines.append(json.dumps({"schema_version": "1", "scan": {}} if name == "betterleaks" else {"audit": {}}))
    (tmp_path / "r.jsonl").write_text("\n".join(lines) + "\n")
    assert main(["prove", "r.jsonl"]) == 1
    assert f"1 findings of {name}: 1 proven" in capfd.readouterr().out


def ask(event: object, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, object]]:
    raw = event if isinstance(event, str) else json.dumps(event)
    capfd.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))
    status = main(["hook", "agent"])
    out, err = capfd.readouterr()
    assert_no_secret((out + err).encode())
    return status, json.loads(out or "{}")


