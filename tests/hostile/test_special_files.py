"""Pipes, devices and sockets where files are looked for: never waited for, never read without end, never silent."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.kit import MODES, Guard, leaky, make_device, make_socket, pair, process
from tests.sources.repo import Repo

KINDS: dict[str, Callable[[str], None]] = {"pipe": os.mkfifo, "zero": make_device, "socket": make_socket}


@pytest.mark.parametrize("kind", KINDS)
def test_named_on_the_command_line_it_is_not_clean(kind: str, tmp_path: Path, guard: Guard) -> None:
    KINDS[kind](str(tmp_path / "odd"))
    result = guard(tmp_path, "scan", "odd")
    assert (result.status, result.report["complete"]) == (3, False)
    assert [skip["path"] for skip in result.report["skipped"]] == ["odd"]


@pytest.mark.parametrize("kind", KINDS)
def test_met_in_a_folder_it_is_told_and_the_rest_is_read(kind: str, tmp_path: Path, guard: Guard) -> None:
    KINDS[kind](str(tmp_path / "odd"))
    (tmp_path / "a").write_bytes(pair(1))
    result = guard(tmp_path, "scan", ".")
    assert (result.status, result.places(1)) == (1, {"a"})
    assert [skip["path"] for skip in result.report["skipped"]] == ["odd"]


PLACES = [
    ("HEAD", "range"), ("config", "range"), ("commondir", "range"), ("shallow", "range"), ("refs/heads/main", "range"),
    ("objects/info/alternates", "hook"), ("objects/info/alternates", "range"), ("objects/info/alternates", "audit"),
    ("objects/pack/multi-pack-index", "hook"), ("objects/pack/multi-pack-index", "audit"), ("index", "audit"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["pipe", "zero"])
@pytest.mark.parametrize(("name", "mode"), PLACES)
def test_in_a_git_directory_it_is_never_waited_for(kind: str, name: str, mode: str, tmp_path: Path) -> None:
    repo = leaky(str(tmp_path / "r"))
    path = os.path.join(repo.path, ".git", name)
    if os.path.lexists(path):
        os.unlink(path)
    KINDS[kind](path)
    done = process(repo.path, *MODES[mode], env={"HOME": str(tmp_path)}, timeout=20)  # git is given two minutes to answer
    assert done.returncode in (1, 3), done.stderr
    assert b"Traceback" not in done.stderr
    told = done.stdout + done.stderr
    assert done.returncode == 1 or name.rpartition("/")[2].encode() in told


def test_a_pipe_in_an_alternate_of_an_alternate(tmp_path: Path) -> None:
    repos = [leaky(str(tmp_path / "0")), Repo(str(tmp_path / "1")), Repo(str(tmp_path / "2"))]
    for one, other in ((0, 1), (1, 2)):
        repos[one].write(".git/objects/info/alternates", f"{repos[other].path}/.git/objects\n".encode())
    os.mkfifo(repos[2].path + "/.git/objects/info/alternates")
    done = process(repos[0].path, *MODES["hook"], timeout=20)
    assert done.returncode == 3
    assert b"2/.git/objects/info/alternates is not a regular file" in done.stderr
