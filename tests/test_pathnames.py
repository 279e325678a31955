"""A secret in the name of a file is found wherever files are asked for, and no output repeats the name."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from guard import registry
from guard.cli import main
from guard.pathnames import fragments
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

URL_SAFE = secret_text(1).rstrip("=").replace("+", "-").replace("/", "_")
KEY = f"BACKPACK_API_KEY={key_text(1)}\n".encode()
NAMES = {
    "plain": f"k-{URL_SAFE}.json", "named": f"BACKPACK_API_SECRET={URL_SAFE}", "hex": seed(1).hex(),
    "folders": f"x/{secret_text(1)}", "percent": secret_text(1).replace("/", "%2F").replace("=", "%3D"),
    "inside": f"{URL_SAFE}/a/b.txt", "newline": f"a\n{URL_SAFE}",
}  # fmt: skip
COMMANDS = {
    "files": ["scan", "."], "staged": ["scan", "--staged"], "hook": ["hook", "pre-commit"],
    "range": ["scan", "--range", "HEAD~1..HEAD"], "ci": ["ci"], "audit": ["audit", "--no-cache"],
}  # fmt: skip


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path) -> Repo:
    made = Repo(str(tmp_path / "r"))
    made.commit({"README": b"a bot for backpack\n"})
    monkeypatch.chdir(made.path)
    return made


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_secret_in_a_name_is_found_and_not_repeated(
    name: str, command: str, repo: Repo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    repo.add({NAMES[name]: KEY, "a.env": KEY})
    if command in ("range", "ci", "audit"):
        repo.git("commit", "-q", "-m", "m")
    for fmt in ["json", *(one for one in registry.names("formats") if one != "json")]:
        status = main([*COMMANDS[command], "--format", fmt])
        out, err = capfdbinary.readouterr()
        assert status == 1
        assert_no_secret(out + err)
        if fmt == "json":
            found = [one for one in json.loads(out)["findings"] if one["origin"] == "path"]
            assert found and {(one["rule"], one["api_key"]) for one in found} == {("key-pair", key_text(1))}


@pytest.mark.parametrize("command", ["staged", "hook"])
def test_a_name_that_head_has_already_is_no_news(command: str, repo: Repo) -> None:
    repo.commit({NAMES["plain"]: b"a bot for backpack\n", "a.env": KEY})
    repo.add({NAMES["plain"]: b"a bot for backpack, improved\n"})
    assert main([*COMMANDS[command], "-q"]) == 0
    repo.git("mv", NAMES["plain"], NAMES["hex"])
    assert main([*COMMANDS[command], "-q"]) == 1


def test_a_name_proves_a_half_that_is_staged_later(repo: Repo) -> None:
    repo.commit({NAMES["plain"]: b"a bot\n"})
    repo.add({"a.env": KEY})
    assert main(["hook", "pre-commit", "-q"]) == 1


def test_names_are_not_counted_as_inputs_and_plain_names_tell_nothing(
    repo: Repo, capfd: pytest.CaptureFixture[str]
) -> None:
    os.makedirs("src/a_rather_long_name_of_a_folder")
    Path("src/a_rather_long_name_of_a_folder/TestAnotherRatherLongName2.java").write_text("class A {}\n")
    Path(NAMES["plain"]).write_text("nothing\n")
    assert main(["scan", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["scanned"] == {"requested": 3, "read": 3, "bytes": 38}
    assert list(fragments([b"src/a_rather_long_name_of_a_folder/TestAnotherRatherLongName2.java", b"a" * 80, b"%41=/x" * 5])) == []
    assert [one.path for one in fragments([b"README", NAMES["plain"].encode(), b"x" * 30])] == [NAMES["plain"]]


def test_what_a_link_says_is_read_and_what_it_leads_to_is_not(
    repo: Repo, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "outside.env").write_bytes(KEY + f"BACKPACK_API_SECRET={secret_text(1)}\n".encode())
    os.symlink(tmp_path / "outside.env", "far")
    assert main(["scan", "--format", "json"]) == 0
    capfdbinary.readouterr()
    Path("k.env").write_bytes(KEY)
    os.symlink(URL_SAFE, "near")
    for words in (["scan"], ["scan", ".", "k.env"]):
        assert main([*words, "--format", "json"]) == 1
        out, err = capfdbinary.readouterr()
        assert_no_secret(out + err)
        report = json.loads(out)
        found = [one for one in report["findings"] if one["rule"] == "key-pair"]
        assert [(one["origin"], one["path"], one["line"], one["column"]) for one in found] == [("symlink", "near", 1, 1)]
        assert report["scanned"]["requested"] == 2 and report["complete"]
