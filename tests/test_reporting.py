"""Where reports go: refused before the scan, whole or not at all, and the status still tells the verdict."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from guard import registry
from guard.cli import main
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path) -> Path:
    (tmp_path / "leak").mkdir()
    (tmp_path / "clean").mkdir()
    (tmp_path / "leak" / "a.env").write_text(f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n")
    (tmp_path / "clean" / "a.env").write_text("nothing\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_format_is_written_in_one_run(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = registry.names("formats")
    assert {"sarif", "github", "gitlab", "codequality", "junit", "jsonl"} <= set(names)
    arguments = [word for name in names for word in ("--format", f"{name}={name}.out")]
    os.umask(0)
    assert main(["scan", "leak", *arguments]) == 1
    for name in names:
        path = folder / f"{name}.out"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert key_text(1) in path.read_text().replace("&#61;", "=").replace("&#43;", "+").replace("&#47;", "/")
        assert_no_secret(path.read_bytes())
    assert capfd.readouterr() == ("", "")
    assert "primaryLocationLineHash" in (folder / "sarif.out").read_text()
    assert sorted(os.listdir(folder)) == sorted(["leak", "clean", *(f"{name}.out" for name in names)])


@pytest.mark.parametrize("target", ["no/such/folder.json", "link", "leak", "/dev/full", "/dev/stdout", "shut/a.json"])
def test_a_path_that_cannot_be_written_is_refused_before_the_scan(
    folder: Path, target: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    os.symlink("elsewhere", folder / "link")
    (folder / "shut").mkdir()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != "shut" and real(path, mode))  # root may write anywhere
    monkeypatch.setattr("guard.scan.scan", lambda *_: pytest.fail("it scanned"))
    assert main(["scan", "leak", "--format", f"json={target}"]) == 2
    assert capfd.readouterr().err.startswith("backpack-guard: error: ")
    assert not (folder / "elsewhere").exists()


def test_two_reports_cannot_share_standard_output(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "leak", "--format", "json", "--format", "sarif"]) == 2
    assert "standard output" in capfd.readouterr().err


@pytest.mark.parametrize(("what", "status"), [("leak", 1), ("clean", 3)])
def test_a_full_disk_keeps_the_verdict_and_no_part_of_a_report(
    folder: Path, what: str, status: int, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("guard.reporting.os.write", full)
        assert main(["scan", what, "--format", "json=out.json"]) == status
    assert not [name for name in os.listdir(folder) if "out.json" in name]
    err = capfd.readouterr().err
    assert "no space left on device" in err
    assert (key_text(1) in err) == (what == "leak")
    assert_no_secret(err.encode())


@pytest.mark.parametrize(("what", "status"), [("leak", 1), ("clean", 3)])
def test_standard_output_that_is_full_keeps_the_verdict(folder: Path, what: str, status: int) -> None:
    with open("/dev/full", "wb") as stream:
        done = subprocess.run([sys.executable, "-m", "guard", "scan", what], stdout=stream, stderr=subprocess.PIPE, check=False)
    assert done.returncode == status
    assert b"standard output cannot be written" in done.stderr and b"Traceback" not in done.stderr


def test_an_old_report_stays_whole_until_the_new_one_is(folder: Path) -> None:
    (folder / "r.json").write_text("old")
    assert main(["scan", "clean", "--format", "json=r.json"]) == 0
    assert json.loads((folder / "r.json").read_text())["exit"] == 0
