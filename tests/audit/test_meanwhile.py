"""What lies beside the objects may be looked at before it is fed: the report is the same, and no list is looked at twice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from guard.audit.folder import Folder
from guard.audit.gather import Gather
from guard.errors import SourceError
from guard.gitdir import GitDir
from guard.model import Fragment
from guard.pool import Pool
from guard.sweep import looks
from tests.audit.help import audit, pair, repo
from tests.audit.test_again import report
from tests.pairs import secret_text
from tests.sources.repo import Repo

__all__ = ["repo"]


@pytest.fixture
def full(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A packed repository with lists of refs, one of which holds a secret, and a folder of refs that is a link."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for _ in range(20):  # whose trees are work for more than one process
        repo.commit({"a": pair(1), **{os.urandom(60).hex(): b"" for _ in range(60)}})
    repo.git("tag", "v1")
    repo.git("pack-refs", "--all")
    repo.git("repack", "-adfq")
    with open(Path(repo.path, ".git/packed-refs"), "a") as stream:
        stream.write(f"# BACKPACK_API_SECRET={secret_text(2)}\n")
    shutil.move(str(Path(repo.path, ".git/refs")), str(tmp_path / "refs"))
    os.symlink(tmp_path / "refs", Path(repo.path, ".git/refs"))
    return repo


@pytest.mark.parametrize("cores", [1, 2])
def test_the_report_is_the_same_and_a_list_is_looked_at_once(
    full: Repo, cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, looked = [], []
    ahead, look = Pool.ahead, looks._look
    monkeypatch.setattr("guard.pool.cores", lambda: cores)
    monkeypatch.setattr(Pool, "ahead", lambda pool: (begun.append(pool.jobs), ahead(pool))[1])
    monkeypatch.setattr(looks, "_look", lambda fragment, *rest: (looked.append(fragment.path), look(fragment, *rest))[1])
    found = audit(full)
    assert found.of(1) and found.of(2)
    assert looked.count(".git/packed-refs") == 1 and bool([jobs for jobs in begun if jobs > 1]) == (cores > 1)
    again = report(audit(full).out)
    shutil.rmtree(tmp_path / "cache")
    monkeypatch.setattr(Gather, "_look_ahead", lambda self, folder: None)
    assert report(audit(full).out) == report(found.out) == again


def test_a_folder_that_is_a_link_is_told_once(full: Repo) -> None:
    folder = Folder(GitDir(full.path), [])
    assert len(list(folder.fragments())) == len(list(folder.fragments())) > 5
    assert [name for name, _ in folder.links] == [".git/refs"]


def test_what_cannot_be_read_ahead_is_told_when_it_is_fed(full: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    look, failed = looks._look, []

    def failing(fragment: Fragment, *rest: object) -> object:
        if fragment.path == ".git/packed-refs" and not failed:
            failed.append(fragment.path)
            raise SourceError("gone")
        return look(fragment, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(looks, "_look", failing)
    assert audit(full).of(2) and failed
