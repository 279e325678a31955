"""Git hooks on real repositories: staged blobs, halves that meet, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pairs import key_text, secret_text

K, S = key_text(1), secret_text(1)
PAIR = f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "t")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@example.invalid")
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "init")
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def put(folder: Path, name: str, text: str, *, commit: bool = False) -> None:
    (folder / name).write_text(text)
    git(folder, "add", "-f", name)
    if commit:
        git(folder, "commit", "-q", "-m", "a change")


def hook(folder: Path, *arguments: str) -> tuple[int, dict[str, object], str]:
    command = [sys.executable, "-m", "guard", "hook", *arguments, "--format", "json"]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=path)
    assert S not in done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def found(report: dict[str, object]) -> list[tuple[str, str, str]]:
    findings = report.get("findings", [])
    assert isinstance(findings, list)
    return [(one["rule"], one["path"], one["state"]) for one in findings]


def test_a_staged_pair_is_refused_and_a_clean_change_passes(repo: Path) -> None:
    put(repo, "clean.txt", "nothing here\n")
    assert hook(repo, "pre-commit")[0] == 0
    put(repo, "a.env", PAIR)
    status, report, _ = hook(repo, "pre-commit")
    assert status == 1
    assert found(report) == [("key-pair", "a.env", "new")]


def test_the_index_is_read_and_not_the_work_tree(repo: Path) -> None:
    put(repo, "a.env", PAIR)
    (repo / "a.env").write_text("clean\n")
    assert hook(repo, "pre-commit")[0] == 1
    git(repo, "rm", "-q", "--cached", "-f", "a.env")
    (repo / "a.env").write_text(PAIR)
    assert hook(repo, "pre-commit")[0] == 0


def test_halves_committed_at_different_times_meet(repo: Path) -> None:
    put(repo, "key.txt", f"key = {K}\n", commit=True)
    put(repo, "README", "docs.backpack.exchange\n", commit=True)
    put(repo, "other.txt", f"x = {S}\n")
    status, report, _ = hook(repo, "pre-commit")
    assert (status, found(report)) == (1, [("key-pair", "other.txt", "new")])


def test_a_key_meets_the_secret_committed_before(repo: Path) -> None:
    put(repo, "secret.txt", f"x = {S}\n", commit=True)
    put(repo, "key.txt", f"BACKPACK_API_KEY = {K}\n")
    status, report, _ = hook(repo, "pre-commit")
    assert status == 1
    assert ("key-pair", "secret.txt", "new") in found(report)


def test_what_head_holds_is_shown_and_does_not_fail(repo: Path) -> None:
    put(repo, "a.env", PAIR, commit=True)
    put(repo, "a.env", PAIR + "MORE=1\n")
    status, report, _ = hook(repo, "pre-commit")
    assert (status, found(report)) == (0, [("key-pair", "a.env", "existing")])
    put(repo, "b.env", PAIR)
    assert hook(repo, "pre-commit")[0] == 1


@pytest.mark.parametrize("given", [True, False])
def test_messages_are_cut_as_git_cuts_them(repo: Path, given: bool) -> None:
    message = repo / ".git" / "COMMIT_EDITMSG"
    arguments = [str(message)] if given else []
    message.write_text(f"subject\n\n# {PAIR}")
    assert hook(repo, "commit-msg", *arguments)[0] == 1  # the second line is no comment
    message.write_text("subject\n\n# " + PAIR.replace("\n", "\n# "))
    assert hook(repo, "commit-msg", *arguments)[0] == 0
    message.write_text("subject\n# ------------------------ >8 ------------------------\n" + PAIR)
    assert hook(repo, "commit-msg", *arguments)[0] == 0
    message.write_text("subject\n\n" + PAIR)
    status, report, _ = hook(repo, "commit-msg", *arguments)
    assert status == 1
    assert report["findings"][0]["origin"] == "commit-message"  # type: ignore[index]


def test_outside_a_repository_it_is_a_usage_error(tmp_path: Path) -> None:
    status, _, said = hook(tmp_path, "pre-commit")
    assert status == 2
    assert said.startswith("backpack-guard: error: ")


def plain(folder: Path, temporary: Path) -> subprocess.CompletedProcess[str]:
    """Run the hook as git does, without options, with a folder of its own for what it keeps."""
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "guard", "hook", "pre-commit"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=path)


def test_a_configuration_that_is_wrong_ends_git_and_leaves_nothing(repo: Path, tmp_path: Path) -> None:
    """git compares while the configuration is read."""
    put(repo, "a.txt", "words\n")
    put(repo, ".backpack-guard.toml", "wtch = []\n")
    temporary = tmp_path / "own"
    temporary.mkdir()
    answer = plain(repo, temporary)
    assert answer.returncode == 2 and "unknown key 'wtch'" in answer.stderr
    assert os.listdir(temporary) == []


def test_the_configuration_is_told_before_a_repository_that_cannot_be_read(repo: Path, tmp_path: Path) -> None:
    (repo / ".backpack-guard.toml").write_text("wtch = []\n")
    (repo / ".git" / "HEAD").write_text("nothing\n")
    answer = plain(repo, tmp_path)
    assert answer.returncode == 2 and "unknown key 'wtch'" in answer.stderr
    (repo / ".backpack-guard.toml").write_text("")
    answer = plain(repo, tmp_path)
    assert answer.returncode == 3 and "HEAD of the repository cannot be read" in answer.stderr


def test_what_is_found_is_told_whole_and_nothing_is_left(repo: Path, tmp_path: Path) -> None:
    """The process ends without taking itself apart: its streams are flushed, its own folder is removed."""
    for number in range(300):
        (repo / f"{number}.env").write_text(PAIR)
    git(repo, "add", ".")
    temporary = tmp_path / "own"
    temporary.mkdir()
    answer = plain(repo, temporary)
    assert answer.returncode == 1 and "Found 300 findings" in answer.stdout.splitlines()[-1]
    assert os.listdir(temporary) == []


@pytest.mark.parametrize("command", ["scan", "check", "hook"])
def test_a_command_is_read_as_one_of_all_and_no_other_is_imported(command: str) -> None:
    """Help, usage and width are those of a parser that knows every command."""
    program = (
        "import sys; from guard.arguments import _parser; from contextlib import suppress\n"
        f"with suppress(SystemExit): _parser(sys.argv[1], 80, print).parse_known_args(['{command}', '--help'])\n"
        "print([name for name in sys.modules if name.startswith('guard.commands.')], 'shutil' in sys.modules, file=sys.stderr)"
    )
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "57"}
    one, every = (
        subprocess.run([sys.executable, "-c", program, only], capture_output=True, text=True, check=True, env=path)
        for only in (command, "")
    )
    assert one.stdout == every.stdout and len(one.stdout.splitlines()[0]) < 58
    assert one.stderr == f"['guard.commands.{command}'] False\n"
