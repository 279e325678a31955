"""Git directories that name others: links, loops, foreign common folders; and merges of many parents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.kit import MODES, Guard, leaky, pair
from tests.sources.repo import Repo

INSIDE = [mode for mode in MODES if mode != "scan"]


@pytest.mark.parametrize("mode", INSIDE)
def test_a_link_to_another_repository_is_followed_as_git_does(mode: str, tmp_path: Path, guard: Guard) -> None:
    other = leaky(str(tmp_path / "other"))
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / ".git").write_text(f"gitdir: {other.path}/.git\n")
    assert guard(tmp_path / "here", *MODES[mode]).status == 1


@pytest.mark.parametrize("mode", INSIDE)
@pytest.mark.parametrize("loop", ["itself", "two", "symbolic"])
def test_links_in_a_circle_end_and_are_no_repository(loop: str, mode: str, tmp_path: Path, guard: Guard) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    if loop == "symbolic":
        os.symlink(".git", tmp_path / "a" / ".git")
    else:
        (tmp_path / "a" / ".git").write_text("gitdir: " + (".git" if loop == "itself" else "../b/.git") + "\n")
        (tmp_path / "b" / ".git").write_text("gitdir: ../a/.git\n")
    result = guard(tmp_path / "a", *MODES[mode])
    assert (result.status, result.out) == (3 if loop == "symbolic" else 2, b"")
    assert result.err.startswith(b"backpack-guard: error: ")


@pytest.mark.parametrize("mode", INSIDE)
@pytest.mark.parametrize("text", ["{other}/.git\n", "/nowhere\n", "..\n", ".\n", "\n", "/dev/zero\n", "../../worktrees/wt\n"])
def test_a_foreign_common_folder_is_never_clean(text: str, mode: str, tmp_path: Path, guard: Guard) -> None:
    other = leaky(str(tmp_path / "other"))
    repo = Repo(str(tmp_path / "own"))
    repo.commit({"x": b"x\n"})
    repo.commit({"y": b"y\n"})
    repo.git("worktree", "add", "-q", str(tmp_path / "wt"), "-b", "wt")
    assert guard(tmp_path / "wt", *MODES[mode]).status == 0  # so that what follows is the work of the link
    repo.write(".git/worktrees/wt/commondir", text.format(other=other.path).encode())
    result = guard(tmp_path / "wt", *MODES[mode])
    assert result.status in ((1, 2, 3) if mode != "hook" else (3,)), result.out
    assert result.status != 2 or b"no such revision" in result.err


def test_a_work_tree_of_the_configuration_is_not_read(tmp_path: Path, guard: Guard) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "far.env").write_bytes(pair(5))
    repo = leaky(str(tmp_path / "r"))
    repo.git("config", "core.worktree", str(outside))
    for mode, words in MODES.items():
        result = guard(repo.path, *words)
        assert (result.status, result.places(5)) == (1, set()), mode


def _octopus(path: str) -> tuple[Repo, str, str]:
    """A merge of four parents that brings a pair which stands in none of them and goes with the next commit."""
    repo = Repo(path)
    base = repo.commit({"readme": b"words\n"})
    for name in "xyz":
        repo.git("checkout", "-qb", name, base)
        repo.commit({name: name.encode()})
    repo.git("checkout", "-q", "main")
    repo.commit({"m": b"m\n"})
    repo.git("merge", "-q", "--no-commit", "x", "y", "z")
    merge = repo.commit({"evil.env": pair(7)}, "octopus")
    assert len(repo.git("rev-parse", f"{merge}^@").split()) == 4
    repo.git("rm", "-q", "evil.env")
    repo.git("commit", "-q", "-m", "rm")
    return repo, base, merge


@pytest.mark.parametrize("text", ["{base}..HEAD", "{merge}^4..{merge}", "{merge}", "x...HEAD"])
def test_a_range_sees_what_stands_in_an_octopus_merge_alone(text: str, tmp_path: Path, guard: Guard) -> None:
    repo, base, merge = _octopus(str(tmp_path / "r"))
    result = guard(repo.path, "scan", "--range", text.format(base=base, merge=merge))
    assert (result.status, result.places(7)) == (1, {"evil.env"})
    assert {one["commit"] for one in result.report["findings"]} == {merge}


def test_an_audit_tells_the_story_of_an_octopus_merge(tmp_path: Path, guard: Guard) -> None:
    repo, _, merge = _octopus(str(tmp_path / "r"))
    result = guard(repo.path, "audit", ".")
    assert (result.status, result.places(7)) == (1, {"evil.env"})
    story = result.report["findings"][0]["story"]
    assert (story["first"]["commit"], story["in_head"]) == (merge, False)
