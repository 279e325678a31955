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
        listed = [{"rule_id": "r", "path": "a.env", "line": at, "secret": v} for at, v in enumerate(values, 1)]
        return json.dumps({"findings": listed})
    if name == "trufflehog":
        place = {"Data": {"Filesystem": {"file": "a.env", "line": 1}}}
        return "\n".join(json.dumps({"DetectorName": "r", "Raw": v, "SourceMetadata": place}) for v in values)
    if name == "kingfisher":
        return json.dumps({"findings": [{"rule": {"id": "r"}, "finding": {"snippet": v, "path": "a.env", "line": 1}} for v in values]})
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
    for name in ("gitleaks", "kingfisher", "betterleaks", "trufflehog", "github"):
        assert main(["explain", "--rule-for", name]) == 0
        assert "AEIMQUYcgkosw048" in capfd.readouterr().out
    assert main(["explain", "--rule-for", "detect-secrets"]) == 2
    match = re.search(PATTERN, f"BACKPACK_API_SECRET={S}"[19:].replace("=", ":", 1))
    assert match and match[1] == S


def ask(event: object, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, object]]:
    raw = event if isinstance(event, str) else json.dumps(event)
    capfd.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))
    status = main(["hook", "agent"])
    out, err = capfd.readouterr()
    assert_no_secret((out + err).encode())
    return status, json.loads(out or "{}")


@pytest.mark.parametrize(("name", "answer"), [
    ("PreToolUse", "permissionDecision"), ("UserPromptSubmit", "block"), ("PostToolUse", "block"), ("beforeShellExecution", "deny"),
    ("beforeSubmitPrompt", "false"), ("beforeReadFile", "deny"),
])  # fmt: skip
def test_an_agent_is_refused_a_secret_and_nothing_else(
    name: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"export BACKPACK_API_KEY={K} BACKPACK_API_SECRET={S}"
    status, said = ask({"hook_event_name": name, "prompt": text, "tool_input": {"command": text}}, capfd, monkeypatch)
    assert status == 0 and answer in json.dumps(said) and K in json.dumps(said)
    status, said = ask({"hook_event_name": name, "prompt": "list the files"}, capfd, monkeypatch)
    assert status == 0 and answer not in json.dumps(said)


def test_an_agent_s_file_is_looked_into_and_an_event_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.env").write_text(f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n")
    status, said = ask({"hook_event_name": "PreToolUse", "tool_input": {"file_path": "b.env"}}, capfd, monkeypatch)
    assert status == 0 and "deny" in json.dumps(said)
    for event in ("{", "[]", "", "[" * 100_000):
        assert ask(event, capfd, monkeypatch) == (2, {})
