"""The own git directory is removed, whenever its making is interrupted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guard.gitdir import GitDir
from tests.sources.repo import Repo


@pytest.mark.parametrize("at", range(6))
def test_an_interrupted_making_leaves_nothing(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(str(tmp_path / "r"))
    base = tmp_path / "t"
    base.mkdir()
    monkeypatch.setenv("TMPDIR", str(base))
    kept: list[object] = []
    monkeypatch.setattr("atexit.register", kept.append)
    git = GitDir(repo.path)
    real, calls = os.mkdir, [0]

    def make(path: str, mode: int = 0o777) -> None:
        calls[0] += 1
        if calls[0] == at // 2 + 1 and at % 2:
            raise KeyboardInterrupt
        real(path, mode)
        if calls[0] == at // 2 + 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("os.mkdir", make)
    with pytest.raises(KeyboardInterrupt):
        assert git.shadow
    assert len(kept) == 1
    kept[0]()  # type: ignore[operator]  # as at exit
    assert list(base.iterdir()) == []
