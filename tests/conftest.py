"""What every test may ask for: a sealed environment."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.pairs import EXPLORE

# Every run tries the same examples, so that a change is judged by what it changes; BACKPACK_GUARD_EXPLORE=1 tries others, and more.
settings.register_profile("repeatable", derandomize=True, deadline=None)
if not EXPLORE:
    settings.load_profile("repeatable")

# A shell starts what runs in the background, and nohup all it starts, with signals ignored, and children inherit that.
for one, handler in ((signal.SIGINT, signal.default_int_handler), (getattr(signal, "SIGHUP", signal.SIGINT), signal.SIG_DFL)):
    if signal.getsignal(one) == signal.SIG_IGN:
        signal.signal(one, handler)

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
