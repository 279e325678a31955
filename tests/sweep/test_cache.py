"""The cache: the same findings with less reading, no content in it, and no harm from what happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guard.config import Settings
from guard.gitdir import GitDir
from guard.limits import Limits
from guard.scan import Scan
from guard.sweep import work
from guard.sweep.cache import Cache
from guard.sweep.found import Found
from guard.sweep.run import Sweep
from tests.pairs import key, key_text, secret_text, seed
from tests.sources.repo import Repo
from tests.sweep.test_sweep import Told, by_git, history, told


def sweep(repo: Repo, folder: str) -> tuple[Told, int]:
    """Return what is found, and how many jobs had to be done for it."""
    git, cache = GitDir(repo.path), Cache.open(None, folder)
    scan = Scan(Settings(), key=cache.key if cache else None)
    try:
        work = Sweep(git, scan, workers=2, cache=cache)
        work.run()
        assert not scan.skipped
        return told(scan.findings(lambda: 0)), work.jobs
    finally:
        git.close()
        if cache:
            cache.close()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    found = Repo(str(tmp_path / "r"))
    history(found)
    found.git("repack", "-adfq")
    return found


def test_a_second_sweep_reads_only_what_is_new(repo: Repo, tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    first, jobs = sweep(repo, folder)
    assert first == by_git(repo)[0] and jobs
    assert sweep(repo, folder) == (first, 0)
    repo.commit({"late.txt": f"old key {key_text(20)}\n".encode()})
    repo.git("repack", "-dq")
    sweep(repo, folder)
    repo.commit({"later.txt": f"s = {secret_text(20)}\n".encode()})  # the other half is in a pack that is not read again
    found, jobs = sweep(repo, folder)
    assert 1 <= jobs <= 3 and found == by_git(repo)[0] and found > first  # three loose objects


def test_it_holds_nothing_of_what_was_read(repo: Repo, tmp_path: Path) -> None:
    sweep(repo, str(tmp_path / "cache"))
    for path in (tmp_path / "cache").iterdir():
        content = path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        for number in (1, 2, 3, 4):
            for text in (seed(number), key(number), secret_text(number).encode(), key_text(number).encode()):
                assert text[:8] not in content


@pytest.mark.parametrize("damage", ["empty", "noise", "truncated", "flipped", "schema"])
def test_a_damaged_cache_is_made_anew(repo: Repo, tmp_path: Path, damage: str) -> None:
    folder = str(tmp_path / "cache")
    expected, _ = sweep(repo, folder)
    (path,) = (tmp_path / "cache").iterdir()
    content = path.read_bytes()
    if damage == "flipped":
        content = content[:-3000] + bytes(byte ^ 1 for byte in content[-3000:])
    elif damage == "schema":
        path.unlink()
        subprocess.run([sys.executable, "-c", f"import sqlite3; sqlite3.connect({str(path)!r}).execute('create table meta (x)')"], check=True)
        content = path.read_bytes()
    path.write_bytes({"empty": b"", "noise": b"x" * 9000, "truncated": content[:5000]}.get(damage, content))
    assert sweep(repo, folder)[0] == expected
    assert sweep(repo, folder)[0] == expected


def test_a_cache_that_cannot_be_had_is_done_without(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Cache.open(None, str(tmp_path / "file" / "cache")) is None


def test_a_killed_sweep_goes_on_where_it_was(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.sweep.plan._JOBS", 1 << 20)
    for name in range(30):  # enough to be shared out
        repo.commit({f"f{name}": os.urandom(40_000)})
    repo.git("repack", "-adfq")
    folder = str(tmp_path / "cache")
    program = f"""
import os
from guard.sweep import plan; plan._JOBS = 1 << 20
from guard.sweep.cache import Cache
from guard.sweep.run import Sweep
from guard.scan import Scan; from guard.config import Settings; from guard.gitdir import GitDir
cache = Cache.open(None, {folder!r})
done = []
Sweep(GitDir({repo.path!r}), Scan(Settings(), key=cache.key), cache=cache, workers=2,
      progress=lambda *_: done.append(1) or len(done) > 3 and os.kill(os.getpid(), 9)).run()
"""
    killed = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -signal.SIGKILL
    found, jobs = sweep(repo, folder)
    assert found == by_git(repo)[0]
    assert sweep(repo, folder)[1] == 0 < jobs


def test_caches_for_other_limits_live_beside_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits()
    limits.depth = 3
    for one in (None, limits, None):
        cache = Cache.open(one, str(tmp_path))
        assert cache
        cache.keep("a pack", 1, 0, b"body")
        cache.close()
    assert len(list(tmp_path.iterdir())) == 2
    monkeypatch.setattr("guard.__version__", "another")
    cache = Cache.open(None, str(tmp_path))
    assert cache and not cache.parts("a pack")
    cache.close()
    assert len(list(tmp_path.iterdir())) == 1


def test_the_two_forms_of_what_was_found_agree() -> None:
    found = Found(3)
    found.size = 9
    found.records.extend((1, 2, 3))
    found.lost.append(7)
    again = Found.load(found.dump())
    assert all(getattr(again, name) == getattr(found, name) for name in Found.__slots__)
    for wrong in (b"", found.dump()[:-8], found.dump() + b"x"):
        with pytest.raises(ValueError, match=r"wrong length|too short"):
            Found.load(wrong)


def test_a_worker_that_dies_makes_the_report_incomplete(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work.Worker, "_packed", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    repo.commit({"loose": b"x"})
    scan, git = Scan(Settings()), GitDir(repo.path)
    Sweep(git, scan, workers=2).run()
    git.close()
    assert [skip.reason for skip in scan.skipped] and scan.requested > scan.read
