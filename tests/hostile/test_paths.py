"""Odd paths and things that are no files: each is found at its own path, which no stream shows raw."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from guard import registry
from guard.redact import display_path, original_path
from tests.hostile.kit import MODES, Guard, pair
from tests.sources.repo import Repo

NAMES = [
    b"a\nb.env", b'q"t\t.env', b"back\\slash", b"--version", b"trail ", b":!x", b"*", b"x b/y", b"\xff\xfe.env",
    b"a\x1b]0;X\x07\xe2\x80\xaeb\xe2\x80\x8b", b"x\n::error file=e::pwned", b"%0A::add-mask::", b"%41.env", b"A.env",
    b"a.env", b"e\xcc\x81.env", b"\x9b31m", b"<img src=x>|`y`", b"-", "文件".encode(), b"b\xed\xb3\xbf",
    b"package-lock.json", b"a.svg", b"node_modules/x.js", b"vendor/x", b"x.min.js", b"go.sum", b".git-blame-ignore-revs",
]  # fmt: skip
RAW = [*(bytes((c,)) for c in range(32) if c != 10), b"\x7f", *(chr(c).encode() for c in range(0x80, 0xA0))]
BIDI = [chr(c).encode() for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F)]


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A repository with the pair under every odd name, committed on `old`, staged on an unborn branch."""
    repo = Repo(str(tmp_path_factory.mktemp("paths") / "r"))
    repo.commit({"readme": b"words\n"})
    top = os.fsencode(repo.path)
    for name in NAMES:
        path = os.path.join(top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(pair(1))
    repo.git("add", "-f", "-A")
    evil = os.fsdecode(NAMES[9]).replace("\x07", "")
    repo.git("commit", "-q", "-m", "x", "--author", f"{evil} <a@b>")
    repo.git("branch", "b\u202e")
    repo.git("symbolic-ref", "HEAD", "refs/heads/unborn")
    return repo


RANGE = ("scan", "--range", "main^!")
RUNS = {**MODES, "range": RANGE}


@pytest.mark.parametrize("mode", RUNS)
def test_every_odd_path_is_found_and_turns_back(repo: Repo, guard: Guard, mode: str) -> None:
    result = guard(repo.path, *RUNS[mode])
    assert result.status == 1
    found = {original_path(path) for path in result.places(1)}
    assert set(NAMES) <= found or mode == "audit"
    assert result.places(1) >= {display_path(name) for name in NAMES} or mode == "audit"
    for finding in result.report["findings"]:
        assert (finding["line"], finding["column"]) == (2, 21)


@pytest.mark.parametrize("form", registry.names("formats"))
@pytest.mark.parametrize("mode", ["hook", "range"])
def test_no_format_shows_a_raw_byte(repo: Repo, guard: Guard, form: str, mode: str) -> None:
    result = guard(repo.path, *RUNS[mode], "-vv", form=form)
    shown = result.out + result.err
    shown.decode("utf-8")
    for raw in [*RAW, *BIDI]:
        assert raw not in shown, raw
    if form != "github":
        return
    for line in result.out.splitlines():
        assert not line.startswith(b"::") or line.split(b" ")[0] in (b"::error", b"::warning", b"::notice") or (
            line.split(b"::")[1] in (b"error", b"warning", b"notice", b"group", b"endgroup", b"add-matcher")
        )  # fmt: skip
        assert not line.startswith((b"::error file=e::", b"::add-mask"))


def test_sarif_and_json_are_strict(repo: Repo, guard: Guard) -> None:
    for form in ("sarif", "json", "gitlab"):
        text = guard(repo.path, *MODES["hook"], form=form).out.decode("utf-8")
        json.loads(text)
        assert "\\ud" not in text.lower()


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path, guard: Guard) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.env").write_bytes(pair(2))
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a").write_bytes(pair(1))
    os.mkfifo(folder / "pipe")
    os.symlink(outside / "secret.env", folder / "link")
    os.symlink(outside, folder / "folder")
    os.symlink("/etc/passwd", folder / "passwd")
    os.symlink(".", folder / "loop")
    here = os.getcwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        os.chdir(here)
        result = guard(folder, "scan", ".")
    assert (result.status, result.places(1), result.places(2)) == (1, {"a"}, set())
    assert {s["path"] for s in result.report["skipped"]} == {"pipe", "link", "folder", "passwd", "loop", "s"}


def test_a_link_in_the_index_is_its_text(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "outside.env").write_bytes(pair(2))
    repo = Repo(str(tmp_path / "r"))
    os.symlink(tmp_path / "outside.env", tmp_path / "r" / "a")
    repo.git("add", "a")
    result = guard(repo.path, *MODES["hook"])
    assert (result.status, result.report["scanned"]["read"]) == (0, 1)
