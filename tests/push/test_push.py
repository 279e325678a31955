"""Real pushes through a plain pre-push hook and a real pre-receive hook."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pairs import key_text, secret_text
from tests.push.kit import PAIR, ROOT, K, S, environment, found, guard, new
from tests.sources.repo import Repo

TEXT = f"backpack\n\nBACKPACK_API_SECRET={S}\n"


def plant(folder: str, name: str, command: str) -> None:
    """Write a hook that runs this checkout."""
    path = os.path.join(folder, "hooks", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as stream:
        stream.write(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m guard hook {command} "$@"\n')
    os.chmod(path, 0o755)


def push(repo: Repo, *arguments: str, env: dict[str, str] | None = None) -> tuple[bool, str]:
    """Push; return whether git accepted all of it, and what was said."""
    done = subprocess.run(
        ["git", "push", *arguments], cwd=repo.path, env=environment(**(env or {})), capture_output=True, check=False
    )
    said = (done.stdout + done.stderr).decode()
    assert S not in said
    assert "Traceback" not in said
    assert "internal error" not in said
    return done.returncode == 0, said


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return Repo(str(tmp_path / "server.git"), "--bare")


@pytest.fixture
def repo(tmp_path: Path, server: Repo) -> Repo:
    repo = new(tmp_path / "repo")
    repo.git("remote", "add", "origin", server.path)
    repo.git("push", "-q", "origin", "main")
    return repo


def refs(server: Repo) -> list[str]:
    return sorted(server.git("for-each-ref", "--format=%(refname)").decode().split())


def bad_and_good(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "bad")
    repo.commit({"a.env": PAIR})
    repo.git("checkout", "-q", "-b", "good", "main")
    repo.commit({"b": b"b"})


def test_every_ref_of_a_push_is_read(repo: Repo, server: Repo) -> None:
    plant(os.path.join(repo.path, ".git"), "pre-push", "pre-push")
    bad_and_good(repo)
    for refused in (("good", "bad"), ("bad", "good"), ("bad:refs/heads/other",), ("--all",), ("-f", "bad:main"), ("HEAD", "bad:refs/x/y")):
        accepted, said = push(repo, "origin", *refused)
        assert not accepted, refused
        assert K in said
    assert refs(server) == ["refs/heads/main"]
    assert push(repo, "origin", "good")[0]
    assert push(repo, "origin", ":good")[0]
    assert not push(repo, server.path, "bad")[0]


@pytest.mark.parametrize("what", ["message", "tag", "path", "ref", "reverted", "note", "orphan"])
def test_every_hiding_place_of_a_push(repo: Repo, server: Repo, what: str) -> None:
    plant(os.path.join(repo.path, ".git"), "pre-push", "pre-push")
    target = "main"
    repo.commit({"c": b"c", "k.txt": f"BACKPACK_API_KEY={K}".encode()})
    if what == "message":
        repo.git("commit", "-q", "--allow-empty", "-m", TEXT)
        repo.git("commit", "-q", "--allow-empty", "-m", "m")
    elif what == "tag":
        repo.git("tag", "-a", "v1", "-m", TEXT)
        target = "v1"
    elif what == "path":
        repo.commit({f"d {secret_hex()}": b"x"})
    elif what == "ref":
        target = f"main:refs/heads/backpack_secret={secret_hex()}"
    elif what == "reverted":
        repo.commit({"a.env": PAIR})
        repo.git("revert", "--no-edit", "HEAD")
    elif what == "note":
        repo.git("notes", "add", "-m", TEXT)
        target = "refs/notes/commits"
    else:
        repo.git("checkout", "-q", "--orphan", "alone")
        repo.git("commit", "-q", "-m", TEXT)
        target = "alone"
    accepted, said = push(repo, "origin", target)
    assert not accepted
    assert K in said
    assert refs(server) == ["refs/heads/main"]


def secret_hex() -> str:
    from tests.pairs import seed

    return seed(1).hex()


def test_lines_of_git_as_such(repo: Repo) -> None:
    bad_and_good(repo)
    bad = repo.git("rev-parse", "bad").decode().strip()
    good = repo.git("rev-parse", "good").decode().strip()
    zero = "0" * 40

    def run(*lines: str, remote: str = "origin") -> tuple[int, dict[str, object], str]:
        return guard(repo.path, "hook", "pre-push", remote, "url", data="".join(f"{x}\n" for x in lines).encode())

    assert run()[0] == 0
    assert run(f"(delete) {zero} refs/heads/x {bad}")[0] == 0
    assert run(f"refs/heads/good {good} refs/heads/good {zero}")[0] == 0
    status, report, _ = run(f"refs/heads/good {good} refs/heads/good {zero}", f"refs/heads/bad {bad} refs/heads/bad {zero}")
    assert (status, found(report, "path", "commit")) == (1, [("a.env", bad)])
    assert run(f"refs/heads/bad {bad} refs/heads/bad {good}")[0] == 1
    assert run(f"refs/heads/bad {bad} refs/heads/bad {'e' * 40}")[0] == 1  # what the remote has is not here
    assert run(f"refs/heads/bad {bad} refs/heads/bad {bad}")[0] == 0
    assert run(f"refs/heads/x {'e' * 40} refs/heads/x {zero}")[0] == 3
    for nonsense in ("one two", "a b c d", f"x {zero} y {zero}"):
        assert run(nonsense)[0] == 3
    assert run(f"refs/heads/good {good} refs/heads/good {zero}", remote="https://example.invalid/x")[0] == 0


def test_without_lines_everything_that_the_remote_lacks_is_read(repo: Repo) -> None:
    bad_and_good(repo)
    framework = {"PRE_COMMIT": "1", "PRE_COMMIT_REMOTE_NAME": "origin"}
    assert guard(repo.path, "hook", "pre-push", env=framework)[0] == 1
    assert guard(repo.path, "hook", "pre-push")[0] == 1
    repo.git("update-ref", "refs/remotes/origin/bad", "bad")
    assert guard(repo.path, "hook", "pre-push", env=framework)[0] == 0
    assert guard(repo.path, "hook", "pre-push", env={**framework, "PRE_COMMIT_REMOTE_NAME": "other"})[0] == 1
    repo.git("tag", "-a", "v1", "-m", TEXT)
    assert guard(repo.path, "hook", "pre-push", env=framework)[0] == 1


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_a_server_refuses_a_push_of_any_ref(tmp_path: Path, options: tuple[str, ...]) -> None:
    server = Repo(str(tmp_path / "s.git"), "--bare", *options)
    repo = new(tmp_path / "repo", *options)
    repo.git("remote", "add", "origin", server.path)
    plant(server.path, "pre-receive", "pre-receive")
    assert push(repo, "origin", "main")[0]
    bad_and_good(repo)
    repo.git("tag", "-a", "v1", "-m", TEXT, "main")
    for refused in (("good", "bad"), ("bad", "good"), ("bad:refs/x/y",), ("v1",), ("-f", "bad:main"), ("main:two", "bad:three")):
        accepted, said = push(repo, "origin", *refused)
        assert not accepted, refused
        assert "remote: backpack-guard: push refused" in said
        assert "\x1b[3" not in said
    assert refs(server) == ["refs/heads/main"]
    assert push(repo, "origin", "good", "main:two")[0]
    assert push(repo, "origin", ":two")[0]
    assert push(repo, "-f", "origin", "main:good")[0]


def test_a_server_knows_what_it_has(repo: Repo, server: Repo) -> None:
    repo.commit({"old.env": PAIR})
    repo.git("push", "-q", "origin", "main")
    plant(server.path, "pre-receive", "pre-receive")
    repo.commit({"b": b"b"})
    assert push(repo, "origin", "main", "main:two")[0]
    repo.commit({"old.env": PAIR + b"x"})
    assert push(repo, "origin", "main")[0]
    repo.commit({"key.txt": f"k {key_text(4)}\n".encode(), "doc": b"docs.backpack.exchange"})
    assert push(repo, "origin", "main")[0]
    repo.commit({"other.txt": f"k {secret_text(4)}\n".encode()})
    accepted, said = push(repo, "origin", "main")
    assert not accepted
    assert key_text(4) in said


def test_pushed_commits_cannot_loosen_the_policy_of_the_server(repo: Repo, server: Repo) -> None:
    plant(server.path, "pre-receive", "pre-receive")
    text = f'fail-on = "never"\npush-bypass = true\n[[accept]]\napi-key = "{K}"\nreason = "mine"\n'
    repo.commit({".backpack-guard.toml": text.encode(), "a.env": PAIR})
    accepted, said = push(repo, "origin", "main", "-o", "backpack-guard.bypass=please")
    assert not accepted or "advertis" in said
    server.git("config", "receive.advertisePushOptions", "true")
    accepted, said = push(repo, "origin", "main", "-o", "backpack-guard.bypass=please")
    assert not accepted
    assert "would loosen the policy" in said
    assert "push-bypass" in said


def test_a_bypass_needs_permission_and_a_reason_and_is_logged(repo: Repo, server: Repo) -> None:
    repo.commit({".backpack-guard.toml": b"push-bypass = true\n"})
    repo.git("push", "-q", "origin", "main")
    plant(server.path, "pre-receive", "pre-receive")
    server.git("config", "receive.advertisePushOptions", "true")
    repo.commit({"a.env": PAIR})
    assert not push(repo, "origin", "main")[0]
    assert not push(repo, "origin", "main", "-o", "backpack-guard.bypass=")[0]
    accepted, said = push(repo, "origin", "main", "-o", f"backpack-guard.bypass=rotated {S} on Monday")
    assert accepted
    assert "rotated" in said
    assert K in said


def test_what_takes_too_long_is_refused(repo: Repo, server: Repo) -> None:
    plant(server.path, "pre-receive", "pre-receive --deadline 0.001")
    repo.commit({"b": b"b"})
    accepted, said = push(repo, "origin", "main")
    assert not accepted
    assert "could not be checked within 0.001 seconds" in said


def test_receiving_without_the_quarantine_is_still_right(repo: Repo, server: Repo) -> None:
    old = server.git("rev-parse", "main").decode().strip()
    repo.commit({"a.env": PAIR})
    oid = repo.git("rev-parse", "main").decode().strip()
    line = f"{old} {oid} refs/heads/main\n".encode()
    assert guard(server.path, "hook", "pre-receive", data=line, env={"GIT_DIR": "."})[0] == 3
    repo.git("push", "-q", "origin", "main")
    assert guard(server.path, "hook", "pre-receive", data=line, env={"GIT_DIR": "."})[0] == 1
    assert guard(server.path, "hook", "pre-receive", data=b"nonsense\n")[0] == 3
    assert guard(server.path, "hook", "pre-receive", "--deadline", "x")[0] == 2


def test_what_outer_commands_leave_in_the_environment(repo: Repo, tmp_path: Path) -> None:
    """Linked worktrees, rebase -x, submodule foreach and injected configuration."""
    plant(os.path.join(repo.path, ".git"), "pre-push", "pre-push")
    marker = tmp_path / "fired"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n")
    evil.chmod(0o755)
    repo.git("worktree", "add", "-q", str(tmp_path / "wt"), "-b", "w")
    tree = Repo.__new__(Repo)
    tree.path = str(tmp_path / "wt")
    tree.commit({"a.env": PAIR})
    assert not push(tree, "origin", "w")[0]
    injected = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": str(evil)}
    assert guard(tree.path, "scan", "--range", "main..w", env=injected)[0] == 1
    assert not marker.exists()
    repo.git("ls-files", "-s", env=injected)
    assert marker.exists()  # the control
    command = f'PYTHONPATH="{ROOT}" "{sys.executable}" -m guard scan --range HEAD'
    tree.commit({"b": b"b"})
    tree.git("rebase", "-q", "-x", command, "HEAD~1")
    tree.commit({"c.env": PAIR + b"c"})
    done = subprocess.run(
        ["git", "rebase", "-x", command, "HEAD~1"], cwd=tree.path, env=environment(), capture_output=True, check=False
    )
    assert done.returncode != 0
    assert K.encode() in done.stdout + done.stderr
    tree.git("rebase", "--abort", check=False)
    outer = new(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repo.path, "sm")
    outer.commit({"x": b"x"})
    assert guard(outer.path, "scan", "--range", "HEAD")[0] == 0
    said = outer.git("submodule", "--quiet", "foreach", command)
    assert b"No findings" in said or b"Nothing to scan" in said
    inner = Repo.__new__(Repo)
    inner.path = os.path.join(outer.path, "sm")
    inner.commit({"a.env": PAIR})
    assert K.encode() in outer.git("submodule", "--quiet", "foreach", f"{command} || true")
