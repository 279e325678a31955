"""States of the index and of the history: what is committed counts, not what lies in the work tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.kit import MODES, Guard, commit_status, expect_leaks, leaky, pair, with_hook
from tests.sources.repo import Repo

HOOK = MODES["hook"]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"readme": b"words\n"})
    return repo


def test_partial_staging(repo: Repo, guard: Guard) -> None:
    repo.add({"a": pair(1)})
    repo.write("a", b"clean\n")
    assert guard(repo.path, *HOOK).places(1) == {"a"}
    repo.add({"a": b"clean\n"})
    repo.write("a", pair(1))
    result = guard(repo.path, *HOOK)
    assert (result.status, result.report["scanned"]["read"]) == (0, 1)
    assert guard(repo.path, "scan", ".").places(1) == {"a"}


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flags_that_hide_a_file(repo: Repo, guard: Guard, flag: str) -> None:
    repo.add({"a": pair(1)})
    repo.git("update-index", flag, "a")
    repo.write("a", b"clean\n")
    assert guard(repo.path, *HOOK).places(1) == {"a"}


def test_first_commit_and_nothing_at_all(tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    result = guard(repo.path, *HOOK)
    assert (result.status, result.report["scanned"]["requested"]) == (0, 0)
    repo.add({"a": pair(1)})
    assert guard(repo.path, *HOOK).places(1) == {"a"}


@pytest.mark.parametrize(
    "words",
    [("-a",), ("--", "a"), ("-p",), ("--amend",), ("-i", "a"), ("-v",)],
    ids=["all", "path", "patch", "amend", "include", "verbose"],
)
def test_every_form_of_commit_is_refused(repo: Repo, words: tuple[str, ...]) -> None:
    repo.commit({"a": b"clean\n"})
    with_hook(repo)
    before = repo.git("rev-parse", "HEAD")
    repo.write("a", pair(1))
    if words[0] in ("--amend", "-v"):
        repo.git("add", "a")
    assert commit_status(repo.path, "commit", "-q", "-m", "x", *words, data=b"y\n" * 9) != 0
    assert repo.git("rev-parse", "HEAD") == before
    repo.write("a", b"clean again\n")
    repo.git("add", "a")
    assert commit_status(repo.path, "commit", "-q", "-m", "x", *words, data=b"y\n" * 9) in (0, 1 if words[0] == "-p" else 0)


def test_a_commit_of_one_path_is_judged_by_that_path(repo: Repo) -> None:
    repo.commit({"f": b"1\n"})
    with_hook(repo)
    repo.add({"g": pair(1), "f": b"2\n"})
    assert commit_status(repo.path, "commit", "-q", "-m", "x", "--", "f") == 0
    assert commit_status(repo.path, "commit", "-q", "-m", "x") != 0


def test_a_linked_worktree_has_its_own_index(repo: Repo, tmp_path: Path) -> None:
    with_hook(repo)
    repo.git("worktree", "add", "-q", str(tmp_path / "wt"), "-b", "w")
    (tmp_path / "wt" / "s").write_bytes(pair(1))
    repo.git("-C", str(tmp_path / "wt"), "add", "s")
    assert commit_status(str(tmp_path / "wt"), "commit", "-q", "-m", "x") != 0
    assert commit_status(repo.path, "commit", "-q", "-m", "x", "--allow-empty") == 0


def test_all_stages_of_an_unmerged_path(repo: Repo, guard: Guard) -> None:
    repo.commit({"f": b"0\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"f": pair(1)})
    repo.git("checkout", "-q", "main")
    repo.commit({"f": b"2\n"})
    repo.git("merge", "-q", "side", check=False)
    repo.write("f", b"resolved\n")
    assert guard(repo.path, *HOOK).places(1) == {"f"}


def test_a_pure_rename_brings_nothing_and_an_edit_in_a_rename_does(repo: Repo, guard: Guard) -> None:
    repo.git("config", "diff.renames", "copies")
    text = b"".join(b"%d\n" % number for number in range(200))
    repo.commit({"old": text, "leak": pair(2)})
    repo.git("mv", "old", "new")
    repo.git("mv", "leak", "leak2")
    assert guard(repo.path, *HOOK).status == 0
    repo.add({"new": text + pair(1)})
    assert guard(repo.path, *HOOK).places(1) == {"new"}


@pytest.mark.parametrize("attributes", ["-diff", "binary", "linguist-generated", "export-ignore -text"])
@pytest.mark.parametrize("file", [".gitattributes", ".git/info/attributes"])
def test_attributes_hide_nothing(repo: Repo, guard: Guard, attributes: str, file: str) -> None:
    repo.write(file, f"* {attributes}\n".encode())
    repo.add({"a.env": pair(1)})
    assert guard(repo.path, *HOOK).places(1) == {"a.env"}


SETTINGS = """color.ui=always diff.noprefix=true diff.mnemonicPrefix=true diff.relative=true diff.orderFile=/dev/null
diff.context=0 diff.renames=copies core.bigFileThreshold=1 core.quotePath=true core.abbrev=4 log.diffMerges=off
log.date=relative format.pretty=oneline i18n.logOutputEncoding=latin1 core.ignoreCase=true core.worktree=/etc
core.bare=true core.splitIndex=true core.untrackedCache=true index.version=4 status.relativePaths=true""".split()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    return leaky(str(tmp_path_factory.mktemp("settings") / "r"))


def test_settings_change_nothing(shared: Repo, guard: Guard, tmp_path: Path) -> None:
    config = Path(shared.path, ".git", "config")
    plain = config.read_bytes()
    expected = {mode: _findings(guard(shared.path, *words)) for mode, words in MODES.items()}
    assert all(expected.values())
    lines = []
    for setting in SETTINGS:
        name, _, value = setting.partition("=")
        section, _, key = name.partition(".")
        lines.append(f"[{section}]\n\t{key} = {value}\n")
    everywhere = tmp_path / "global"
    everywhere.write_text("".join(lines))
    for mode, words in MODES.items():
        assert _findings(guard(shared.path, *words, env={"GIT_CONFIG_GLOBAL": str(everywhere)})) == expected[mode]
    for line in lines:
        config.write_bytes(plain + line.encode())
        assert _findings(guard(shared.path, *HOOK)) == expected["hook"], line
        assert _findings(guard(shared.path, *MODES["range"])) == expected["range"], line
    config.write_bytes(plain)


def _findings(result: object) -> object:
    return result.report["findings"]  # type: ignore[attr-defined]  # a Result


@pytest.mark.parametrize("kind", ["sha256", "split-index", "index-v4", "intent-to-add", "packed", "sparse"])
def test_kinds_of_repositories(tmp_path: Path, guard: Guard, kind: str) -> None:
    repo = leaky(str(tmp_path / "r"), *(["--object-format=sha256"] if kind == "sha256" else []))
    if kind == "split-index":
        repo.git("update-index", "--split-index")
    elif kind == "index-v4":
        repo.git("update-index", "--index-version", "4")
    elif kind == "intent-to-add":
        repo.write("later", b"nothing\n")
        repo.git("add", "-N", "later")
    elif kind == "packed":
        repo.git("gc", "-q")
    elif kind == "sparse":
        repo.git("sparse-checkout", "set", "--no-cone", "/readme")
    for mode, words in MODES.items():
        if kind == "sparse" and mode == "scan":
            continue
        expect_leaks(mode, guard(repo.path, *words))


def test_a_submodule_is_told_and_never_looked_up(repo: Repo, guard: Guard) -> None:
    below = Repo(os.path.join(repo.path, "sm"))
    below.commit({"a": pair(2)})
    repo.git("add", "sm", check=False)
    repo.add({"a": pair(1)})
    result = guard(repo.path, *HOOK)
    assert (result.places(1), result.places(2)) == ({"a"}, set())
    assert any("submodule" in skip["reason"] for skip in result.report["skipped"])
    assert result.report["complete"] is True


def test_a_gitlink_alone_is_no_missing_object(repo: Repo, guard: Guard) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sm")
    assert guard(repo.path, *HOOK).status == 0


def test_replace_refs_grafts_and_shallow_files_hide_nothing(repo: Repo, guard: Guard) -> None:
    good = repo.git("rev-parse", "HEAD").decode().strip()
    bad = repo.commit({"a": pair(1)})
    repo.git("rm", "-q", "a")
    repo.git("commit", "-q", "-m", "rm")
    tip = repo.git("rev-parse", "HEAD").decode().strip()
    repo.git("replace", bad, good)
    repo.write(".git/info/grafts", f"{tip} {good}\n".encode())
    assert guard(repo.path, "scan", "--range", f"{good}..{tip}").places(1) == {"a"}
    repo.write(".git/shallow", f"{tip}\n".encode())
    result = guard(repo.path, "scan", "--range", f"{good}..{tip}")
    assert result.status in (1, 3)
    assert result.places(1) == {"a"}
