"""Repositories to audit, and what an audit of them says."""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest

from guard.cli import main
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo


def pair(number: int | str) -> bytes:
    """Return the text of a Backpack pair."""
    return f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n".encode()


def named(number: int | str) -> bytes:
    """Return a secret under its name, without its API key."""
    return f"BACKPACK_API_SECRET={secret_text(number)}\n".encode()


class Audited:
    """The result of one run: exit status, report, and what was said."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err
        self.report: dict[str, Any] = json.loads(out) if out.startswith("{") else {}

    @property
    def findings(self) -> list[dict[str, Any]]:
        return list(self.report["findings"])

    def of(self, number: int | str) -> list[dict[str, Any]]:
        """Return the findings of one test pair."""
        return [one for one in self.findings if one["api_key"] == key_text(number)]

    def one(self, number: int | str) -> dict[str, Any]:
        """Return the only finding of one test pair."""
        found = self.of(number)
        assert len(found) == 1, [(one["origin"], one["path"]) for one in found]
        return found[0]

    @property
    def reasons(self) -> str:
        return "\n".join(f"{one['path']}: {one['reason']}" for one in self.report["skipped"])


def run(*arguments: str) -> Audited:
    """Run the command line in this process and return what it gave."""
    out, err = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(err):
        status = main(list(arguments))
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return Audited(status, *texts)


def audit(repo: Repo | str, *arguments: str) -> Audited:
    """Audit one repository and return its report; no secret of the test pairs may be in it."""
    path = repo if isinstance(repo, str) else repo.path
    found = run("audit", path, "--format", "json", *arguments)
    text = found.out + found.err
    for number in range(60):
        assert secret_text(number) not in text
        assert seed(number).hex() not in text
    return found


@pytest.fixture
def repo(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    made = Repo(os.fspath(tmp_path) + "/r")
    made.commit({"README": b"A bot for api.backpack.exchange\n"}, "start")
    return made


def loose(repo: Repo, oid: str) -> str:
    """Return the path of a loose object."""
    common = repo.git("rev-parse", "--git-common-dir").strip().decode()
    return os.path.join(repo.path, common, "objects", oid[:2], oid[2:])


PYTHON = [sys.executable, "-m", "guard"]
