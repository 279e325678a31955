"""Seen from the system: what a hostile repository names is not executed, and no socket is opened."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.kit import environment, leaky, loose, pair
from tests.sources.repo import Repo

WORDS = {
    "hook": ["hook", "pre-commit"],
    "staged": ["scan", "--staged"],
    "scan": ["scan", "."],
    "range": ["scan", "--range", "HEAD"],
    "audit": ["audit", ".", "--no-cache"],
}


@pytest.fixture(scope="module", autouse=True)
def _traceable() -> None:
    probe = ["strace", "-f", "-o", os.devnull, "true"]
    if not shutil.which("strace") or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("strace is not installed, or may not trace here")


def hostile(folder: Path) -> tuple[Repo, str]:
    """Return a repository in which each setting names a program of its own, and that program."""
    repo = leaky(str(folder / "r"))
    evil = folder / "evil"
    evil.write_text("#!/bin/sh\nexit 1\n")
    evil.chmod(0o755)
    repo.commit({".gitattributes": b"* diff=x filter=x\n", "lost.txt": b"lost\n"})
    repo.add({"staged.env": pair(3)})
    os.unlink(loose(repo, "HEAD:lost.txt"))
    for name in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge",
                 "core.sshCommand", "core.pager", "core.editor", "core.askPass", "credential.helper", "gpg.program"):  # fmt: skip
        repo.git("config", name, str(evil))
    for name, value in (
        ("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin"), ("remote.origin.promisor", "true"),
        ("remote.origin.url", f"ext::{evil}"), ("protocol.ext.allow", "always"), ("core.hooksPath", str(folder)),
    ):  # fmt: skip
        repo.git("config", name, value)
    return repo, str(evil)


def traced(folder: str, log: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=execve,execveat,socket,connect", "-o", str(log), *words],
        cwd=folder, env=environment(PYTHONPATH=os.getcwd()), capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, log.read_text("utf-8", "replace")


def test_plain_git_runs_what_is_planted(tmp_path: Path) -> None:
    repo, evil = hostile(tmp_path)
    assert f'"{evil}"' in traced(repo.path, tmp_path / "log", "git", "status")[1]
    assert evil in traced(repo.path, tmp_path / "log", "git", "cat-file", "-p", "HEAD:lost.txt")[1]


@pytest.mark.parametrize("mode", WORDS)
def test_nothing_of_the_repository_is_executed_and_no_socket_is_opened(tmp_path: Path, mode: str) -> None:
    repo, evil = hostile(tmp_path)
    status, log = traced(repo.path, tmp_path / "log", sys.executable, "-m", "guard", *WORDS[mode])
    assert status in (1, 3)
    assert evil not in log
    programs = set(re.findall(r'execve(?:at)?\((?:[^"]*)"([^"]+)".*= 0', log))
    assert {os.path.basename(name) for name in programs} <= {os.path.basename(sys.executable), "git"}, programs
    assert not re.search(r"\b(socket|connect)\(", log)
