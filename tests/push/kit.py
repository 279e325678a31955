"""Runs of the guard as a process on throw-away repositories."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.pairs import key_text, secret_text
from tests.sources.repo import WHO, Repo

K, S = key_text(1), secret_text(1)
PAIR = f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n".encode()
ROOT = str(Path(__file__).parents[2])


def environment(**more: str) -> dict[str, str]:
    """Return an environment without anything of git, in which the guard can be run."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT", "BACKPACK", "CI"))}
    return {**plain, **WHO, "PYTHONPATH": ROOT, "LC_ALL": "C.UTF-8", **more}


def guard(
    folder: str, *arguments: str, data: bytes = b"", env: dict[str, str] | None = None
) -> tuple[int, dict[str, object], str]:
    """Run the guard with a JSON report; return its status, the report and standard error."""
    command = [sys.executable, "-m", "guard", *arguments, "--format", "json"]
    done = subprocess.run(
        command, cwd=folder, input=data, capture_output=True, check=False, env=environment(**(env or {}))
    )
    said = done.stderr.decode()
    assert S not in done.stdout.decode() + said
    assert "Traceback" not in said
    return done.returncode, json.loads(done.stdout or b"{}"), said


def found(report: dict[str, object], *names: str) -> list[tuple[str, ...]]:
    """Return some fields of each finding."""
    findings = report.get("findings", [])
    assert isinstance(findings, list)
    return [tuple(str(one[name]) for name in names or ("rule", "path", "state")) for one in findings]


def new(path: Path, *options: str) -> Repo:
    """Return a new repository with one commit."""
    repo = Repo(str(path), *options)
    repo.git("commit", "-q", "--allow-empty", "-m", "init")
    return repo
