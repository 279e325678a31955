"""What tests of `store` and `run` may ask for."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.sources.repo import Repo
from tests.storing.kit import PAIR


@pytest.fixture
def place(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository as the current folder, a home of its own, no keyring."""
    for name in [one for one in os.environ if one.startswith(("GIT_", "BACKPACK", "BPX"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    repo = Repo(str(tmp_path / "work"))
    os.chmod(repo.path, 0o755)
    monkeypatch.chdir(repo.path)
    with open(f"{tmp_path}/pair", "w") as stream:
        stream.write(PAIR)
    return f"{tmp_path}/pair"
