"""What git stores of a commit message is what is looked at: real commits, with an editor and without one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from guard.sources.cleanup import clean
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

SECRET = f"BACKPACK_API_SECRET={secret_text(1)}"
CUT = "# ------------------------ >8 ------------------------"


@pytest.fixture
def repo(tmp_path: Path, sealed: Path) -> Repo:
    made = Repo(str(tmp_path / "r"))
    made.commit({"README": b"a bot for backpack\n"})
    hook = Path(made.path, ".git", "hooks", "commit-msg")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nPYTHONPATH="{Path(__file__).parents[2]}" exec "{sys.executable}" -m guard hook commit-msg "$@"\n')
    hook.chmod(0o755)
    return made


def stored(repo: Repo, *arguments: str, editor: str = "", git: tuple[str, ...] = (), **env: str) -> tuple[bool, bool]:
    """Commit; return whether git made a commit, and whether its message holds the secret."""
    if editor:
        program = Path(repo.path + "-editor")
        program.write_text(f"#!{sys.executable}\nimport sys\npath = sys.argv[1]\nold = open(path).read()\nopen(path, 'w').write({editor!r} + '\\n' + old)\n")
        program.chmod(0o755)
        env["GIT_EDITOR"] = os.fspath(program)
    before = repo.git("rev-parse", "HEAD")
    repo.git(*git, "commit", "--allow-empty", *arguments, check=False, env=env)
    return repo.git("rev-parse", "HEAD") != before, SECRET.encode() in repo.git("log", "-1", "--format=%B")


@pytest.mark.parametrize("message", [f"# {SECRET}", SECRET, f"x\n{CUT}\n{SECRET}", f"; {SECRET}"])
@pytest.mark.parametrize("mode", ["", "--cleanup=verbatim", "--cleanup=whitespace", "--cleanup=scissors"])
def test_a_message_without_an_editor_is_stored_as_it_is(message: str, mode: str, repo: Repo) -> None:
    assert stored(repo, "-m", message, *filter(None, [mode])) == (False, False)


SETTINGS = [
    ("", "# {}", True), ("", "{}", False), ("core.commentChar=;", "; {}", True), ("core.commentChar=;", "# {}", False), ("core.commentChar=auto", "# {}", True),
    ("commit.cleanup=whitespace", "# {}", False), ("commit.cleanup=strip", "# {}", True), ("commit.cleanup=scissors", "# {}", False),
    ("commit.status=false", "# {}", False),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "line", "expected"), SETTINGS)
@pytest.mark.parametrize("place", ["config", "-c", "environment", "include"])
def test_a_message_from_an_editor_is_cleaned_as_git_does(setting: str, line: str, expected: bool, place: str, repo: Repo) -> None:
    name, _, value = setting.partition("=")
    git: tuple[str, ...] = ()
    env: dict[str, str] = {}
    if name and place == "config":
        repo.git("config", name, value)
    elif name and place == "-c":
        git = ("-c", setting)
    elif name and place == "include":
        Path(repo.path, "more.cfg").write_text(f"[{name.split('.')[0]}]\n{name.split('.')[1]} = \"{value}\"\n")
        repo.git("config", "include.path", "../more.cfg")
    elif name:
        env = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": name, "GIT_CONFIG_VALUE_0": value}
    assert stored(repo, editor="a change\n" + line.format(SECRET), git=git, **env) == (expected, False)


@pytest.mark.parametrize(("mode", "expected"), [("strip", True), ("default", True), ("whitespace", False), ("verbatim", False), ("scissors", False)])
def test_a_mode_of_the_command_line_is_followed(mode: str, expected: bool, repo: Repo) -> None:
    assert stored(repo, f"--cleanup={mode}", editor=f"a change\n# {SECRET}") == (expected, False)


@pytest.mark.parametrize("mode", ["whitespace", "verbatim", "strip"])
def test_scissors_that_somebody_typed_hide_nothing(mode: str, repo: Repo) -> None:
    assert stored(repo, f"--cleanup={mode}", editor=f"a change\n{CUT}\nx\n{SECRET}") == (False, False)


@pytest.mark.parametrize("options", [(), ("-c", "core.commentChar=;"), ("-c", "diff.noprefix=true"), ("-c", "diff.submodule=log"), ("-c", "commit.status=false")])
@pytest.mark.parametrize("mode", ["strip", "whitespace", "verbatim", "scissors"])
def test_what_is_shown_below_the_scissors_is_no_part_of_the_message(mode: str, options: tuple[str, ...], repo: Repo) -> None:
    repo.add({"a.env": f"BACKPACK_API_KEY={key_text(1)}\n{SECRET}\n".encode()})
    repo.git("commit", "-qnm", "before the guard came")
    repo.git("rm", "-q", "--cached", "a.env")
    assert stored(repo, "-v", f"--cleanup={mode}", editor="take it out", git=options) == (True, False)


def test_lines_keep_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_EDITOR", raising=False)
    hint = "{0} with '{0}' will be ignored, and an empty message aborts the commit."
    text = f"a\n# b\n\n; c\n{hint.format('#')}\n{CUT}\n# d\ndiff --git a b\n".encode()
    for mark in (b"#", b"//"):
        monkeypatch.setenv("GIT_INDEX_FILE", "x")
        marked = text.replace(b"#", mark)
        assert clean(marked) == b"a\n\n\n; c\n\n"
        assert clean(marked.replace(b"ignored", b"read")).count(mark) == 3  # what git does not say it does not do
        assert clean(marked.replace(b" b\n", b" ' will be kept; you may remove them\n")).count(mark) == 3
    assert clean(text.replace(hint.format("#").encode(), hint.format(";").encode())) == b"a\n# b\n\n\n\n"
    monkeypatch.setenv("GIT_EDITOR", ":")
    assert clean(text) == text


def test_by_hand_it_is_as_the_repository_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_EDITOR", raising=False)
    monkeypatch.delenv("GIT_INDEX_FILE", raising=False)
    text = f"a\n# b\n; c\n{CUT}\nd".encode()
    assert clean(text) == b"a\n\n; c\n"
    assert clean(text, b"[core]\n\tcommentChar = ;\n") == b"a\n# b\n\n"
    assert clean(text, b"[core]\n\tcommentChar = auto\n") == b"a\n# b\n; c\n"
