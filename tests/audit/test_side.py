"""The ids of a pack that another process brings in order are those that are brought in order here, whatever becomes of it."""

from __future__ import annotations

import os
import signal

import pytest

from guard.audit import links
from guard.audit.marks import Marks
from guard.gitdir import GitDir
from guard.packs.store import Store
from tests.sources.repo import Repo


@pytest.mark.parametrize("end", ["", "raise", "kill"])
@pytest.mark.parametrize("cores", [1, 2])
def test_ids_are_the_same(end: str, cores: int, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(str(tmp_path))
    for number in range(20):
        repo.commit({"a": os.urandom(number)})
    repo.git("repack", "-adfq")
    (pack,) = Store(GitDir(repo.path)).packs
    expected = Marks()
    expected.take(pack.index.ids(), 20)
    expected.settle()
    parent, ids, seen = os.getpid(), links._ids, []

    def own(one: object) -> Marks:
        if os.getpid() == parent:
            seen.append(one)
        elif end == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif end:
            raise ValueError("content")
        return ids(one)  # type: ignore[arg-type]

    monkeypatch.setattr("guard.pool.cores", lambda: cores)
    monkeypatch.setattr(links, "_MANY", 2)
    monkeypatch.setattr(links, "_ids", own)
    forest, found = links._side_by_side(pack)
    assert forest is pack.forest and found.dump() == expected.dump()
    assert bool(seen) == (cores == 1 or bool(end))
