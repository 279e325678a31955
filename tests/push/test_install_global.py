"""`install --global`: templates, configured hooks, and what belongs to others."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guard import hooking, hooking_global
from tests.push.kit import PAIR, S, new
from tests.push.test_install import FOREIGN, git, install, settings, tree


def test_globally_a_template_guards_new_clones(tmp_path: Path, home: Path) -> None:
    old = fake_git(tmp_path, "2.53.1")
    source = new(tmp_path / "source")
    status, said, _ = install(tmp_path, home, "--global", **old)
    assert status == 0 and "New clones" in said
    assert install(tmp_path, home, "--global", **old)[0] == 0
    assert git(tmp_path, home, "clone", "-q", source.path, "clone")[0] == 0
    (tmp_path / "clone" / "a.env").write_bytes(PAIR)
    git(tmp_path / "clone", home, "add", "-f", "a.env")
    status, said = git(tmp_path / "clone", home, "commit", "-qm", "bad")
    assert status != 0 and "key-pair" in said
    assert install(tmp_path, home, "--global", "--uninstall", **old)[0] == 0
    assert tree(home) == {".gitconfig": b""}


def test_globally_a_template_of_the_user_is_used_and_kept(tmp_path: Path, home: Path) -> None:
    old = fake_git(tmp_path, "2.39.5")
    (home / "mine" / "hooks").mkdir(parents=True)
    (home / "mine" / "hooks" / "pre-push").write_text(FOREIGN)
    (home / ".config" / "git").mkdir(parents=True)
    (home / ".config" / "git" / "config").write_text("[init]\n\ttemplateDir = ~/mine\n")
    (home / ".gitconfig").write_text("")
    before = tree(home)
    assert install(tmp_path, home, "--global", **old)[0] == 2
    assert set(tree(home)) - set(before) == {f"mine/hooks/{s}" for s in hooking.STAGES if s != "pre-push"}
    assert install(tmp_path, home, "--global", "--uninstall", **old)[0] == 0
    assert tree(home) == before


def test_globally_a_hooks_path_is_left_to_its_owner(tmp_path: Path, home: Path) -> None:
    (home / ".gitconfig").write_text("[core]\n\thooksPath = ~/hooks\n")
    before = tree(home)
    status, said, _ = install(tmp_path, home, "--global", **fake_git(tmp_path, "2.39.5"))
    assert status == 2 and said.startswith("core.hooksPath (")
    assert tree(home) == before


def fake_git(tmp_path: Path, version: str) -> dict[str, str]:
    """Return the change of environment under which git says it is of another version."""
    folder = tmp_path / f"git-{version}"
    folder.mkdir(exist_ok=True)
    script = f'case " $* " in *" version "*) echo git version {version};; *) exec {shutil.which("git")} "$@";; esac\n'
    (folder / "git").write_text(f"#!/bin/sh\n{script}")
    (folder / "git").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def configured(home: Path, name: str) -> str:
    return git(home, home, "config", "--global", "-z", "--get-all", name)[1].rstrip("\0")


@pytest.mark.parametrize("version", ["2.54.0", "2.60.1.windows.2", "3.0.rc1"])
def test_globally_configured_hooks_where_git_has_them(tmp_path: Path, home: Path, version: str) -> None:
    recent = fake_git(tmp_path, version)
    (home / ".gitconfig").write_text("[user]\n\tname = t\n")
    before = tree(home)
    assert install(tmp_path, home, "--global", **recent)[0] == 0
    once = tree(home)
    assert set(once) == {".gitconfig"}
    assert install(tmp_path, home, "--global", **recent)[0] == 0
    assert tree(home) == once
    for stage in hooking.STAGES:
        assert configured(home, f"hook.backpack-guard-{stage}.event") == stage
    assert install(tmp_path, home, "--global", "--uninstall", **recent)[0] == 0
    assert tree(home) == before


def test_a_configured_hook_does_what_a_hook_file_does(tmp_path: Path, home: Path) -> None:
    """As git runs it: `sh -c 'COMMAND "$@"' COMMAND ARGUMENT ...` in the work tree (run-command.c)."""
    assert install(tmp_path, home, "--global", **fake_git(tmp_path, "2.54.0"))[0] == 0
    repo = new(tmp_path / "repo")
    message = tmp_path / "it's a message"
    command = configured(home, "hook.backpack-guard-commit-msg.command")
    for text, expected in ((f"BACKPACK_API_SECRET={S}\n", 1), ("clean\n", 0)):
        message.write_text(text)
        run = ["sh", "-c", f'{command} "$@"', command, str(message)]
        done = subprocess.run(run, cwd=repo.path, env=settings(home), capture_output=True, check=False)
        assert done.returncode == expected, done.stderr
        assert S.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize(("said", "expected"), [(b"git version 2.53.9\n", False), (b"git version 2.54\n", True)])
def test_the_version_decides(monkeypatch: pytest.MonkeyPatch, said: bytes, expected: bool) -> None:
    monkeypatch.setattr("guard.git.run", lambda arguments, extra: said)
    assert hooking_global.has_configured_hooks() is expected
