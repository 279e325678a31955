"""What git stores of a commit message is what is looked at: real commits, with an editor and without one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from guard.sources.cleanup import Cleanup
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


def stored(repo: Repo, *arguments: str, editor: str = "") -> tuple[bool, bool]:
    """Commit; return whether git made a commit, and whether its message holds the secret."""
    env = {}
    if editor:
        program = Path(repo.path + "-editor")
        program.write_text(f"#!{sys.executable}\nimport sys\npath = sys.argv[1]\nold = open(path).read()\nopen(path, 'w').write({editor!r} + '\\n' + old)\n")
        program.chmod(0o755)
        env["GIT_EDITOR"] = os.fspath(program)
    before = repo.git("rev-parse", "HEAD")
    repo.git("commit", "--allow-empty", *arguments, check=False, env=env)
    return repo.git("rev-parse", "HEAD") != before, SECRET.encode() in repo.git("log", "-1", "--format=%B")


@pytest.mark.parametrize("message", [f"# {SECRET}", SECRET, f"x\n{CUT}\n{SECRET}", f"; {SECRET}"])
def test_a_message_without_an_editor_is_stored_as_it_is(message: str, repo: Repo) -> None:
    assert stored(repo, "-m", message) == (False, False)


@pytest.mark.parametrize(("setting", "line", "expected"), [
    ("", "# {}", True), ("", "{}", False), ("core.commentChar=;", "; {}", True), ("core.commentChar=;", "# {}", False), ("core.commentChar=auto", "# {}", True),
    ("commit.cleanup=whitespace", "# {}", False), ("commit.cleanup=strip", "# {}", True), ("commit.cleanup=scissors", "# {}", False),
])  # fmt: skip
def test_a_message_from_an_editor_is_cleaned_as_git_does(setting: str, line: str, expected: bool, repo: Repo) -> None:
    if setting:
        repo.git("config", *setting.split("="))
    assert stored(repo, editor="a change\n" + line.format(SECRET)) == (expected, False)


def test_what_is_shown_below_the_scissors_is_no_part_of_the_message(repo: Repo) -> None:
    repo.add({"a.env": f"BACKPACK_API_KEY={key_text(1)}\n{SECRET}\n".encode()})
    repo.git("commit", "-qnm", "before the guard came")
    repo.git("rm", "-q", "--cached", "a.env")
    assert stored(repo, "-v", editor="take it out") == (True, False)


def test_lines_keep_their_numbers() -> None:
    text = f"a\n# b\n\n; c\n{CUT}\nd".encode()
    assert Cleanup().clean(text) == b"a\n\n\n; c"
    assert Cleanup(b";").clean(text) == f"a\n# b\n\n\n{CUT}\nd".encode()
    assert Cleanup(b"auto").clean(f"a\n# b\n{CUT}\nd\n# e\n".encode()) == b"a\n"
    assert Cleanup(drops=False, cuts=False).clean(text) == text
