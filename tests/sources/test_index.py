"""The index source, on real repositories."""
from __future__ import annotations

import os
import subprocess

import pytest

from guard.errors import UsageError
from guard.model import Fragment, Skip
from guard.sources.index import IndexSource
from tests.sources.repo import Repo


def names(source: IndexSource) -> dict[str, bytes]:
    return {f.path: f.data for f in source.fragments() if isinstance(f, Fragment)}


@pytest.fixture
def repo(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    return Repo(os.fspath(tmp_path) + "/r")


def test_staged_blob_not_the_file(repo: Repo) -> None:
    repo.commit({"old": b"kept"})
    repo.add({"new": b"staged"})
    repo.write("new", b"clean")
    source = IndexSource(repo.path)
    assert names(source) == {"new": b"staged"}
    assert {f.path for f in source.all_fragments()} == {"old", "new"}


def test_head_version(repo: Repo) -> None:
    repo.commit({"a": b"one", "b": b"two"})
    repo.add({"a": b"three", "c": b"new"})
    source = IndexSource(repo.path)
    assert names(source) == {"a": b"three", "c": b"new"}
    assert source.head_version("a") == b"one"
    assert source.head_version("b") == b"two"
    assert source.head_version("c") is None


def test_pure_rename_is_existing(repo: Repo) -> None:
    repo.commit({"a": b"content\n" * 20})
    repo.git("mv", "a", "b")
    source = IndexSource(repo.path)
    assert names(source) == {"b": b"content\n" * 20}
    assert source.head_version("b") == b"content\n" * 20


def test_unborn_and_empty(repo: Repo) -> None:
    assert names(IndexSource(repo.path)) == {}
    repo.add({"a": b"first"})
    assert names(IndexSource(repo.path)) == {"a": b"first"}


def test_unmerged_stages(repo: Repo) -> None:
    repo.commit({"f": b"base\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit({"f": b"theirs\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"f": b"ours\n"})
    repo.git("merge", "side", check=False)
    found = {f.data for f in IndexSource(repo.path).fragments() if isinstance(f, Fragment)}
    assert {b"ours\n", b"theirs\n", b"base\n"} <= found


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_hidden_flags(repo: Repo, flag: str) -> None:
    repo.commit({"x": b"x"})
    repo.add({"a": b"staged"})
    repo.git("update-index", flag, "a")
    repo.write("a", b"clean")
    assert names(IndexSource(repo.path)) == {"a": b"staged"}


def test_strange_paths_and_symlink(repo: Repo) -> None:
    odd = [b"a\nb.env", b'q"t\t.env', b"back\\slash", b"--version", b"trail ", b":!x", b"*", b"\xff\xfe.env", b"50%"]
    for path in odd:
        with open(os.path.join(os.fsencode(repo.path), path), "wb") as stream:
            stream.write(path)
    os.symlink("/etc/passwd", os.path.join(repo.path, "link"))
    repo.git("add", "-A")
    found = [f for f in IndexSource(repo.path).fragments() if isinstance(f, Fragment)]
    assert {f.data for f in found} == {*odd, b"/etc/passwd"}
    assert [f.origin for f in found if f.path == "link"] == ["symlink"]
    assert all(f.path.isprintable() for f in found)
    assert "%FF%FE.env" in {f.path for f in found}


def test_missing_object_and_gitlink(repo: Repo) -> None:
    repo.commit({"x": b"x"})
    repo.add({"a": b"lost", "b": b"kept"})
    oid = repo.git("rev-parse", ":a").strip().decode()
    os.unlink(os.path.join(repo.path, ".git/objects", oid[:2], oid[2:]))
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{oid},sub")
    items = list(IndexSource(repo.path).fragments())
    skips = {s.path: s.harmless for s in items if isinstance(s, Skip)}
    assert skips == {"a": False, "sub": True}
    assert [f.data for f in items if isinstance(f, Fragment)] == [b"kept"]


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_index_versions_and_split(repo: Repo, version: str) -> None:
    repo.commit({"x": b"x"})
    repo.git("update-index", "--index-version", version)
    repo.git("update-index", "--split-index")
    repo.add({"a": b"staged"})
    assert names(IndexSource(repo.path)) == {"a": b"staged"}


def test_sha256(tmp_path: os.PathLike[str]) -> None:
    repo = Repo(os.fspath(tmp_path) + "/r", "--object-format=sha256")
    repo.commit({"x": b"x"})
    repo.git("gc", "-q")
    repo.add({"a": b"staged"})
    assert names(IndexSource(repo.path)) == {"a": b"staged"}


def test_index_file_of_the_environment(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"x": b"x"})
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other")
    repo.add({"a": b"in the other"}, env={"GIT_INDEX_FILE": ".git/other"})
    assert names(IndexSource(repo.path)) == {"a": b"in the other"}


def test_linked_worktree(repo: Repo) -> None:
    repo.commit({"x": b"x"})
    repo.git("worktree", "add", "-q", repo.path + "-wt", "-b", "w")
    other = Repo.__new__(Repo)
    other.path = repo.path + "-wt"
    other.add({"s": b"there"})
    assert names(IndexSource(other.path)) == {"s": b"there"}


def test_no_repository(tmp_path: os.PathLike[str]) -> None:
    with pytest.raises(UsageError):
        IndexSource(os.fspath(tmp_path))


def test_fsmonitor_is_inert(repo: Repo) -> None:
    marker = repo.path + "-fired"
    repo.commit({"x": b"x"})
    repo.add({"a": b"staged"})
    script = repo.path + "-evil"
    with open(script, "w") as stream:
        stream.write(f"#!/bin/sh\ntouch {marker}\n")
    os.chmod(script, 0o700)
    repo.git("config", "core.fsmonitor", script)
    assert names(IndexSource(repo.path)) == {"a": b"staged"}
    assert not os.path.exists(marker)
    subprocess.run(["git", "status"], cwd=repo.path, capture_output=True, check=False)
    assert os.path.exists(marker), "the control did not fire"
