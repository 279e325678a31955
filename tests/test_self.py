"""The guard passes on the project itself: its files, and all of its history."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.cli import main

ROOT = Path(__file__).parents[1]
PARTS = ("guard", "building", "tests", "action", "integrations", ".ci", "README.md", "CHANGELOG.md", "pyproject.toml")


def test_its_files(capfd: pytest.CaptureFixture[str]) -> None:
    status = main(["scan", *(str(ROOT / part) for part in PARTS if (ROOT / part).exists())])
    assert status == 0, capfd.readouterr().out


def test_its_history(capfd: pytest.CaptureFixture[str]) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: there is no history")
    status = main(["audit", str(ROOT), "--no-cache"])
    said = capfd.readouterr().out
    assert status == 0 or (status == 3 and "shallow" in said), said
