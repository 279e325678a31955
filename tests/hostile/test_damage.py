"""Damaged and faulty object stores: what can be read is read and reported, the rest is told, nothing passes silently."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.kit import HISTORY, MODES, ROOT, Guard, environment, leaky, loose, pair
from tests.sources.repo import Repo


def _cut(path: str, size: int) -> None:
    os.chmod(path, 0o644)
    os.truncate(path, size)


def _zero_middle(path: str) -> None:
    os.chmod(path, 0o644)
    with open(path, "r+b") as stream:
        stream.seek(os.path.getsize(path) // 2)
        stream.write(bytes(16))


def _garbage(path: str) -> None:
    os.chmod(path, 0o644)
    Path(path).write_bytes(b"garbage that is no zlib stream")


def _folder(path: str) -> None:
    os.unlink(path)
    os.mkdir(path)


def _link_loop(path: str) -> None:
    os.unlink(path)
    os.symlink(os.path.basename(path), path)


DAMAGE: dict[str, Callable[[str], None]] = {
    "truncated": lambda path: _cut(path, 10), "empty": lambda path: _cut(path, 0), "middle": _zero_middle,
    "garbage": _garbage, "folder": _folder, "link-loop": _link_loop, "missing": os.unlink,
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_staged_blob(name: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    repo.add({"z.txt": b"something that will be lost " * 9})
    oid = repo.git("rev-parse", ":z.txt").decode().strip()
    DAMAGE[name](loose(repo, ":z.txt"))
    result = guard(repo.path, *MODES["hook"])
    assert (result.status, result.report["complete"]) == (1, False)
    assert result.places(2) == {"b.env"}
    assert [skip["path"] for skip in result.report["skipped"]] == ["z.txt"]
    assert oid in result.report["skipped"][0]["reason"]
    repo.git("rm", "-q", "--cached", "b.env")
    assert guard(repo.path, *MODES["hook"]).status == 3


@pytest.mark.parametrize("what", ["HEAD:c.txt", "HEAD~2:readme", "HEAD^{tree}", "HEAD~1^{tree}", "HEAD~1", "HEAD"])
@pytest.mark.parametrize("name", ["missing", "truncated"])
@pytest.mark.parametrize("mode", HISTORY)
def test_a_gap_in_the_history_is_incomplete(mode: str, name: str, what: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    repo.commit({"d.txt": b"clean\n"})
    repo.git("tag", "root", "HEAD~2")
    words = ("scan", "--range", "root..HEAD") if mode == "range" else MODES[mode]
    DAMAGE[name](loose(repo, what))
    result = guard(repo.path, *words)
    if mode == "range" and what == "HEAD~2:readme":
        assert result.status == 1, "what the base holds is not part of the range"
        return
    assert result.status in (1, 3), result.err
    assert not result.out or result.report["complete"] is False
    if mode == "range" and what == "HEAD":
        assert result.status == 3 and repo.git("rev-parse", "HEAD").strip() in result.err
    if what == "HEAD:c.txt":
        assert "a.env" in result.places(1)


@pytest.mark.parametrize("what", ["HEAD", "HEAD^{tree}"])
def test_a_staged_pair_is_found_whatever_happened_to_head(what: str, tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"old.txt": b"clean\n"})
    repo.add({"a.env": pair(), "z.txt": b"clean\n"})
    oid = repo.git("rev-parse", "HEAD").decode().strip()
    DAMAGE["missing"](loose(repo, what))
    result = guard(repo.path, *MODES["hook"])
    assert (result.status, result.report["complete"]) == (1, False)
    assert result.places(1) == {"a.env"}
    assert oid in result.report["skipped"][0]["reason"]
    repo.git("rm", "-q", "--cached", "a.env")
    assert guard(repo.path, *MODES["hook"]).status == 3


def _pack(repo: Repo) -> str:
    repo.git("repack", "-q", "-a", "-d", "-f")
    repo.git("prune-packed")
    folder = os.path.join(repo.path, ".git", "objects", "pack")
    for name in os.listdir(folder):
        os.chmod(os.path.join(folder, name), 0o644)
    return next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".pack"))


PACKS: dict[str, Callable[[str], None]] = {
    "cut": lambda path: os.truncate(path, os.path.getsize(path) - 100), "empty": lambda path: os.truncate(path, 0),
    "middle": _zero_middle, "no-index": lambda path: os.unlink(path[:-4] + "idx"),
    "short-index": lambda path: os.truncate(path[:-4] + "idx", 500), "gone": os.unlink,
}  # fmt: skip


@pytest.mark.parametrize("name", PACKS)
def test_a_damaged_pack_is_never_clean(name: str, tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"readme": b"words\n"})
    for number in range(5):
        repo.commit({f"{number}.txt": os.urandom(300)})
    repo.add({"staged": os.urandom(300)})
    PACKS[name](_pack(repo))
    for mode, words in MODES.items():
        if mode != "scan":
            result = guard(repo.path, *(words if mode != "range" else ("scan", "--range", "HEAD")))
            if mode == "audit" and name.endswith("-index"):  # all of it is read without it
                assert (result.status, "index" in " ".join(result.report["notes"])) == (0, True)
                continue
            assert result.status in ((3, 2) if mode == "range" else (3,)) or (mode != "audit" and name in ("middle", "cut")), result.out
            assert result.status != 0 or result.report["scanned"]["read"] > 0


@pytest.mark.parametrize("text", [b"", b"\0" * 40, b"ref: refs/heads/../../x\n", b"ref: refs/heads/main\nref: x", b"zz" * 20, None])
def test_a_broken_head_never_passes_a_staged_pair(text: bytes | None, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    if text is None:
        os.unlink(os.path.join(repo.path, ".git", "refs", "heads", "main"))
        os.mkfifo(os.path.join(repo.path, ".git", "refs", "heads", "main"))
    else:
        repo.write(".git/HEAD", text)
    assert guard(repo.path, *MODES["hook"]).status in (1, 3)


@pytest.mark.parametrize("kind", ["truncated", "garbage", "fifo", "folder"])
def test_a_broken_index_is_incomplete(kind: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    index = os.path.join(repo.path, ".git", "index")
    if kind == "fifo":
        os.unlink(index)
        os.mkfifo(index)
    elif kind == "folder":
        _folder(index)
    else:
        DAMAGE[kind](index)
    result = guard(repo.path, *MODES["hook"])
    assert (result.status, result.out) == (3, b"")
    assert result.err.startswith(b"backpack-guard: error: ")


@pytest.mark.parametrize("name", [":z.txt", "HEAD~1:readme"])
def test_a_pipe_in_place_of_an_object_is_not_waited_for(name: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    repo.add({"z.txt": b"staged\n"})
    path = loose(repo, name)
    os.unlink(path)
    os.mkfifo(path)
    result = guard(repo.path, *MODES["hook"])
    assert result.places(2) == {"b.env"}
    assert result.report["complete"] == (name != ":z.txt")


def test_alternates_are_followed_and_their_traps_are_none(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    copy = Repo(str(tmp_path / "alt"))
    source, target = os.path.join(repo.path, ".git", "objects"), os.path.join(copy.path, ".git", "objects")
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    copy.write(".git/objects/info/alternates", f"{source}\n{pipe}\n/nowhere/at/all\n".encode())
    repo.write(".git/objects/info/alternates", f"{target}\n".encode())
    tip = repo.git("rev-parse", "HEAD").decode().strip()
    copy.git("update-ref", "refs/heads/main", tip)
    copy.git("read-tree", tip)
    for mode in HISTORY:
        assert "a.env" in guard(copy.path, *MODES[mode]).places(1)
    copy.git("update-index", "--add", "--cacheinfo", f"100644,{repo.git('rev-parse', ':b.env').decode().strip()},new.env")
    assert guard(copy.path, *MODES["hook"]).places(2) == {"new.env"}


@pytest.mark.parametrize(
    "settings", ["[core]\n\trepositoryformatversion = 99\n", "[extensions]\n\tfutureThing = true\n", "[broken\n",
                 "[extensions]\n\tobjectFormat = sha256\n", "[core]\n\tbare = true\n", "\0\xff[x]\n"],
)  # fmt: skip
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "scan"])
def test_strange_configuration_is_never_clean(mode: str, settings: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    config = Path(repo.path, ".git", "config")
    config.write_bytes(config.read_bytes() + settings.encode("latin-1"))
    assert guard(repo.path, *MODES[mode]).status in (1, 2, 3)


def test_an_object_format_in_a_foreign_section_is_none(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    repo.git("config", "mine.objectFormat", "sha256")
    for mode in MODES:
        if mode != "scan":
            assert guard(repo.path, *MODES[mode]).status in (1, 3)


@pytest.mark.parametrize("name", [".git", ".GIT", ".git "])
def test_a_folder_that_only_looks_like_a_git_directory_is_read(name: str, tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "k" / name).mkdir(parents=True)
    (tmp_path / "k" / name / "a.env").write_bytes(pair(1))
    assert guard(tmp_path / "k", "scan", ".").places(1) == {f"{name}/a.env"}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("scan", "nowhere"), 2), (("scan", "empty"), 0), (("scan", "--range", "nope"), 2), (("hook", "pre-commit"), 2),
        (("scan", "--range", "--output=x"), 2), (("scan", "--range", "HEAD\n"), 2), (("scan", "--range", ""), 2),
        (("scan", "--range", "-"), 2), (("scan", "--staged"), 2), (("scan", "--range", "HEAD..HEAD"), 2),
    ],
)  # fmt: skip
def test_nothing_read_is_never_clean_outside_a_repository(
    words: tuple[str, ...], status: int, tmp_path: Path, guard: Guard
) -> None:
    (tmp_path / "empty").mkdir()
    result = guard(tmp_path, *words)
    assert result.status == status
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("text", ["nope", "HEAD:a.env", "--output=x", "HEAD\nHEAD", "HEAD..nope", "-", "", "HEAD^9", "refs/heads/*"])
def test_a_range_that_does_not_exist_is_an_error_of_use(text: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    result = guard(repo.path, "scan", f"--range={text}")
    assert (result.status, result.out) == (2, b"")
    assert not os.path.exists(os.path.join(repo.path, "x"))


PROGRAM = """
import importlib, os, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import argparse, json, unicodedata, guard
for one in pkgutil.walk_packages(guard.__path__, "guard."):
    one.name.endswith("__main__") or importlib.import_module(one.name)
os.chdir(sys.argv[2])
guard.cli.main(["scan", ".", "--format", "json=" + sys.argv[1] + "/all.json"])  # loads what the other user may not read
os.geteuid() or os.setresuid(65534, 65534, 65534)
sys.exit(guard.cli.main(["scan", ".", "--format", "json"]))
"""


def test_what_may_not_be_read_is_told_and_the_rest_is_scanned() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        folder = Path(name, "k")
        shutil.copytree(Path(ROOT, "guard"), Path(name, "guard"), ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "shut").mkdir(parents=True)
        (folder / "a").write_bytes(pair(1))
        (folder / "x").write_bytes(pair(2))
        os.chmod(folder / "x", 0)
        os.chmod(folder / "shut", 0)
        words = [sys.executable, "-c", PROGRAM, name, str(folder)]
        done = subprocess.run(words, capture_output=True, check=False, env=environment(PYTHONPATH=""))
        os.chmod(folder / "shut", 0o700)
    assert done.returncode == 1, done.stderr
    assert b'"complete": false' in done.stdout
    assert done.stdout.count(b"permission denied") == 2
