"""Repositories in every state: what an audit says, and its exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.audit.help import PYTHON, audit, loose, pair, repo, run
from tests.sources.repo import Repo

__all__ = ["repo"]


def clone(repo: Repo, *options: str) -> str:
    target = repo.path + "-clone"
    repo.git("clone", "-q", *options, f"file://{repo.path}", target)
    return target


def packed(repo: Repo) -> None:
    repo.git("repack", "-adq", "--keep-unreachable")


@pytest.mark.parametrize("options", [(), ("--no-cache",), ("--max-objects", "100000")])
def test_loose_and_packed_say_the_same_twice(repo: Repo, options: tuple[str, ...]) -> None:
    repo.commit({"a/a.env": pair(1)}, "with\n\n" + pair(2).decode())
    seen = []
    for pack in (False, False, True, True):
        if pack:
            packed(repo)
        found = audit(repo, *options)
        assert found.report["complete"], found.reasons
        seen.append((found.status, {(one["api_key"], one["origin"], one["path"], one["line"]) for one in found.findings}))
    assert seen == [seen[0]] * 4 and seen[0][0] == 1 and len(seen[0][1]) == 3  # the message stands in COMMIT_EDITMSG too


def test_no_cache_leaves_no_cache(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    packed(repo)
    audit(repo, "--no-cache")
    assert not (tmp_path / "cache").exists()
    audit(repo)
    assert list((tmp_path / "cache" / "backpack-guard").iterdir())


def test_a_shallow_clone_names_its_boundary(repo: Repo) -> None:
    repo.commit({"a.env": pair(1)})
    last = repo.commit({"b": b"b"})
    found = audit(clone(repo, "--depth=1"))
    assert (found.status, len(found.of(1))) == (1, 1)
    assert f"shallow: history before {last} not seen" in found.reasons
    repo.git("rm", "-q", "a.env")
    repo.git("commit", "-qm", "gone")
    again = repo.path + "-2"
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", again)
    assert audit(again).status == 3


def test_a_partial_clone_counts_what_is_missing(repo: Repo) -> None:
    repo.commit({"a.env": b"x = 1\n", "b": b"b"})
    repo.git("config", "uploadpack.allowFilter", "true")
    found = audit(clone(repo, "--filter=blob:none", "--no-checkout"))
    assert found.status == 3
    assert "3 blob objects are missing and nothing was fetched" in found.reasons
    assert found.report["scanned"]["requested"] - found.report["scanned"]["read"] >= 3


@pytest.mark.parametrize("what", ["HEAD:a.env", "HEAD:d", "HEAD", "HEAD:b"])
def test_a_corrupt_object_is_named_and_the_rest_is_scanned(repo: Repo, what: str) -> None:
    repo.commit({"keep.env": pair(1)})
    repo.commit({"a.env": b"x = 1\n", "b": b"b", "d/e": b"e"})
    oid = repo.git("rev-parse", what).strip().decode()
    path = loose(repo, oid)
    os.chmod(path, 0o600)
    with open(path, "r+b") as stream:
        stream.seek(4)
        stream.write(b"\xff\xff\xff\xff")
    found = audit(repo)
    assert oid in found.reasons
    assert not found.report["complete"]
    assert found.of(1)


def test_a_pack_with_a_damaged_byte(repo: Repo) -> None:
    repo.commit({"keep.env": pair(1)})
    repo.commit({"big": os.urandom(20000)})
    packed(repo)
    pack = next(Path(repo.path, ".git/objects/pack").glob("*.pack"))
    oid = repo.git("rev-parse", "HEAD:big").strip().decode()
    raw = bytearray(pack.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    pack.chmod(0o600)
    pack.write_bytes(raw)
    found = audit(repo)
    assert oid in found.reasons
    assert found.of(1)


def test_an_empty_repository_says_so(tmp_path: Path) -> None:
    made = Repo(str(tmp_path / "empty"))
    found = audit(made)
    assert (found.status, found.findings) == (0, [])
    assert run("audit", made.path).status == 0


@pytest.mark.parametrize("options", [("--object-format=sha256",), ("--bare",)])
def test_sha256_and_bare(tmp_path: Path, options: tuple[str, ...]) -> None:
    made = Repo(str(tmp_path / "made"), *(one for one in options if one != "--bare"))
    added = made.commit({"a.env": pair(1)})
    packed(made)
    path = clone(made, "--bare") if "--bare" in options else made.path
    one = audit(path).one(1)
    assert (one["path"], one["commit"], one["story"]["in_head"]) == ("a.env", added, True)


def test_alternates_and_linked_worktrees(repo: Repo) -> None:
    added = repo.commit({"a.env": pair(1)})
    borrowed = repo.path + "-shared"
    repo.git("clone", "-q", "--shared", repo.path, borrowed)
    repo.git("worktree", "add", "-q", repo.path + "-wt", "-b", "wt")
    for path in (borrowed, repo.path + "-wt"):
        one = audit(path).one(1)
        assert (one["path"], one["commit"]) == ("a.env", added)


@pytest.mark.parametrize("setting", ["extensions.futureThing=true", "core.repositoryFormatVersion=7"])
def test_what_is_not_known_is_incomplete(repo: Repo, setting: str) -> None:
    name, _, value = setting.partition("=")
    if name.startswith("extensions"):
        repo.git("config", "core.repositoryFormatVersion", "1")
    with open(os.path.join(repo.path, ".git", "config"), "a", encoding="ascii") as stream:
        section, _, key = name.partition(".")
        stream.write(f"[{section}]\n\t{key} = {value}\n")
    assert audit(repo).status == 3


def test_a_path_that_is_no_repository(tmp_path: Path) -> None:
    assert run("audit", str(tmp_path / "nothing")).status == 2


def test_several_repositories(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.env": pair(1)})
    other = Repo(str(tmp_path / "other"))
    other.commit({"b.env": pair(2)})
    found = run("audit", repo.path, other.path, "--format", "json")
    assert {one["path"] for one in found.findings} == {f"{repo.path}!a.env", f"{other.path}!b.env"}


def test_an_interrupt_ends_with_130_and_no_children(repo: Repo) -> None:
    for number in range(40):
        repo.add({f"big{number}": os.urandom(300_000).hex().encode()})
    repo.git("commit", "-qm", "big")
    packed(repo)
    child = subprocess.Popen([*PYTHON, "audit", repo.path, "--no-cache"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(0.7)
    assert child.poll() is None
    os.kill(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert b"Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)
