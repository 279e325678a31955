"""Audits of git directories in which something else stands where git keeps a file: all the rest is read, it is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.gitdir import GitDir
from tests.hostile.kit import Guard, Result, leaky, make_device, make_socket, pair
from tests.sources.repo import Repo


def _folder(path: str) -> None:
    os.mkdir(path)
    Path(path, "inside").write_bytes(pair(9))


KINDS: dict[str, Callable[[str], None]] = {
    "pipe": os.mkfifo,
    "device": make_device,
    "socket": make_socket,
    "folder": _folder,
    "dangling": lambda path: os.symlink("nowhere/there", path),
    "loop": lambda path: os.symlink(os.path.basename(path), path),
}
FILES = (
    "HEAD config packed-refs objects/info/alternates ORIG_HEAD FETCH_HEAD info/grafts shallow commondir index"
    " objects/pack/multi-pack-index logs/HEAD COMMIT_EDITMSG"
).split()


def _replace(path: str) -> None:
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)


def _audited_with(name: str, kind: str, tmp_path: Path, guard: Guard) -> tuple[Repo, Result]:
    """Return a repository in whose git directory something else stands for a file, and its audit."""
    repo = leaky(str(tmp_path / "r"))
    path = os.path.join(repo.path, ".git", name)
    _replace(path)
    KINDS[kind](path)
    return repo, guard(repo.path, "audit", ".")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_all_but_the_odd_file_is_read_and_it_is_named(name: str, kind: str, tmp_path: Path, guard: Guard) -> None:
    repo, result = _audited_with(name, kind, tmp_path, guard)
    assert result.report["complete"] is False
    assert result.places(1) and result.places(2)
    assert [skip["path"].removeprefix(repo.path + "/") for skip in result.report["skipped"]] == [".git/" + name]
    if kind == "folder":
        assert result.places(9) == {f".git/{name}/inside"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "folder"])
@pytest.mark.parametrize("name", ["refs", "logs", "info", "objects/info", "objects/pack", "worktrees", "modules"])
def test_what_stands_for_a_folder_is_named_too(name: str, kind: str, tmp_path: Path, guard: Guard) -> None:
    _, result = _audited_with(name, kind, tmp_path, guard)
    assert (result.report["complete"], bool(result.places(1)), bool(result.places(2))) == (False, True, True)
    assert ".git/" + name in {skip["path"] for skip in result.report["skipped"]}


def test_a_clean_repository_with_an_odd_head_is_incomplete(tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"a": b"words\n"})
    assert guard(repo.path, "audit", ".").status == 0
    for text in (b"", b"junk\n", os.urandom(4096)):
        repo.write(".git/HEAD", text)
        assert guard(repo.path, "audit", ".").status == 3
    os.unlink(repo.path + "/.git/HEAD")
    os.symlink("refs/heads/main", repo.path + "/.git/HEAD")  # git's old form of a symbolic ref
    assert guard(repo.path, "audit", ".").status == 0


def test_amake_socket_of_the_file_watcher_is_no_content(tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"a": b"words\n"})
    make_socket(repo.path + "/.git/fsmonitor--daemon.ipc")
    result = guard(repo.path, "audit", ".")
    assert (result.status, result.report["complete"]) == (0, True)


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_wide_repository_whose_config_cannot_be_read(kind: str, tmp_path: Path, guard: Guard) -> None:
    for packed in (False, True):
        repo = leaky(str(tmp_path / f"r{packed}"), "--object-format=sha256")
        if packed:
            repo.git("gc", "-q")
        _replace(repo.path + "/.git/config")
        KINDS[kind](repo.path + "/.git/config")
        result = guard(repo.path, "audit", ".")
        assert (result.report["complete"], bool(result.places(1)), bool(result.places(2))) == (False, True, True)


@pytest.mark.parametrize("name", ["HEAD", "config", "packed-refs", "objects/info/alternates", "info/grafts"])
def test_a_file_that_may_not_be_read(name: str, tmp_path: Path, guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = leaky(str(tmp_path / "r"))
    path = os.path.join(repo.path, ".git", name)
    Path(path).touch()
    real = os.open

    def refused(target: str | bytes, *rest: int, **more: int) -> int:
        if os.fsdecode(target).endswith(".git/" + name):
            raise PermissionError(13, "Permission denied")
        return real(target, *rest, **more)

    monkeypatch.setattr(os, "open", refused)
    result = guard(repo.path, "audit", ".")
    assert (result.report["complete"], bool(result.places(1)), bool(result.places(2))) == (False, True, True)
    assert {skip["path"] for skip in result.report["skipped"]} == {".git/" + name}


def test_alternates_with_an_odd_file_are_left_out_and_the_others_read(tmp_path: Path, guard: Guard) -> None:
    repos = [Repo(str(tmp_path / name)) for name in ("one", "two", "three")]
    for number, repo in enumerate(repos):
        repo.commit({f"{number}.env": pair(number)})
    lines = "".join(f"{repo.path}/.git/objects\n" for repo in repos[1:])
    repos[0].write(".git/objects/info/alternates", lines.encode())
    os.mkfifo(repos[1].path + "/.git/objects/info/alternates")
    result = guard(repos[0].path, "audit", ".")
    assert all(result.places(number) for number in range(3))
    assert [skip["path"] for skip in result.report["skipped"]] == [repos[1].path + "/.git/objects/info/alternates"]
    notes = " ".join(result.report["notes"])
    assert all(f"{repo.path}/.git/objects" in notes for repo in repos[1:])


@pytest.mark.parametrize("mode", ["audit", "range"])
def test_a_foreign_common_folder_is_named(mode: str, tmp_path: Path, guard: Guard) -> None:
    other = leaky(str(tmp_path / "other"))
    own = leaky(str(tmp_path / "own"))
    own.write(".git/commondir", f"{other.path}/.git\n".encode())
    words = ("audit", ".") if mode == "audit" else ("scan", "--range", "HEAD~1..HEAD")
    result = guard(own.path, *words)
    assert any(f"{other.path}/.git" in note for note in result.report["notes"])
    plain = guard(other.path, *words)
    assert not any(other.path in note for note in plain.report["notes"])


@pytest.mark.parametrize("command", [("audit", "."), ("hook", "pre-commit"), ("scan", "--range", "HEAD~1..HEAD")])
@pytest.mark.parametrize("name", ["commondir", "objects/info/alternates"])
def test_a_huge_link_is_not_echoed(command: tuple[str, ...], name: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    repo.write(".git/" + name, b"/" + b"x/" * 32_000 + b"\n")
    result = guard(repo.path, *command)
    assert result.status in (1, 3)
    assert len(result.out + result.err) < 20_000
    assert b"x/x/x/x/x/" * 100 not in result.out + result.err


def test_a_link_that_holds_a_key_is_not_echoed(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    for name in ("commondir", "objects/info/alternates"):
        repo.write(f".git/{name}", b"/nowhere/" + pair(5).split(b"=", 2)[2].strip() + b"\n")
        for command in (("audit", "."), ("hook", "pre-commit"), ("scan", "--range", "HEAD~1..HEAD")):
            assert guard(repo.path, *command).status in (1, 3)  # the fixture looks for secrets in both streams
        os.unlink(f"{repo.path}/.git/{name}")


def test_folders_that_are_links_are_followed_and_named(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    for name in ("refs", "logs"):
        shutil.move(f"{repo.path}/.git/{name}", tmp_path / name)
        os.symlink(tmp_path / name, f"{repo.path}/.git/{name}")
    Path(tmp_path / "logs" / "kept").write_bytes(pair(7))
    result = guard(repo.path, "audit", ".")
    assert (result.status, result.report["complete"], result.places(7)) == (1, True, {".git/logs/kept"})
    assert sum("symbolic link" in note for note in result.report["notes"]) == 2


def test_only_what_can_be_a_path_is_followed(tmp_path: Path) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.write(".git/commondir", b"a\nb\n")
    assert GitDir(repo.path, tolerant=True).unread == [(".git/commondir", "names no folder")]
