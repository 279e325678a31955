"""The kit of hostile input: repositories with a known leak, planted programs, runs of the guard."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guard import registry
from tests.pairs import key_text, secret_text
from tests.sources.repo import WHO, Repo

ROOT = str(Path(__file__).parents[2])
_ALL = {
    "hook": ("hook", "pre-commit"),
    "scan": ("scan", "."),
    "range": ("scan", "--range", "HEAD~1..HEAD"),
    "audit": ("audit", "."),
}
MODES = {name: words for name, words in _ALL.items() if words[0] in registry.names("commands")}
HISTORY = [name for name in ("range", "audit") if name in MODES]


def pair(number: int | str = 1) -> bytes:
    """Return a .env file with a pair that proves itself."""
    return f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n".encode()


class Result:
    """What a run of the guard left: status, both streams, and the JSON report where one was asked for."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status = status
        self.out = out
        self.err = err

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out.decode("utf-8"))
        return found

    def places(self, number: int | str = 1) -> set[str]:
        """The paths at which the secret of a pair was found."""
        return {f["path"] for f in self.report["findings"] if f["api_key"] == key_text(number)}


def make_socket(path: str) -> None:
    """Make a socket."""
    here = os.getcwd()
    os.chdir(os.path.dirname(path))  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.basename(path))
    os.chdir(here)


def make_device(path: str) -> None:
    """Make a device that gives zeros without end, or skip the test."""
    try:
        os.mknod(path, 0o644 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this user or this system makes no devices")


Guard = Callable[..., Result]


def environment(**more: str) -> dict[str, str]:
    """Return what a process of the guard gets: nothing of git's."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "BACKPACK_", "CI"))}
    return {**plain, "PYTHONPATH": ROOT, **more}


def process(folder: str, *words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the guard as a process of its own."""
    env = environment(**options.pop("env", {}))
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "check": False, "timeout": 60, **options}
    return subprocess.run([sys.executable, "-m", "guard", *words], cwd=folder, env=env, **options)


class Planted:
    """A program that leaves a marker when it is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = folder / "mark"

    def program(self, name: str = "evil", body: str = "exit 1") -> str:
        """Write a program and return its path."""
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "$0 $*" >> "{self.mark}"\n{body}\n')
        path.chmod(0o755)
        return str(path)

    def fired(self) -> bool:
        """Tell whether a program ran since the last question."""
        ran = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return ran


def leaky(path: str, *options: str) -> Repo:
    """Return a repository with pair 1 committed in a.env beside clean c.txt, and pair 2 staged in b.env."""
    repo = Repo(path, *options)
    repo.commit({"readme": b"words\n"})
    repo.commit({"a.env": pair(1), "c.txt": b"clean words\n"})
    repo.add({"b.env": pair(2)})
    return repo


def expect_leaks(mode: str, result: Result) -> None:
    """Assert that a run over `leaky` found what its mode can see, at the right place."""
    assert result.status == 1, result.err
    if mode != "hook":
        assert "a.env" in result.places(1)
    if mode != "range":
        assert "b.env" in result.places(2)


def loose(repo: Repo, name: str) -> str:
    """Return the path of a loose object."""
    oid = repo.git("rev-parse", "--verify", name).decode().strip()
    return os.path.join(repo.path, ".git", "objects", oid[:2], oid[2:])


def with_hook(repo: Repo) -> None:
    """Install the guard as the pre-commit hook."""
    path = os.path.join(repo.path, ".git", "hooks", "pre-commit")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m guard hook pre-commit\n')
    os.chmod(path, 0o755)


def commit_status(folder: str, *words: str, data: bytes = b"") -> int:
    """Return the status of a real git command that may run hooks."""
    done = subprocess.run(["git", *words], cwd=folder, env=environment(**WHO), input=data, capture_output=True, check=False)
    return done.returncode
