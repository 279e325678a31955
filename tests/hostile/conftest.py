"""What the tests of hostile input share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guard.cli import main
from tests.hostile.kit import Guard, Planted, Result
from tests.hygiene import assert_no_secret


@pytest.fixture
def guard(sealed: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Guard:
    """Run the guard here, in a folder, with a JSON report unless another format is named; no secret may be shown."""

    def run(folder: str | os.PathLike[str], *words: str, form: str = "json", env: dict[str, str] | None = None) -> Result:
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            capfdbinary.readouterr()
            status = main([*words, "--format", form])
            out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        assert_no_secret(out + err)
        return Result(int(status), out, err)

    return run


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    folder = tmp_path / "planted"
    folder.mkdir()
    return Planted(folder)
