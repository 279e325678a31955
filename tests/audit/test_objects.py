"""The list of objects: from the files themselves what git tells, and from git where they are not as they should be."""

from __future__ import annotations

import os
import random

import pytest

from guard.audit.folder import Folder
from guard.audit.objects import KINDS, Objects
from guard.gitdir import GitDir
from guard.model import Fragment
from tests.pairs import secret_text, seed
from tests.sources.repo import Repo


def listed(objects: Objects) -> dict[str, list[bytes]]:
    tables, width = objects._tables(), objects.width
    return {kind: sorted(bytes(tables[kind][at : at + width]) for at in range(0, len(tables[kind]), width)) for kind in KINDS}


@pytest.fixture
def repo(tmp_path: object) -> Repo:
    repo = Repo(str(tmp_path))
    for number in range(3):
        repo.commit({f"folder{number}/file": b"line\n" * 400 + b"%d\n" % number}, f"commit {number}")
        if number < 2:
            repo.git("repack", "-q", "-d")
    repo.git("tag", "-a", "-m", "a tag", "v1")
    loose = repo.git("rev-parse", "HEAD~2^{tree}").decode().strip()
    repo.git("pack-objects", "-q", ".git/objects/pack/pack", data=f"{loose}\n".encode())  # in two packs
    return repo


def test_the_files_tell_what_git_tells(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Objects(GitDir(repo.path))
    assert here.store is not None
    monkeypatch.setattr(Objects, "_open_packs", lambda self, cache: False)
    by_git = Objects(GitDir(repo.path))
    assert here.count() == by_git.count() > 9
    known = {oid for oids in listed(by_git).values() for oid in oids}
    asked = known | {bytes([number]) * 20 for number in range(256)}
    assert here.lacking(asked) == by_git.lacking(asked) == asked - known
    assert [here.has(oid) for oid in sorted(asked)] == [by_git.has(oid) for oid in sorted(asked)]
    assert not here._ids
    assert listed(here) == listed(by_git)
    assert list(here._marks.numbers) == sorted(here._marks.numbers)
    assert set(here._marks.numbers) == set(by_git._marks.numbers)


def test_git_is_asked_where_a_loose_object_is_damaged(repo: Repo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", data=b"text\n").decode().strip()
    path = os.path.join(repo.path, ".git", "objects", oid[:2], oid[2:])
    os.chmod(path, 0o644)
    with open(path, "wb") as stream:
        stream.write(random.Random(1).randbytes(40))
    objects = Objects(GitDir(repo.path))
    assert objects.store is None
    assert oid in objects.broken


def test_ids_in_lists_of_refs_are_no_text(repo: Repo) -> None:
    repo.git("pack-refs", "--all")
    oid = repo.git("rev-parse", "HEAD").decode().strip()
    with open(os.path.join(repo.path, ".git", "packed-refs"), "a") as stream:
        stream.write(f"{oid} refs/heads/{secret_text(1)}\n{seed(2).hex()} refs/heads/x\n")
    items = [item for item in Folder(GitDir(repo.path), []).fragments() if isinstance(item, Fragment)]
    (packed,) = [item.data for item in items if item.path.endswith("packed-refs")]
    assert oid.encode() not in packed
    blanks = "\f" * 40
    assert f"\n{blanks} refs/heads/{secret_text(1)}\n".encode() in packed
    assert seed(2).hex().encode() in packed  # not as long as an id of this repository
    logs = [item.data for item in items if item.path.endswith("logs/HEAD")]
    assert logs and oid.encode() not in logs[0] and b"commit 2" in logs[0]
