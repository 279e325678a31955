"""Arguments and options in any order: argparse alone takes the arguments of one row only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.audit.help import run
from tests.sources.repo import Repo


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "-x"):
        Path(name).write_bytes(b"content\n")
    for name in ("one", "two"):
        Repo(os.fspath(tmp_path / name))


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("scan --format json a b", 2),
        ("scan a --format json b", 2),
        ("scan a b --format json", 2),
        ("scan a --format json b -q -- -x", 3),
        ("scan a --format json -- -x", 2),
        ("scan --format json -- -x a", 2),
        ("scan --format json a -- --format", None),
        ("scan a --format json --bogus b", None),
        ("scan a --format json b --bogus", None),
        ("scan a --format json b gone", None),
        ("explain --lang en key-pair more", None),
        ("explain key-pair --lang en more", None),
        ("guide more", None),
    ],
)
@pytest.mark.usefixtures("files")
def test_any_order(line: str, count: int | None) -> None:
    found = run(*line.split())
    if count is None:
        assert (found.status, found.out) == (2, "")
        assert "gone" in line or ("bogus" not in found.err and "more" not in found.err)
        return
    assert found.status == 0, found.err
    assert found.report["scanned"]["requested"] == count


@pytest.mark.usefixtures("files")
def test_repositories_on_both_sides_of_an_option() -> None:
    found = run("audit", "one", "--no-cache", "two", "-v", "--format", "json")
    assert found.status == 0, found.err
    assert run("audit", "one", "--no-cache", "gone").status == 2


@pytest.mark.usefixtures("files")
def test_standard_input_between_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.cli._blocks", lambda: [b"content\n"])
    found = run("scan", "a", "--format", "json", "-", "-q", "b")
    assert found.report["scanned"]["requested"] == 3


@pytest.mark.usefixtures("files")
def test_stores_on_both_sides_of_an_option() -> None:
    found = run("check", "a", "--format", "json", "b")
    assert found.report["stores"]["read_paths"] == ["a", "b"]
