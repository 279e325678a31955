"""Which versions of a family hold a value is told by several processes as by one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from guard import pool
from guard.config import Settings
from guard.gitdir import GitDir
from guard.packs.entries import NO_BASE
from guard.packs.store import Store
from guard.packs.walk import Walker
from guard.scan import Scan
from guard.sweep import holding
from guard.sweep.cache import Cache
from guard.sweep.memo import Memo
from guard.sweep.plan import Plan
from guard.sweep.trust import admit
from guard.sweep.values import number
from tests.pairs import key, key_text, secret_text, seed
from tests.sources.repo import Repo

LINES = b"".join(b"    order(%d)  # of a client\n" % one for one in range(200))
Wanted = list[tuple[int, set[int]]]


class Asked:
    """A repository with families of versions, some of which have a value in one form or another."""

    def __init__(self, path: str) -> None:
        repo = Repo(path)
        for one in range(12):
            text = f"k = '{key_text(1)}'\n" if one % 3 == 0 else f"s = {[*seed(1)]}\n" if one % 3 == 1 else "\n"
            repo.commit({"a.py": b"%d\n" % one + LINES + text.encode(), "b.py": LINES[:3000] + f"{one} {secret_text(2)}\n".encode()})
        repo.git("repack", "-adfq")
        self.git = GitDir(repo.path)
        self.cache = Cache.open(None, f"{path}/cache")
        assert self.cache
        self.scan = Scan(Settings(), key=self.cache.key)
        store = Store(self.git)
        admit(store, self.cache)
        self.plan = Plan(store, set())
        hits = {number(self.scan.ledger.digest(value)) for value in (key(1), seed(1), seed(2))}
        self.wanted: Wanted = [(root, hits) for root in self.plan.forest(0).roots_of(range(8))]

    def held(self, memo: Memo | None = None, fed: set[int] | None = None, hushed: bool = False) -> list[int]:
        """Ask."""
        return holding.holders(self.scan, self.plan, memo or Memo(None), self.wanted, fed or set(), hushed)


@pytest.fixture
def asked(tmp_path: object) -> Iterator[Asked]:
    made = Asked(f"{tmp_path}/r")
    yield made
    made.git.close()
    assert made.cache
    made.cache.close()


def _share(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let two processes share every family; return how many jobs each pool has."""
    jobs: list[int] = []
    run = pool.Pool.run
    monkeypatch.setattr(pool.Pool, "run", lambda one: (jobs.append(one.jobs), run(one))[1])
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr(holding, "ALONE", 0)
    monkeypatch.setattr(holding, "_SPLIT", 0)
    return jobs


@pytest.mark.parametrize("hushed", [False, True])
def test_several_processes_find_what_one_does(asked: Asked, monkeypatch: pytest.MonkeyPatch, hushed: bool) -> None:
    alone = asked.held(hushed=hushed)
    assert len(alone) == 12 + (4 if hushed else 8)
    jobs = _share(monkeypatch)
    assert asked.held(hushed=hushed) == alone and jobs == [2 * len(asked.wanted)]
    assert asked.held(fed=set(alone[:5]), hushed=hushed) == alone


def test_what_is_known_is_not_unfolded(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo(asked.cache, "some")
    lightly, alone = asked.held(memo, hushed=True), asked.held(memo)
    jobs = _share(monkeypatch)
    assert asked.held(memo) == alone and asked.held(memo, hushed=True) == lightly != alone and not jobs


def test_what_a_dead_process_was_to_tell_is_asked_here(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, here = asked.held(), os.getpid()
    assert _share(monkeypatch) == []
    part = holding._Asked._part

    def die(one: Any, *arguments: Any) -> Any:
        if os.getpid() != here and arguments[3]:
            raise MemoryError
        return part(one, *arguments)

    monkeypatch.setattr(holding._Asked, "_part", die)
    assert asked.held() == alone


def test_a_family_that_cannot_be_read_is_asked_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo(asked.cache, "some")
    _share(monkeypatch)
    inflate = Walker.inflate

    def fail(walker: Any, entry: int) -> bytes:
        if walker._forest.first[entry] == NO_BASE:
            raise ValueError("damaged entry")
        return inflate(walker, entry)

    with monkeypatch.context() as patch:
        patch.setattr(Walker, "inflate", fail)
        assert len(asked.held(memo)) < 20
    assert len(asked.held(memo)) == 20
