"""Command lines as people write them: what does not fit is told with advice, and a secret in it is not repeated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guard.cli import main
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

BARE = secret_text(1).rstrip("=")
FORMS = [secret_text(1), BARE, BARE.replace("+", "-").replace("/", "_"), seed(1).hex(), f"0x{seed(1).hex()}", f"k/{BARE}"]
PAIR = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
PLACES = [
    ["scan", "{}"], ["scan", "--staged={}"], ["scan", "-q{}"], ["scan", "--range", "{}"], ["scan", "--config", "{}"], ["scan", "--{}"],
    ["scan", "--format", "{}"], ["scan", "--format", "json={}/x"], ["scan", "-o", "{}/x"], ["scan", "--lang", "{}"], ["{}"],
    ["audit", "{}"], ["audit", "--max-objects", "{}"], ["audit", "--max-bytes", "{}"], ["audit", "--branch", "{}"], ["audit", "--since", "{}"],
    ["ci", "--range", "{}"], ["hook", "{}"], ["hook", "commit-msg", "{}"], ["hook", "--deadline", "{}", "pre-receive"],
    ["check", "{}"], ["check", "env:{}"], ["check", "--public-key", "{}"], ["store", "--to", "{}"], ["store", "--from", "{}"], ["store", "--secret", "{}"],
    ["run", "--from", "{}", "--", "true"], ["run", "--env", "{}", "--", "true"], ["accept", "{}", "--reason", "x"], ["baseline", "create", "--from", "{}"],
    ["baseline", "{}"], ["prove", "{}"], ["install", "--hook-type", "{}"], ["explain", "{}"], ["explain", "--rule-for", "{}"], ["guide", "{}"],
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_a_secret_given_as_an_argument_is_not_repeated(
    place: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(Repo(str(tmp_path / "r")).path)
    for form in FORMS:
        assert main([word.format(form) for word in place]) in (0, 2, 3)
        out, err = capfdbinary.readouterr()
        assert_no_secret(out + err)


@pytest.mark.parametrize(("words", "said"), [
    ("scna", "did you mean scan?"), ("scan --stagged", "did you mean --staged?"), ("scan --fail-on hgih", "critical, high, medium, low, never"),
    ("scan --color=red", "auto, always, never"), ("scan --staged=3", "takes no value"), ("audit --max-objects x", "another kind of value"),
    ("guide x", "fewer arguments"), ("scan --config", "expected one argument"), ("scan --no-such-thing", "no such option"),
    ("scan --format json=a --format text=./a", "one file"), ("scan --format json=a -o b", "has one already"), ("scan --format text --format json=-", "standard output"),
])  # fmt: skip
def test_what_does_not_fit_is_told_with_advice(
    words: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words.split()) == 2
    out, err = capfd.readouterr()
    assert out == "" and said in err and err.count("\n") <= 2


@pytest.mark.parametrize("words", ["-q --lang zh scan", "scan -q --lang zh", "--lang=zh --fail-on medium scan -q .", "scan . -q --lang zh"])
def test_options_stand_before_the_command_or_behind_it(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.env").write_text(PAIR)
    monkeypatch.chdir(tmp_path)
    assert main(words.split()) == 1
    assert "错误[key-pair]" in capfd.readouterr().out


@pytest.mark.parametrize("words", ["--format json -o -", "--format json=-", "--format json"])
def test_a_dash_is_standard_output(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.env").write_text(PAIR)
    monkeypatch.chdir(tmp_path)
    assert main(["scan", *words.split()]) == 1
    assert json.loads(capfd.readouterr().out)["exit"] == 1
    assert [one.name for one in tmp_path.iterdir()] == ["a.env"]


def test_a_file_that_is_named_twice_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.env").write_text(PAIR)
    monkeypatch.chdir(tmp_path)
    for words in ("d/a.env d d/", ". d/a.env", "d ./d/../d/a.env"):
        assert main(["scan", "--format", "json", *words.split()]) == 1
        report = json.loads(capfd.readouterr().out)
        assert (len(report["findings"]), report["scanned"]["requested"]) == (1, 1)


def test_the_environment_says_what_no_option_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.env").write_text(PAIR)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKPACK_GUARD_FORMAT", "json")
    monkeypatch.setenv("BACKPACK_GUARD_FAIL_ON", "never")
    assert main(["scan"]) == 0
    assert json.loads(capfd.readouterr().out)["exit"] == 0
    assert main(["scan", "--format", "text", "--fail-on", "low"]) == 1
    assert capfd.readouterr().out.startswith("error[key-pair]")
    monkeypatch.setenv("BACKPACK_GUARD_FAIL_ON", "nothing")
    assert main(["scan"]) == 2
    monkeypatch.delenv("BACKPACK_GUARD_FAIL_ON")
    monkeypatch.setenv("BACKPACK_GUARD_CONFIG", str(tmp_path / "none.toml"))
    assert main(["scan"]) == 2


def test_a_repository_without_a_commit_is_empty_for_ci_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(Repo(str(tmp_path / "r")).path)
    assert main(["ci"]) == 0
    assert capfd.readouterr().out == "note: range: the repository has no commit yet\nNothing to scan.\n"


@pytest.mark.parametrize("words", ["scan", "scan --staged", "audit", "ci", "hook pre-commit", "check", "guide", "install", "accept x"])
def test_a_folder_that_is_gone_is_told(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(words.split()) == 2
    assert "the current folder does not exist any more" in capfd.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("words", ["--version", "--help", "scan --help"])
def test_help_that_cannot_be_written_is_no_success(words: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "guard", *words.split()], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3 and done.stderr == b"backpack-guard: error: standard output cannot be written\n"


@pytest.mark.parametrize(("words", "said"), [
    ("scan --lang zh nope", "没有这个文件或文件夹：nope"), ("--lang=zh scna", "没有这个命令"), ("scan --lang zh --staged", "不在 git 仓库中"), ("scan --format xml --lang zh", "未知的格式"),
])  # fmt: skip
def test_errors_are_told_in_the_language_asked_for(
    words: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words.split()) == 2
    err = capfd.readouterr().err
    assert err.startswith("backpack-guard: 错误: ") and said in err and "\n提示: " in err


@pytest.mark.parametrize(("name", "shown"), [
    (b"a/b.env", "a/b.env"), (b"\xff\xfe.env", "%FF%FE.env"), (b"a\x1b[0m\n::error x", "a%1B[0m%0A::error x"), (b"", "<stdin>"),
])  # fmt: skip
def test_the_name_of_standard_input_is_shown_as_a_path_is(name: bytes, shown: str, tmp_path: Path, sealed: Path) -> None:
    for fmt in ("json", "text", "github", "sarif"):
        words = [b"scan", b"-", b"--stdin-name", name, b"--format", fmt.encode()]
        done = subprocess.run(
            [sys.executable.encode(), b"-m", b"guard", *words], input=PAIR.encode(), capture_output=True, check=False
        )
        assert done.returncode == 1 and b"\x1b" not in done.stdout and b"\n::error x" not in done.stdout
        if fmt == "json":
            assert json.loads(done.stdout)["findings"][0]["path"] == shown
