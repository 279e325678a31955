"""What a small push costs: two git processes, and each object is read once; what is not there is found out all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import guard.git
from guard.gitdir import GitDir
from guard.walk import Walk, kinds_of
from tests.push.kit import PAIR, new
from tests.sources.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = new(tmp_path / "repo")
    repo.commit({"a": b"a", "d/b": b"b"})
    repo.commit({"c": b"c", "a.env": PAIR})
    repo.git("tag", "-a", "-m", "t", "v1")
    return repo


def oid(repo: Repo, name: str) -> str:
    return repo.git("rev-parse", name).decode().strip()


def verbs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with the verbs of the git processes from here on."""
    asked: list[str] = []
    begin = guard.git.Child.__init__

    def note(self: guard.git.Child, arguments: list[str], *rest: object, **more: object) -> None:
        asked.append(arguments[0])
        begin(self, arguments, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(guard.git.Child, "__init__", note)
    return asked


def test_a_walk_over_loose_objects_is_one_process_and_knows_their_kinds(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    include, exclude = [oid(repo, "v1")], [oid(repo, "HEAD~1")]
    asked = verbs(monkeypatch)
    walk = Walk(GitDir(repo.path), include, exclude)
    assert asked == ["rev-list"]
    monkeypatch.undo()
    assert sorted(walk.kinds.values()) == ["blob", "blob", "commit", "tag", "tree"]
    assert walk.kinds == kinds_of(GitDir(repo.path), [*walk.kinds])
    assert {name: repo.git("cat-file", kind, name) for name, (kind, _) in walk.kept.items()} == {
        name: data for name, (_, data) in walk.kept.items()
    }
    repo.git("gc", "-q")
    packed = Walk(GitDir(repo.path), include, exclude)
    assert (packed.kinds, packed.kept, packed.commits) == (walk.kinds, walk.kept, walk.commits)
    assert [*packed.kinds] == [*walk.kinds]


def test_what_is_given_and_not_there_is_told_and_the_rest_is_walked(repo: Repo) -> None:
    gone, tip = "e" * 40, oid(repo, "HEAD")
    for include, exclude in (([gone, tip], []), ([tip, gone], [oid(repo, "HEAD~1")]), ([tip], [gone]), ([gone], [tip]), ([gone], [])):
        walk = Walk(GitDir(repo.path), include, exclude)
        assert [skip.reason for skip in walk.skips] == [f"object {gone} is missing; nothing was fetched"] * (gone in include)
        assert (tip in walk.commits) is (tip in include)


def test_a_missing_and_a_damaged_object_are_told_as_before(repo: Repo) -> None:
    blob = oid(repo, "HEAD:c")
    os.unlink(os.path.join(repo.path, ".git", "objects", blob[:2], blob[2:]))
    damaged = oid(repo, "HEAD:a.env")
    path = os.path.join(repo.path, ".git", "objects", damaged[:2], damaged[2:])
    os.chmod(path, 0o600)
    with open(path, "ab") as stream:
        stream.truncate(os.path.getsize(path) - 9)
    walk = Walk(GitDir(repo.path), [oid(repo, "HEAD")], [oid(repo, "HEAD~1")])
    assert walk.missing == [blob] and damaged in walk.kinds and damaged not in walk.kept
