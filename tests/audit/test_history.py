"""The columns of all commits: in the order of one sort, however they came in; and what the cache keeps of them."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.audit.history import History, read
from guard.audit.objects import Objects
from guard.audit.trees import Commit
from guard.gitdir import GitDir
from guard.sweep.cache import Cache
from tests.sources.repo import Repo

WIDTH = 20


def name(number: int) -> bytes:
    return bytes((number * 89 % 251, number)) * 10


def made(number: int, parents: list[int], clock: int) -> Commit:
    lines = [f"tree {name(number)[::-1].hex()}", *(f"parent {name(parent).hex()}" for parent in parents)]
    return Commit("\n".join([*lines, f"author a <a> {clock - 1} +0130", f"committer c <c> {clock} +0000", "", ""]).encode())


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[int], int, int]]:
    """Draw (parents, clock, stage) of commits; a commit comes in no earlier than its parents."""
    found: list[tuple[list[int], int, int]] = []
    for number in range(draw(st.integers(1, 14))):
        parents = draw(st.lists(st.integers(0, number - 1), max_size=3)) if number else []
        least = max((found[parent][2] for parent in parents), default=0)
        found.append((parents, draw(st.integers(1, 9)), draw(st.integers(least, 3))))
    return found


def by_sort(commits: dict[bytes, Commit]) -> list[bytes]:
    waits = {oid: len({parent for parent in commit.parents if parent in commits}) for oid, commit in commits.items()}
    ready = [(commits[oid].committed, oid) for oid, count in waits.items() if not count]
    heapify(ready)
    order = []
    while ready:
        order.append(heappop(ready)[1])
        for oid, commit in commits.items():
            if order[-1] in commit.parents:
                waits[oid] -= 1
                if not waits[oid]:
                    heappush(ready, (commit.committed, oid))
    return order


def columns(history: History) -> tuple[object, ...]:
    return (history.ids, history.trees, history.parents, history.authored, history.committed, history.number, history.absent)


@settings(max_examples=50, deadline=None)
@given(histories())
def test_in_stages_as_at_once(drawn: list[tuple[list[int], int, int]]) -> None:
    commits = {name(number): made(number, [*parents, 200] if number % 5 == 4 else parents, clock)
               for number, (parents, clock, _) in enumerate(drawn)}  # fmt: skip
    once, staged = History(), History()
    once.add(commits)
    assert once.ids == by_sort(commits)
    for stage in range(4):
        staged.add({name(number): commits[name(number)] for number, one in enumerate(drawn) if one[2] <= stage})
        staged = History.load(staged.dump(), WIDTH) if staged.ids else staged
    assert columns(staged) == columns(once)


def test_what_is_no_history() -> None:
    history = History()
    history.add({name(1): made(1, [], 5), name(2): made(2, [1], 6)})
    history.packs = ["one", "two"]
    raw = history.dump()
    assert History.load(raw, WIDTH).packs == ["one", "two"]
    for wrong in (b"", raw[:30], raw[:70], b"\0" * 64 + raw[64:]):
        with pytest.raises(ValueError, match=r"short|length|multiple|decode"):
            History.load(wrong, WIDTH)


def test_the_cache_and_the_objects_say_the_same(tmp_path: object) -> None:
    repo = Repo(f"{tmp_path}/r")
    for number in range(4):
        repo.commit({"a": b"%d" % number}, f"m {number}")
    repo.git("tag", "-a", "-m", "t", "v1")
    for step in ("repack -adq", "commit --allow-empty -qm more", "repack -dq", "tag -a -m u v2 v1", "gc -q", "commit --allow-empty -qm loose"):
        repo.git(*step.split(" "))
        for _ in range(2):
            cache = Cache.open(None, f"{tmp_path}/cache")
            assert cache
            known, plain = (Objects(GitDir(repo.path), one) for one in (cache, None))
            one, other = read(known, cache), read(plain, None)
            cache.close()
            assert columns(one) == columns(other)
            assert one.tags == other.tags
        assert len(one.ids) == int(repo.git("rev-list", "--all", "--count"))
