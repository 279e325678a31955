"""Single objects of a pack: in any order, whatever was read before, as git gives them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from guard.gitdir import GitDir
from guard.packs import single
from guard.packs.store import Store
from tests.sources.repo import Repo


@pytest.mark.parametrize("kept", [24 << 20, 3000, 0])
def test_any_order_says_what_git_says(kept: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "_KEPT", kept)
    repo = Repo(str(tmp_path / "r"))
    dice = random.Random(4)
    lines = [f"line {number} {dice.random()}\n" for number in range(40)]
    for step in range(30):
        lines[dice.randrange(40)] = f"changed {step}\n"
        repo.commit({"a": "".join(lines).encode(), f"b{step % 3}": "".join(lines[:5]).encode()})
    repo.git("repack", "-adfq", "--depth=50")
    (pack,) = Store(GitDir(repo.path)).packs
    order = list(range(pack.index.count)) * 2
    dice.shuffle(order)
    for position in order:
        kind, content = single.read(pack, position, 1 << 20)
        oid = pack.index.name(position).hex()
        assert content == repo.git("cat-file", kind, oid), oid
    held = sum(len(content) for _, content in pack.recent._kept.values())
    assert held == pack.recent._held <= kept
