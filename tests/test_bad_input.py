"""Bad input of a CI run: configurations, targets, events, bases; each told with status 2 or 3, nothing scanned for nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guard import registry
from guard.cli import main
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text
from tests.push.kit import PAIR
from tests.sources.repo import Repo

K = key_text(1)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path) -> Repo:
    made = Repo(str(tmp_path / "r"))
    made.commit({"README": b"a bot for backpack\n"})
    made.commit({"a.env": PAIR})
    monkeypatch.chdir(made.path)
    return made


@pytest.mark.parametrize(("text", "said"), [
    ("wacth = []", "did you mean 'watch'?"), ("failon = 'low'", "did you mean 'fail-on'?"), ("FAIL-ON = 'low'", "did you mean"),
    ("[[acept]]\nreason = 'x'", "did you mean 'accept'?"), ("[[accept]]\napikey = 'x'\nreason = 'y'", "did you mean 'api-key'?"),
    ("[[accept]]\nexpiry = 2027-01-01\nreason = 'y'", "did you mean 'expires'?"), ("[[revoked]]\nday = 2027-01-01", "did you mean 'date'?"),
    ("[limits]\nmax-depth = 3", "did you mean 'depth'?"),
    ("watch = 'x'", "watch must be a list"), ("watch = [1]", "watch must be a list"), ("fail-on = 3", "fail-on must be one of"),
    ("fail-on = 'all'", "fail-on must be one of"), ("lang = 'de'", "lang must be"), ("solana = 'yes'", "solana must be true or false"),
    ("push-bypass = 1", "push-bypass must be true or false"), ("accept = 'x'", "must be written as [[accept]]"),
    ("accept = [1]", "must be written as [[accept]]"), ("limits = 3", "limits must be a table"), ("[limits]\ndepth = '3'", "limits.depth must be a number"),
    ("[limits]\ndepth = true", "limits.depth must be a number"), ("[limits]\ndepth = 0", "must lie between"),
    (f"[[accept]]\napi-key = '{K}'\nreason = 7", "reason must be a text"), (f"[[accept]]\napi-key = '{K}'\nexpires = 7\nreason = 'x'", "expires is no date"),
    (f"[[accept]]\napi-key = '{K}'\nexpires = '2027-02-30'\nreason = 'x'", "expires is no date"),
    (f"[[accept]]\napi-key = '{K}'\nexpires = 2027-02-30\nreason = 'x'", "not valid TOML"),
    (f"[[revoked]]\napi-key = '{K}'\ndate = 'yesterday'\nreason = 'x'", "date is no date"),
    ("watch = []\nwatch = []\n", "a key is written twice (line 2)"), ("[limits]\ndepth = 1\ndepth = 2\n", "a key is written twice (line 3)"), ("[limits]\n[limits]", "a key is written twice (line 2)"),
    ("watch = [", "not valid TOML"), ("fail-on = 'low'\nlang en", "not valid TOML (line 2)"), ("\x00", "not valid TOML"), ("[" * 20_000, "not valid TOML"),
])  # fmt: skip
def test_a_configuration_that_cannot_be_obeyed_is_told_and_nothing_is_scanned(
    text: str, said: str, repo: Repo, capfd: pytest.CaptureFixture[str]
) -> None:
    (Path(repo.path) / "c.toml").write_text(text)
    for command in (["scan", "."], ["ci"], ["scan", "--range", "HEAD~1..HEAD"]):
        capfd.readouterr()
        assert main([*command, "--config", "c.toml"]) == 2
        out, err = capfd.readouterr()
        assert out == "" and said in err and "Traceback" not in err, err


@pytest.mark.parametrize("command", [["scan", "."], ["ci"], ["scan", "--range", "HEAD~1..HEAD"], ["audit", "."]])
@pytest.mark.parametrize("options", [
    ["--format", "json", "--format", "sarif"], ["--format", "json", "--format", "json"], ["--format", "text", "--format", "html=-"],
    ["--format", "sarif=no/such/folder/r.sarif"], ["-o", "/proc/no/report"], ["--format", "json=README/x"], ["--format", "jsn"],
])  # fmt: skip
def test_a_report_that_cannot_be_written_is_told_before_the_scan(
    command: list[str], options: list[str], repo: Repo, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guard.scan.Scan.feed", lambda *_: pytest.fail("something was scanned"))
    if "html=-" in options:
        options = ["--format", "text", "--format", "html"]
    assert main([*command, *options]) == 2
    out, err = capfd.readouterr()
    assert out == "" and err.startswith("backpack-guard: error: ") and "Traceback" not in err
    assert not list(Path(repo.path).glob("*.part"))


def test_a_file_in_the_way_of_a_system_s_folder_is_told_before_the_scan(
    repo: Repo, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(repo.path) / "test-results").write_text("in the way")
    monkeypatch.setenv("BITBUCKET_BUILD_NUMBER", "1")
    monkeypatch.setattr("guard.scan.Scan.feed", lambda *_: pytest.fail("something was scanned"))
    assert main(["ci"]) == 2
    assert "test-results" in capfd.readouterr().err


@pytest.mark.parametrize(("range_", "status"), [
    ("nowhere..HEAD", 2), ("HEAD..nowhere", 2), (f"{'dead' * 10}..HEAD", 2), ("", 2), ("--upload-pack=x..HEAD", 2), ("HEAD~9..HEAD", 2),
])  # fmt: skip
def test_a_base_that_is_not_there_is_told(range_: str, status: int, repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["ci", f"--range={range_}"]) == (status if range_ else 1)
    assert main(["scan", f"--range={range_}"]) == status
    assert_no_secret("".join(capfd.readouterr()).encode())


def test_a_base_that_was_deleted_on_the_server_widens_the_range(
    repo: Repo, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"before": "dead" * 10, "after": repo.git("rev-parse", "HEAD").decode().strip(), "ref": "refs/heads/main"}))
    for name, value in {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event)}.items():
        monkeypatch.setenv(name, value)
    assert main(["ci", "--format", "json"]) == 1
    report = json.loads(capfd.readouterr().out)
    assert "commit deaddeaddead is not in this clone" in report["notes"][0]
    assert [one["rule"] for one in report["findings"]] == ["key-pair"] and report["complete"]


def test_histories_that_share_nothing_are_scanned_whole(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.git("checkout", "-q", "--orphan", "alone")
    repo.git("rm", "-q", "-r", "-f", ".")
    repo.commit({"other": b"backpack\n"})
    repo.commit({"b.env": PAIR})
    assert main(["ci", "--range", "main...alone", "--format", "json"]) == 1
    report = json.loads(capfd.readouterr().out)
    assert any("share no history" in note for note in report["notes"])
    assert [one["path"] for one in report["findings"]] == ["b.env"]


def test_no_variable_but_the_mark_is_enough(repo: Repo, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from guard.commands.ci import systems

    for system in systems():
        name, _, value = system.detect.partition("=")
        with monkeypatch.context() as patch:
            patch.setenv(name, value or "1")
            if system.name in ("gitea", "forgejo"):
                patch.setenv("GITHUB_ACTIONS", "true")
            assert main(["ci", "--format", "json"]) == 1, system.name
            report = json.loads(capfd.readouterr().out)
        assert system.title in report["notes"][0]


LARGE = """
import os, resource, sys
from guard import registry
from tests.formats import large, render
report = large(50_000)
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for name, form in registry.load("formats", "FORMAT").items():
    sys.stdout.flush()
    child = os.fork()  # so that each has all of that memory
    if not child:
        text = render(form, report)
        assert "grave.env" in text or "grave&#46;env" in text
        assert len(text) < 80_000_000
        os._exit(0)
    print(name, os.waitpid(child, 0)[1])
"""


def test_fifty_thousand_findings_fit_into_a_gigabyte_and_the_gravest_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", LARGE], cwd=Path(__file__).parents[1], capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()[-400:]
    assert sorted(done.stdout.decode().splitlines()) == [f"{name} 0" for name in sorted(registry.names("formats"))], done.stderr.decode()[-4000:]


def test_ten_thousand_real_findings_of_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    line = f"BACKPACK_API_SECRET={secret_text(1)}\n"
    (tmp_path / "many.env").write_text(f"BACKPACK_API_KEY={K}\n" + line * 10_000)
    assert main(["scan", "many.env", "--format", "github", "--format", "sarif=r.sarif"]) == 1
    assert "9990 further findings" in capfd.readouterr().out
    assert len(json.loads((tmp_path / "r.sarif").read_text())["runs"][0]["results"]) == 10_000
