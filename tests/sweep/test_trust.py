"""Whether a pack is still what was read: in place, changed in place, copied, damaged, repaired."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from guard.gitdir import GitDir
from guard.packs.store import Store
from guard.sweep import trust
from guard.sweep.cache import Cache
from tests.sources.repo import Repo


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Repo:
    made = Repo(str(tmp_path / "r"), f"--object-format={request.param}")
    made.commit({"a": b"text\n" * 500, "b": os.urandom(3000)})
    made.git("repack", "-adq")
    return made


def file(repo: Repo, ending: str) -> Path:
    (path,) = Path(repo.path, ".git", "objects", "pack").glob(f"*.{ending}")
    return path


def known(repo: Repo, tmp_path: Path) -> bool:
    """Tell whether the only pack of a repository may be known by its name."""
    cache = Cache.open(None, str(tmp_path / "cache"))
    assert cache
    store = Store(GitDir(repo.path))
    trust.admit(store, cache)
    cache.close()
    return store.packs[0].known


def change(path: Path, at: int) -> None:
    """Flip a bit of a file in place, with its times set back."""
    state = path.stat()
    path.chmod(0o644)
    with open(path, "r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)[0]
        stream.seek(at)
        stream.write(bytes((byte ^ 1,)))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    path.chmod(0o444)


@pytest.mark.parametrize("ending", ["pack", "idx"])
def test_a_change_in_place_is_noticed(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setattr(trust, "SETTLED", 0)
    assert known(repo, tmp_path)
    path = file(repo, ending)
    place = path.stat().st_size // 2 if ending == "pack" else path.stat().st_size - 70  # an offset or its checksum
    change(path, place)
    assert not known(repo, tmp_path)
    change(path, place)
    assert known(repo, tmp_path)


def test_what_did_not_change_is_not_read_again(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert known(repo, tmp_path)
    hashed = []
    monkeypatch.setattr(trust, "is_whole", lambda pack: hashed.append(pack.path) or True)
    assert known(repo, tmp_path) and hashed  # it changed a moment before it was asked for
    monkeypatch.setattr(trust, "SETTLED", 0)
    hashed.clear()
    assert known(repo, tmp_path) and not hashed
    shutil.copytree(repo.path, tmp_path / "copy", symlinks=True)
    assert known(Repo(str(tmp_path / "copy")), tmp_path) and hashed


def test_without_a_cache_nothing_is_asked(repo: Repo) -> None:
    path = file(repo, "pack")
    change(path, 30)
    store = Store(GitDir(repo.path))
    trust.admit(store, None)
    assert store.packs[0].state is None and trust.is_unchanged(store.packs[0])


def test_files_that_do_not_belong_together(repo: Repo, tmp_path: Path) -> None:
    shutil.copytree(repo.path, tmp_path / "other", symlinks=True)
    other = Repo(str(tmp_path / "other"))
    other.commit({"c": b"more"})
    other.git("repack", "-adq")
    index = file(repo, "idx")
    index.chmod(0o644)
    index.write_bytes(file(other, "idx").read_bytes())
    assert not known(repo, tmp_path)
