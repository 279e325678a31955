"""Programs that the examined repository plants: plain git runs each of them, the guard none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.kit import HISTORY, MODES, Guard, Planted, expect_leaks, leaky, loose, pair
from tests.sources.repo import Repo

Control = tuple[list[str], dict[str, str]]
Plant = Callable[[Repo, Planted], Control]


def _fsmonitor(repo: Repo, planted: Planted) -> Control:
    repo.git("config", "core.fsmonitor", planted.program())
    return ["ls-files", "-s"], {}


def _hooks_path(repo: Repo, planted: Planted) -> Control:
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit"):
        planted.program(name)
    repo.git("config", "core.hooksPath", str(planted.folder))
    os.utime(os.path.join(repo.path, "c.txt"), (86400, 86400))
    return ["status"], {}


def _textconv(repo: Repo, planted: Planted) -> Control:
    repo.write(".gitattributes", b"*.env diff=x\n")
    repo.git("config", "diff.x.textconv", planted.program(body="echo nothing"))
    return ["log", "-p"], {}


def _external(repo: Repo, planted: Planted) -> Control:
    repo.git("config", "diff.external", planted.program())
    return ["diff", "--cached"], {}


def _driver(repo: Repo, planted: Planted) -> Control:
    repo.write(".git/info/attributes", b"*.env diff=x\n")
    repo.git("config", "diff.x.command", planted.program())
    return ["diff", "--cached"], {}


def _external_variable(repo: Repo, planted: Planted) -> Control:
    return ["diff", "--cached"], {"GIT_EXTERNAL_DIFF": planted.program()}


def _filter(kind: str, body: str) -> Plant:
    def plant(repo: Repo, planted: Planted) -> Control:
        repo.write(".gitattributes", b"*.env filter=x\n")
        repo.write("a.env", pair(1) + b"more\n")
        repo.git("config", "filter.x.required", "true")
        repo.git("config", f"filter.x.{kind}", planted.program(body=body))
        return ["diff"], {}

    return plant


def _outer_configuration(repo: Repo, planted: Planted) -> Control:
    variables = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": planted.program()}
    return ["ls-files", "-s"], variables


def _outer_parameters(repo: Repo, planted: Planted) -> Control:
    return ["ls-files", "-s"], {"GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{planted.program()}'"}


def _global_settings(repo: Repo, planted: Planted) -> Control:
    settings = planted.folder / "settings"
    settings.write_text(f"[core]\n\tfsmonitor = {planted.program()}\n")
    return ["ls-files", "-s"], {"GIT_CONFIG_GLOBAL": str(settings)}


def _included(repo: Repo, planted: Planted) -> Control:
    (planted.folder / "more").write_text(f"[core]\n\tfsmonitor = {planted.program()}\n")
    repo.git("config", "include.path", str(planted.folder / "more"))
    return ["ls-files", "-s"], {}


def _submodule(repo: Repo, planted: Planted) -> Control:
    below = Repo(os.path.join(repo.path, "s"))
    below.commit({"one": b"1\n"})
    repo.write(".gitmodules", b'[submodule "s"]\n\tpath = s\n\turl = -u./x\n')
    repo.git("add", "s", ".gitmodules")
    below.commit({"two": b"2\n"})
    repo.git("config", "submodule.s.url", below.path)
    repo.git("config", "submodule.s.update", "!" + planted.program())
    return ["submodule", "update"], {}


PLANTS: dict[str, Plant] = {
    "fsmonitor": _fsmonitor, "hooks-path": _hooks_path, "textconv": _textconv, "diff-external": _external,
    "diff-command": _driver, "external-variable": _external_variable, "filter-clean": _filter("clean", "cat"),
    "filter-process": _filter("process", "exit 1"), "config-variables": _outer_configuration,
    "config-parameters": _outer_parameters, "global-settings": _global_settings, "included-settings": _included,
    "submodule-update": _submodule,
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_program_is_inert(name: str, tmp_path: Path, planted: Planted, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    control, variables = PLANTS[name](repo, planted)
    planted.fired()
    results = {mode: guard(repo.path, *words, env=variables) for mode, words in MODES.items()}
    assert not planted.fired()
    for mode, result in results.items():
        expect_leaks(mode, result)
    repo.git(*control, check=False, env=variables)
    assert planted.fired(), "the control: plain git runs it"


PROMISORS = {
    "ext": ("ext::{0}", ""), "upload-pack": ("/none/at-all.git", "remote.origin.uploadpack"),
    "ssh-command": ("ssh://host.invalid/y", "core.sshCommand"), "git-proxy": ("git://host.invalid/y", "core.gitProxy"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROMISORS)
def test_a_promisor_is_not_asked_and_what_it_promised_is_told(
    name: str, tmp_path: Path, planted: Planted, guard: Guard
) -> None:
    repo = leaky(str(tmp_path / "r"))
    url, setting = PROMISORS[name]
    evil = planted.program()
    for key, value in {
        "core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": url.format(evil), "protocol.ext.allow": "always", setting or "x.y": evil,
    }.items():  # fmt: skip
        repo.git("config", key, value)
    os.unlink(loose(repo, "HEAD:c.txt"))
    for mode, words in MODES.items():
        result = guard(repo.path, *words)
        expect_leaks(mode, result)
        assert result.report["complete"] == (mode not in HISTORY)
    assert not planted.fired()
    repo.git("cat-file", "-p", "HEAD:c.txt", check=False)
    assert planted.fired(), "the control: plain git runs it"


def test_an_embedded_bare_repository_is_a_folder(tmp_path: Path, planted: Planted, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"readme": b"words\n"})
    below = tmp_path / "r" / "sub"
    (below / "objects").mkdir(parents=True)
    (below / "refs" / "heads").mkdir(parents=True)
    (below / "HEAD").write_text("ref: refs/heads/main\n")
    (below / "config").write_text(
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = {planted.program()}\n"
    )
    (below / "a.env").write_bytes(pair(1))
    assert guard(repo.path, "scan", ".").places(1) == {"sub/a.env"}
    assert guard(below, "scan", ".").places(1) == {"a.env"}
    guard(below, *MODES["hook"])
    assert not planted.fired()
    Repo.git(repo, "-C", "sub", "status", check=False)
    assert planted.fired(), "the control: plain git runs it"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user_is_read(tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    for folder, _, names in os.walk(repo.path):
        for name in [".", *names]:
            os.chown(os.path.join(folder, name), 1234, 1234)
    for mode, words in MODES.items():
        expect_leaks(mode, guard(repo.path, *words))
    assert repo.git("log", check=False) == b"", "the control: plain git refuses"


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_written_to_the_repository(mode: str, tmp_path: Path, guard: Guard) -> None:
    repo = leaky(str(tmp_path / "r"))
    before = _listing(tmp_path / "r")
    guard(repo.path, *MODES[mode])
    assert _listing(tmp_path / "r") == before
    shutil.rmtree(repo.path)


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.lstat().st_size, p.lstat().st_mtime_ns) for p in folder.rglob("*")}
