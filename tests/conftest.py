"""What every test may ask for: a sealed environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CLEAN = ("GIT_", "BACKPACK_", "GITHUB_", "GITLAB_", "CI", "LC_", "LANG", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "PRE_COMMIT")


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No home, no locale, no CI, no git settings of the machine; returns the empty home."""
    for name in list(os.environ):
        if name.startswith(CLEAN):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "t")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@example.invalid")
    return home
