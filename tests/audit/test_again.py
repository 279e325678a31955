"""A second audit says what a first one would: whatever has happened to the repository or to the cache since."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audit.help import audit, named, pair, repo
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

__all__ = ["repo"]
CACHE = "backpack-guard"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / CACHE


def report(text: str) -> dict[str, Any]:
    """Return a report without what differs from run to run."""
    found: dict[str, Any] = json.loads(text)
    for name in ("seconds", "duration", "time"):
        found.pop(name, None)
        found.get("scanned", {}).pop(name, None)
    return found


def same(repo: Repo | str, *arguments: str) -> dict[str, Any]:
    """Audit with the cache and without; both say the same. Return what they say."""
    with_cache, without = audit(repo, *arguments), audit(repo, "--no-cache", *arguments)
    assert with_cache.status == without.status
    assert report(with_cache.out) == report(without.out)
    assert with_cache.err == without.err
    return report(with_cache.out)


def fill(repo: Repo) -> None:
    """Give a repository some of everything: pairs in one and in two files, unproven values, names, a submodule, tags."""
    lines = b"".join(b"line %d of many\n" % number for number in range(300))
    repo.commit({"src/a.txt": lines, "backpack/k.txt": f"{secret_text(31)}\n".encode() * 3}, "first")
    repo.commit({"src/a.txt": lines + pair(1), "k.env": named(2)}, f"key {key_text(3)}")
    repo.commit({"src/a.txt": lines, "half.txt": f"s = {secret_text(3)}\n".encode()}, "halves")
    repo.commit({"other.txt": f"x = '{key_text(4)}'\n".encode() + lines}, "half of a pair")
    repo.commit({"deep/backpack/w.py": lines + f"v = '{secret_text(5)}'\n".encode()}, f"{secret_text(6)}")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 39}7,vendor/module")
    repo.git("commit", "-qm", "a module")
    repo.git("tag", "-a", "-m", f"tag {key_text(6)}", "v1")


def change(repo: Repo, step: str) -> None:
    """Do one thing that happens to repositories."""
    name, _, rest = step.partition(" ")
    if name == "commit":
        number = int(rest)
        repo.commit({f"new{number}.txt": f"s = '{secret_text(4)}'\n".encode() if number == 4 else pair(number), "count": os.urandom(9)}, f"commit {number}")
    elif name == "plain":
        repo.commit({"src/a.txt": b"nothing of interest %s\n" % rest.encode() * 50, "count": os.urandom(9)}, "plain")
    elif name == "speak":
        repo.git("mv", "src", "backpack-bot")
        repo.git("commit", "-qm", "moved")
        repo.git("mv", "backpack-bot", "src")
        repo.git("commit", "-qm", "back")
    else:
        repo.git(*step.split(" "))


STEPS = [
    "plain 1", "plain 2", "commit 4", "commit 7", "speak", "repack -dq", "repack -adfq", "repack -adq", "gc -q",
    "reset -q --hard HEAD~1", "pack-refs --all", "branch -f side", "reflog expire --expire=now --all", "prune --expire=now",
    "repack -q", "prune-packed -q",
]  # fmt: skip


def test_what_happens_to_repositories(repo: Repo) -> None:
    fill(repo)
    same(repo)
    for step in ("plain 1", "repack -dq", "commit 4", "commit 7", "repack -dq", "speak", "repack -q", "gc -q", "plain 2"):
        change(repo, step)
        assert same(repo)["findings"], step
        same(repo)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=5), st.booleans())
def test_any_order(tmp_path_factory: pytest.TempPathFactory, steps: list[str], packed: bool) -> None:
    folder = tmp_path_factory.mktemp("any")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")  # of the autouse fixture, which sets it back
    made = Repo(str(folder / "r"))
    made.commit({"README": b"A bot for api.backpack.exchange\n"}, "start")
    fill(made)
    if packed:
        made.git("repack", "-adq")
    same(made)
    for step in steps:
        change(made, step)
        same(made)
