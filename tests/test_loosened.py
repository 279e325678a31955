"""A policy that commits would loosen: each change a finding at its line, judged from where the commits began."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from guard.cli import main
from guard.config import Settings, add_baseline, parse
from guard.loosened import changes
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text
from tests.push.kit import guard
from tests.sources.repo import Repo

CONFIG = ".backpack-guard.toml"
K = key_text(1)


def policy(text: str, baseline: str = "") -> Settings:
    settings = parse(text.encode(), "c", "", "2026-06-01")
    if baseline:
        add_baseline(settings, baseline.encode(), "b", "2026-06-01")
    return settings


def accepted(key: str = K, expires: str = "", kind: str = "accept") -> str:
    rest = f'expires = "{expires}"\n' if expires else ""
    return f'[[{kind}]]\napi-key = "{key}"\nreason = "emptied"\n{rest}'


@pytest.mark.parametrize(("base", "head", "told"), [
    ("", 'fail-on = "high"', ["fail-on = high (base: medium)"]),
    ('fail-on = "high"', "", []),
    ('fail-on = "low"', "", ["fail-on = medium (base: low)"]),
    (f'watch = ["{K}"]', "", ["watch: -1"]),
    ("", f'watch = ["{K}"]', []),
    ("solana = true", "", ["solana = false (base: true)"]),
    ("", "push-bypass = true", ["push-bypass = true (base: false)"]),
    ("push-bypass = true", "", []),
    ("", accepted(), ["accept bpg1:"]),
    ("", accepted(kind="revoked"), ["revoked bpg1:"]),
    (accepted(), "", []),
    (accepted(), accepted(), []),
    (accepted(expires="2026-07-01"), accepted(expires="2026-09-01"), ["expires 2026-09-01 (base: 2026-07-01)"]),
    (accepted(expires="2026-07-01"), accepted(), ["expires never (base: 2026-07-01)"]),
    (accepted(expires="2026-07-01"), accepted(expires="2026-06-20"), []),
    (accepted(expires="2026-05-01"), accepted(), ["accept bpg1:"]),
    ("", accepted(expires="2026-05-01"), []),
    ("", "[limits]\ndepth = 2", ["limits.depth = 2 (base: 8)"]),
    ("", "[limits]\ndepth = 9", []),
])  # fmt: skip
def test_what_is_less_strict(base: str, head: str, told: list[str]) -> None:
    found = [change.detail for change in changes(policy(base), policy(head))]
    assert len(found) == len(told)
    assert all(part in detail for part, detail in zip(told, found, strict=True)), found


def test_a_baseline_is_one_change_named_by_its_keys() -> None:
    def baseline(*numbers: int) -> str:
        return "accept = [" + "".join(f'{{ api-key = "{key_text(n)}", reason = "old" }},' for n in numbers) + "]"

    (first,) = changes(policy(""), policy("", baseline(1, 2)))
    (other,) = changes(policy(""), policy("", baseline(1, 3)))
    assert first.detail == other.detail == "baseline: +2"
    assert first.names != other.names
    assert not list(changes(policy("", baseline(1, 2)), policy("", baseline(2))))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(str(tmp_path / "r"))
    made.commit({"README": b"a bot for backpack\n"})
    return made


def loosened(repo: Repo, *options: str) -> tuple[int, list[dict[str, object]]]:
    status, report, _ = guard(repo.path, "scan", "--range", "HEAD~1..HEAD", *options)
    listed: list[dict[str, object]] = report["findings"]  # type: ignore[assignment]  # of a report
    return status, [one for one in listed if one["rule"] == "policy-loosened"]


def test_a_finding_stands_at_its_line_and_names_the_commit(repo: Repo) -> None:
    text = f'# fail-on was medium\nlang = "zh"\nfail-on = "never"\n\n[[accept]]\nreason = "{secret_text(1)}"\napi-key = "{K}"\n'
    head = repo.commit({CONFIG: text.encode()})
    repo.commit({"later": b"x"})
    status, report, _ = guard(repo.path, "scan", "--range", "HEAD~2..HEAD")
    listed: list[dict[str, object]] = report["findings"]  # type: ignore[assignment]  # of a report
    found = [one for one in listed if one["rule"] == "policy-loosened"]
    assert status == 1
    assert [(one["path"], one["line"], one["column"], one["commit"]) for one in found] == [(CONFIG, 3, 1, head), (CONFIG, 7, 12, head)]
    for one in found:
        assert (one["severity"], one["confidence"], one["state"], one["api_key"]) == ("medium", "proven", "new", None)
        assert str(one["fingerprint"]).startswith("bpg1:") and len(str(one["fingerprint"])) == 37
        assert one["end_line"] == one["line"] and one["blob"]
    assert_no_secret(json.dumps(found).encode())


def test_a_policy_that_is_taken_away_is_told_at_the_file_that_held_it(repo: Repo) -> None:
    repo.commit({CONFIG: f'watch = ["{K}"]\n'.encode()})
    repo.git("rm", "-q", CONFIG)
    head = repo.commit({"x": b"x"})
    status, (found,) = loosened(repo)
    assert status == 1
    assert (found["path"], found["line"], found["commit"], found["blob"]) == (CONFIG, 1, head, None)
    assert "watch: -1" in str(found["message"])


def test_a_trusted_configuration_approves_a_change_by_its_fingerprint(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"pyproject.toml": b'[tool.backpack-guard]\nfail-on = "high"\n'})
    status, (found,) = loosened(repo)
    assert (status, found["path"], found["line"]) == (1, "pyproject.toml", 2)
    trusted = tmp_path / "org.toml"
    trusted.write_text(f'[[accept]]\nfingerprint = "{found["fingerprint"]}"\nreason = "decided on Monday"\n')
    status, (found,) = loosened(repo, "--config", str(trusted))
    assert (status, found["state"]) == (0, "accepted")


def test_a_base_with_a_high_threshold_is_told_and_does_not_fail(repo: Repo) -> None:
    repo.commit({CONFIG: b'fail-on = "high"\n'})
    repo.commit({CONFIG: b'fail-on = "high"\npush-bypass = true\n'})
    status, (found,) = loosened(repo)
    assert (status, found["line"]) == (0, 2)


def test_a_branch_that_left_before_the_policy_was_tightened_loosens_nothing(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"work": b"x"})
    repo.git("checkout", "-q", "main")
    repo.commit({CONFIG: f'watch = ["{K}"]\n'.encode()})
    repo.git("checkout", "-q", "topic")
    monkeypatch.chdir(repo.path)

    def run() -> list[str]:
        capfd.readouterr()
        assert main(["ci", "--format", "json"]) in (0, 1)
        return [one["message"] for one in json.loads(capfd.readouterr().out)["findings"]]

    assert run() == []
    with monkeypatch.context() as patch:  # a run by hand brings nothing that could loosen anything
        patch.setenv("GITHUB_ACTIONS", "true")
        patch.setenv("GITHUB_EVENT_NAME", "workflow_dispatch")
        assert run() == []
    repo.commit({CONFIG: b'fail-on = "never"\n'})
    (message,) = run()
    assert "fail-on = never" in message


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["text", "html", "markdown", "github", "sarif", "gitlab", "codequality", "junit"])
def test_every_format_tells_it(name: str, lang: str, repo: Repo, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({CONFIG: b'fail-on = "never"\n'})
    monkeypatch.chdir(repo.path)
    assert main(["scan", "--range", "HEAD~1..HEAD", "--format", name, "--lang", lang]) == 1
    out = capfd.readouterr().out
    assert "policy-loosened" in out or "policy&#45;loosened" in out
    assert "fail-on = never" in out or "fail-on &#61; never" in out
    assert "None" not in out
    if name not in ("github", "junit", "codequality"):
        assert re.search("bpg1(:|&#58;)[0-9a-f]{32}", out)
    if name == "text":
        assert "proven secret" not in out and "已证实的" not in out
