"""What else could lead a run astray: commands of submodules, pointers, line ends, settings above the repository, clocks, case."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.audit.help import loose as loose_object
from tests.hostile.kit import HISTORY, MODES, Guard, Planted, leaky, pair
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo


def test_no_command_of_a_submodule_is_run(tmp_path: Path, planted: Planted, guard: Guard) -> None:
    inner = Repo(str(tmp_path / "inner"))
    inner.commit({"a": b"a"})
    repo = leaky(str(tmp_path / "r"))
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path, "sm")
    program = planted.program()
    repo.write(".gitmodules", f'[submodule "sm"]\n\tpath = sm\n\turl = -u./x\n\tupdate = !{program}\n\tbranch = --upload-pack={program}\n'.encode())
    repo.git("config", "submodule.sm.update", f"!{program}")
    repo.git("add", "-A")
    for words in MODES.values():
        assert guard(repo.path, *words).status == 1
    assert guard(repo.path, "audit", ".", "--submodules").status == 1
    assert not planted.fired()
    inner.commit({"a": b"b"})
    repo.git("-C", "sm", "checkout", "-q", "--detach", repo.git("-C", "sm", "rev-parse", "HEAD").decode().strip())
    repo.git("-C", "sm", "commit", "-q", "--allow-empty", "-m", "elsewhere")
    repo.write(".gitmodules", f'[submodule "sm"]\n\tpath = sm\n\turl = {inner.path}\n'.encode())
    repo.git("submodule", "update", check=False)
    assert planted.fired(), "the control"


def test_a_pointer_of_lfs_is_told_and_its_content_is_read_where_it_lies(tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    name = "ab" * 32
    repo.commit({"big.bin": f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize 99\n".encode()})
    result = guard(repo.path, "audit", ".")
    told = [one for one in result.report["skipped"] if "LFS" in one["reason"]]
    assert len(told) == 1 and result.status == 0
    repo.write(f".git/lfs/objects/ab/ab/{name}", pair(1))
    assert guard(repo.path, "audit", ".").places(1)


LINE_ENDS = {b"\n": True, b"\r\n": True, b"\r": True, "\u2028".encode(): False, "\u2029".encode(): False, b"\v": False, b"\f": False, b"\xc2\x85": False}


@pytest.mark.parametrize("end", LINE_ENDS, ids=repr)
def test_one_definition_of_a_line(end: bytes, tmp_path: Path, guard: Guard) -> None:
    """LF, CR LF and a lone CR end lines; what only some editors break at does not, and hides nothing."""
    (tmp_path / "a.env").write_bytes(b"x=1" + end + pair(1).replace(b"\n", end) + b"y")
    result = guard(tmp_path, "scan", ".")
    (found,) = result.report["findings"]
    assert found["api_key"] == key_text(1)
    assert found["line"] == (3 if LINE_ENDS[end] else 1)
    text = guard(tmp_path, "scan", ".", form="text").out.decode()
    assert f"a.env:{found['line']}:{found['column']}" in text


def test_nothing_above_the_repository_decides(tmp_path: Path, guard: Guard) -> None:
    """What a parent folder, the home or XDG holds is another's: only the repository's root and --config count."""
    policy = f'fail-on = "never"\n[[accept]]\napi-key = "{key_text(1)}"\nreason = "planted"\n[[accept]]\napi-key = "{key_text(2)}"\nreason = "planted"\n'
    home = Path(os.environ["HOME"])
    outer = tmp_path / "outer"
    for folder in (outer, home, home / ".config", home / ".config" / "backpack-guard"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".backpack-guard.toml").write_text(policy)
        (folder / "backpack-guard.toml").write_text(policy)
        (folder / "config.toml").write_text(policy)
        (folder / "pyproject.toml").write_text("[tool.backpack-guard]\nfail-on = 'never'\n")
    repo = leaky(str(outer / "r"))
    for words in MODES.values():
        result = guard(repo.path, *words, env={"XDG_CONFIG_HOME": str(home / ".config"), "HOME": str(home)})
        assert result.status == 1
        assert {one["state"] for one in result.report["findings"]} == {"new"}
    plain = outer / "plain"
    plain.mkdir()
    (plain / "a.env").write_bytes(pair(1))
    assert guard(plain, "scan", ".").status == 1


DATES = ["0 +0000", "1 -1200", "2147483648 +0000", "4102444800 +1400", "99999999999 +0000", "-1 +0000", "12 +9999", "abc", "", "9" * 30 + " +0000"]


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("field", ["author", "committer"])
def test_no_clock_matters(date: str, field: str, tmp_path: Path, guard: Guard) -> None:
    """Dates that git itself would not write: each commit is read, and has its place in the story."""
    repo = Repo(str(tmp_path / "r"))
    first = repo.commit({"readme": b"backpack\n"})
    repo.add({"a.env": pair(1)})
    tree = repo.git("write-tree").decode().strip()
    when = {"author": "1700000000 +0000", "committer": "1700000000 +0000", field: date}
    text = f"tree {tree}\nparent {first}\nauthor t <t@example.invalid> {when['author']}\ncommitter t <t@example.invalid> {when['committer']}\n\nm\n"
    oid = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=text.encode()).decode().strip()
    repo.git("update-ref", "refs/heads/main", oid)
    repo.git("rm", "-qf", "a.env")
    repo.git("commit", "-qm", "rm")
    os.utime(os.path.join(repo.path, "readme"), (4102444800, 4102444800))
    for again in (1, 2):
        result = guard(repo.path, "audit", ".")
        (found,) = result.report["findings"]
        assert (result.status, found["commit"], found["story"]["last"]["commit"]) == (1, oid, oid), again
        assert found["story"]["removed_by"]["commit"] == repo.git("rev-parse", "HEAD").decode().strip()
        assert guard(repo.path, "audit", ".", form="text").status == 1
    assert guard(repo.path, "scan", "--range", "HEAD~2..HEAD").places(1) == {"a.env"}


def test_files_from_another_time_are_read(tmp_path: Path, guard: Guard) -> None:
    for name, time in (("future.env", 4102444800), ("past.env", -1)):
        (tmp_path / name).write_bytes(pair(1))
        os.utime(tmp_path / name, (time, time))
    assert guard(tmp_path, "scan", ".").places(1) == {"future.env", "past.env"}


@pytest.mark.parametrize("names", [("A.env", "a.env"), ("\u00e9.env", "e\u0301.env"), ("CON", "con "), ("x.env.", "x.env")])
def test_names_that_some_systems_take_for_one_are_two(names: tuple[str, str], tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"readme": b"words\n"})
    repo.git("config", "core.ignoreCase", "true")
    repo.git("config", "core.precomposeUnicode", "true")
    for number, name in enumerate(names, 1):
        oid = repo.git("hash-object", "-w", "--stdin", data=pair(number)).decode().strip()
        repo.git("-c", "core.protectNTFS=false", "-c", "core.ignoreCase=false", "update-index", "--index-info", data=f"100644 {oid} 0\t{name}\n".encode())
    repo.git("commit", "-qm", "m", check=False)
    repo.git("rm", "-q", "--cached", "readme")
    for mode in HISTORY:
        result = guard(repo.path, *MODES[mode])
        assert all(result.places(number) for number in (1, 2)), mode
    assert len(repo.git("ls-files", "-z").split(b"\0")) == 3


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
@pytest.mark.parametrize("kind", ["blob", "tree", "commit", "tag"])
def test_an_object_of_a_kind_that_lies(kind: str, packed: bool, tmp_path: Path, guard: Guard) -> None:
    """A body that is none of its kind (a tree of prose, a commit without a head) is still read for what it holds."""
    repo = Repo(str(tmp_path / "r"))
    repo.commit({"readme": b"backpack\n"})
    body = b"no such header\n\n" + pair(1)
    oid = repo.git("hash-object", "-t", kind, "-w", "--literally", "--stdin", data=body).decode().strip()
    assert os.path.exists(loose_object(repo, oid))
    if packed:
        repo.git("pack-objects", "-q", ".git/objects/pack/pack", data=oid.encode() + b"\n")
        os.unlink(loose_object(repo, oid))
    result = guard(repo.path, "audit", ".")
    assert (result.status, {one["api_key"] for one in result.report["findings"]}) == (1, {key_text(1)})
    assert secret_text(1).encode() not in result.out
    if kind == "tree":
        assert any(one["path"] == f"tree {oid[:12]}" for one in result.report["skipped"])
