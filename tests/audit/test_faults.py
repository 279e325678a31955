"""An audit that is killed, doubled, hindered or overtaken says the same as one that was left alone."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.audit.help import PYTHON, audit, pair
from tests.sources.repo import WHO, Repo


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A packed repository in which an audit is busy for a second or more."""
    made = Repo(os.fspath(tmp_path_factory.mktemp("template") / "r"))
    noise = random.Random(1)
    files = {f"big{number}": noise.randbytes(250_000).hex().encode() for number in range(30)}
    made.git("config", "core.compression", "1")
    made.commit({"README": b"A bot for api.backpack.exchange\n", "deep/a.env": pair(1), **files}, "big")
    made.git("rm", "-q", "deep/a.env")
    made.git("commit", "-qm", "gone")
    made.git("repack", "-adq", "--window=0")
    return made


@pytest.fixture
def large(template: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    shutil.copytree(template.path, tmp_path / "r", symlinks=True)
    return Repo(os.fspath(tmp_path / "r"))


def start(repo: Repo, cache: Path, *options: str, **more: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": os.getcwd()}
    return subprocess.Popen(
        [*PYTHON, "audit", repo.path, "--format", "json", *options], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, **more,
    )  # fmt: skip


def told(out: bytes) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(out)
    return {name: report[name] for name in ("complete", "exit", "scanned", "skipped", "findings")}


def finish(child: subprocess.Popen[bytes]) -> dict[str, Any]:
    out, said = child.communicate(timeout=60)
    assert child.returncode == 1, said
    return told(out)


def jobs(cache: Path) -> int:
    """Return how many parts of the work the cache has."""
    for path in cache.glob("backpack-guard/*.sqlite"):
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
                return int(connection.execute("select count(*) from jobs").fetchone()[0])
        except sqlite3.Error:
            return 0
    return 0


def gone(group: int) -> bool:
    """Tell whether all processes of a group end within a few seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("least", [1, 8])
def test_a_killed_audit_goes_on_and_says_the_same(large: Repo, tmp_path: Path, least: int) -> None:
    unbroken = finish(start(large, tmp_path / "none", "--no-cache"))
    cache = tmp_path / "cache"
    child = start(large, cache)
    while jobs(cache) < least and child.poll() is None:
        time.sleep(0.005)
    assert child.poll() is None, "it ended before it could be killed"
    child.kill()
    child.communicate(timeout=20)
    assert gone(child.pid), "workers outlive their parent"
    before = jobs(cache)
    assert before >= least
    assert finish(start(large, cache)) == unbroken
    assert jobs(cache) > before
    assert finish(start(large, cache)) == unbroken


def test_two_audits_share_one_cache(large: Repo, tmp_path: Path) -> None:
    unbroken = finish(start(large, tmp_path / "none", "--no-cache"))
    both = [start(large, tmp_path / "cache") for _ in range(2)]
    assert [finish(child) for child in both] == [unbroken] * 2
    assert finish(start(large, tmp_path / "cache")) == unbroken


@pytest.mark.parametrize("room", [1000, 40_000])
def test_no_room_for_the_cache(large: Repo, tmp_path: Path, room: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    unbroken = finish(start(large, tmp_path / "none", "--no-cache"))
    assert finish(start(large, tmp_path / "cache", preexec_fn=limit)) == unbroken
    assert finish(start(large, tmp_path / "cache")) == unbroken


def test_a_repository_that_changes_meanwhile(large: Repo, tmp_path: Path) -> None:
    child = start(large, tmp_path / "cache")
    for number in range(4):
        large.commit({f"new{number}": b"new\n" * number})
        large.git("repack", "-adq", "--keep-unreachable")
        large.git("prune-packed")
    out, said = child.communicate(timeout=60)
    assert child.returncode == 1, said
    found = told(out)
    assert {one["path"] for one in found["findings"]} == {"deep/a.env"}
    assert found["complete"] or found["skipped"]
    assert audit(large).one(1)["path"] == "deep/a.env"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_an_interrupt_leaves_no_partial_report_and_no_children(large: Repo, tmp_path: Path, number: int, status: int) -> None:
    target = tmp_path / "report.json"
    target.write_text("before")
    child = start(large, tmp_path / "cache", "-o", str(target))
    while not jobs(tmp_path / "cache") and child.poll() is None:
        time.sleep(0.005)
    os.kill(child.pid, number)
    out, said = child.communicate(timeout=20)
    assert (child.returncode, out) == (status, b"")
    assert b"Traceback" not in said
    assert gone(child.pid)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.glob("report*")] == ["report.json"]


def test_without_a_network_nothing_changes(large: Repo, tmp_path: Path) -> None:
    probe = subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True)
    if probe.returncode:
        pytest.skip("this user may not make a network of its own")
    expected = finish(start(large, tmp_path / "cache"))
    words = ["unshare", "-n", *PYTHON, "audit", large.path, "--format", "json", "--no-cache"]
    done = subprocess.run(words, env={**os.environ, **WHO}, capture_output=True, check=False)
    assert told(done.stdout) == expected
