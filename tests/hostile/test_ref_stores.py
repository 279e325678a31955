"""Refs that this git cannot read, and an index that is locked: told or no hindrance, never taken for nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.kit import MODES, Guard, expect_leaks, leaky
from tests.sources.repo import Repo


def _of_a_later_git(path: str) -> Repo:
    """Return a repository whose refs are kept in a way that no git knows; reftable looks so to git before 2.45."""
    repo = leaky(path)
    os.makedirs(path + "/.git/reftable")
    repo.git("config", "core.repositoryformatversion", "1")
    repo.git("config", "extensions.refStorage", "reftable-of-tomorrow")
    repo.write(".git/HEAD", b"ref: refs/heads/.invalid\n")
    return repo


@pytest.mark.parametrize("text", ["HEAD~1..HEAD", "HEAD", "main", "main...HEAD", "HEAD --not --remotes"])
def test_a_range_over_refs_that_cannot_be_read_is_incomplete(text: str, tmp_path: Path, guard: Guard) -> None:
    result = guard(_of_a_later_git(str(tmp_path / "r")).path, "scan", "--range", text)
    assert (result.status, result.out) == (3, b"")
    assert b"git rev-parse failed" in result.err or b"git for-each-ref failed" in result.err


def test_an_audit_names_the_refs_and_reads_all_else(tmp_path: Path, guard: Guard) -> None:
    result = guard(_of_a_later_git(str(tmp_path / "r")).path, "audit", ".")
    assert (result.status, result.report["complete"]) == (1, False)
    assert result.places(1) and result.places(2)
    assert "refs" in {skip["path"] for skip in result.report["skipped"]}


def test_what_is_no_revision_stays_an_error_of_use(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    assert guard(repo.path, "scan", "--range", "nowhere..HEAD").status == 2
    repo.git("checkout", "-q", "--detach")
    assert guard(repo.path, "scan", "--range", "HEAD~1..HEAD").status == 1
    repo.git("checkout", "-q", "--orphan", "unborn")
    assert guard(repo.path, "scan", "--range", "HEAD").status == 2
    assert guard(repo.path, "hook", "pre-commit").status == 1
    assert guard(repo.path, "audit", ".").status == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_locked_index_and_locked_refs_hinder_nothing(mode: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    for name in ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "refs/heads/main.lock"):
        repo.write(".git/" + name, b"")
    result = guard(repo.path, *MODES[mode])
    expect_leaks(mode, result)
    assert result.report["complete"] is True
    assert os.path.exists(repo.path + "/.git/index.lock")


def test_an_old_index_of_a_pack_and_one_for_several_packs(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    repo.git("-c", "pack.indexVersion=1", "repack", "-adq")
    assert guard(repo.path, "audit", ".").places(1)
    (index,) = Path(repo.path, ".git/objects/pack").glob("*.idx")
    assert index.read_bytes()[:4] != b"\xfftOc"
    repo.commit({"later": b"later\n"})
    repo.git("repack", "-dq")
    repo.git("multi-pack-index", "write")
    for words in (MODES["audit"], ("scan", "--range", "HEAD~2..HEAD")):
        result = guard(repo.path, *words)
        assert (result.status, result.report["complete"]) == (1, True)
