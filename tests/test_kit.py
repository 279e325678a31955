"""Runs the cases of tests/kit: the command line as a user meets it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guard.cli import main
from tests.hygiene import assert_no_secret
from tests.kit import Case, cases

ALL = cases()


class Outcome:
    """What one run printed, and its status."""

    def __init__(self, case: Case, arguments: list[str], capture: pytest.CaptureFixture[bytes]) -> None:
        sys.stdin = io.TextIOWrapper(io.BytesIO(case.stdin.encode()))
        try:
            self.status = main(arguments)
        finally:
            sys.stdin = sys.__stdin__
        self.out, self.err = capture.readouterr()


def brief(out: bytes) -> list[str]:
    lines = []
    for one in json.loads(out)["findings"]:
        state = "" if one["state"] == "new" else f" {one['state']}"
        lines.append(f"{one['path']}:{one['line']}:{one['column']}: {one['rule']} {one['api_key']}{state}")
    return lines


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in ALL])
def test_case(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], sealed: None
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in case.files.items():
        path = tmp_path / name.removesuffix("/.")
        (path if name.endswith("/.") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/."):
            path.write_bytes(content)
    for program, *arguments in case.steps:
        if program != "backpack-guard":
            subprocess.run([program, *arguments], check=True, capture_output=True)
            continue
        shown = Outcome(case, arguments, capfdbinary)
        assert shown.status == case.status, shown.out + shown.err
        for text in case.holds:
            assert text in shown.out.decode()
        told = [line.removeprefix("backpack-guard: ") for line in shown.err.decode().splitlines()]
        assert bool(told) == bool(case.errors), told
        assert all(line.startswith(("error: ", "hint: ")) for line in told), told
        assert all(map(str.startswith, told, case.errors)), told
        assert_no_secret(shown.out + shown.err)
        if not case.errors and "--format" not in arguments and program == "backpack-guard" and arguments[0] == "scan":
            same = Outcome(case, [*arguments, "--format", "json"], capfdbinary)
            assert (same.status, brief(same.out)) == (case.status, case.brief)
            assert_no_secret(same.out + same.err)


def test_an_unknown_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown mark"):
        Case("% backpack-guard scan")


def test_the_kits_are_found() -> None:
    assert len(ALL) >= 20
    assert os.sep not in ALL[0][0]
