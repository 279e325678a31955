"""What in a repository says that a pair is Backpack's: any version of any file, any path, messages and settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guard import context
from guard.audit import speech
from guard.gitdir import GitDir
from guard.packs.store import Store
from tests.audit.help import audit
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

CLIENT = b"import requests\nURL = 'https://api.backpack.exchange/api/v1'\n"
PLAIN = f"first = '{key_text(1)}'\nsecond = '{secret_text(1)}'\n".encode()
UNPROVEN = f"api_secret = '{secret_text(1)}'\n".encode()
LINES = b"".join(b"line %d of a long and quiet file\n" % number for number in range(300))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = Repo(str(tmp_path / "r"))
    made.commit({"a.py": PLAIN}, "start")
    return made


def remove(repo: Repo, name: str) -> None:
    repo.git("rm", "-q", name)
    repo.git("commit", "-qm", "gone")


def deleted(repo: Repo) -> None:
    repo.commit({"client.py": CLIENT})
    remove(repo, "client.py")


def in_a_delta(repo: Repo) -> None:
    repo.commit({"long.py": LINES})
    repo.commit({"long.py": LINES[:5000] + CLIENT + LINES[5000:]})
    repo.commit({"long.py": LINES + b"# end\n"})


def dangling(repo: Repo) -> None:
    repo.add({"client.py": CLIENT})
    repo.git("rm", "-qf", "client.py")


def branch(repo: Repo) -> None:
    repo.git("checkout", "-qb", "other")
    repo.commit({"client.py": CLIENT})
    repo.git("checkout", "-q", "main")


def message(repo: Repo) -> None:
    repo.git("commit", "-q", "--allow-empty", "-m", "use bpx-py 2.0")


def tag(repo: Repo) -> None:
    repo.git("tag", "-a", "v1", "-m", "for api.backpack.exchange")


def deleted_path(repo: Repo) -> None:
    repo.commit({"lib/bpx_client/core.py": b"pass\n"})
    remove(repo, "lib/bpx_client/core.py")


def remote(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "https://example.invalid/me/backpack_exchange_sdk")


def ref(repo: Repo) -> None:
    repo.git("branch", "feature/backpack-exchange")


SPEAKERS = [deleted, in_a_delta, dangling, branch, message, tag, deleted_path, remote, ref]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("speak", SPEAKERS)
def test_a_pair_is_backpacks_wherever_the_repository_says_so(repo: Repo, speak: Callable[[Repo], None], packed: bool) -> None:
    assert {one["rule"] for one in audit(repo).of(1)} == {"foreign-pair"}
    speak(repo)
    if packed:
        repo.git("repack", "-adfq", "--keep-unreachable", "--depth=50", "--window=50")
    for _ in range(2):  # with what the cache remembers too
        found = audit(repo)
        assert {one["rule"] for one in found.of(1)} == {"key-pair"}
        assert found.report["complete"], found.reasons


@pytest.mark.parametrize("options", [(), ("--reachable-only",), ("--branch", "main"), ("--max-objects", "1000")])
def test_narrowed_audits_know_the_whole_repository(repo: Repo, options: tuple[str, ...]) -> None:
    branch(repo)
    assert {one["rule"] for one in audit(repo, *options).of(1)} == {"key-pair"}


def test_a_backpack_to_carry_makes_no_pair_backpacks(repo: Repo) -> None:
    repo.commit({"README": b"pack your backpack\n", "img/backpack.svg": b"<svg/>"}, "a backpack")
    assert {one["rule"] for one in audit(repo).of(1)} == {"foreign-pair"}


@pytest.mark.parametrize("options", [(), ("--no-cache",), ("--reachable-only",), ("--max-objects", "1000")])
@pytest.mark.parametrize("state", ["loose", "packed", "removed", "moved"])
def test_a_path_counts_as_in_a_scan_of_files(repo: Repo, state: str, options: tuple[str, ...]) -> None:
    repo.commit({"backpack/deep/config.json": UNPROVEN})
    if state == "removed":
        remove(repo, "backpack/deep/config.json")
    if state == "moved":
        repo.git("mv", "backpack", "luggage")
        repo.git("commit", "-qm", "moved")
    if state != "loose":
        repo.git("repack", "-adq", "--keep-unreachable")
    found = [one for one in audit(repo, *options).of(1) if one["path"].endswith("config.json")]
    assert {one["rule"] for one in found} == {"key-pair"}


def test_a_path_makes_an_unproven_value_a_possible_secret(tmp_path: Path) -> None:
    made = Repo(str(tmp_path / "made"))
    made.commit({"x/config.json": UNPROVEN})
    assert audit(made).of(1) == []
    made.commit({"backpack/config.json": UNPROVEN})
    assert [one["rule"] for one in audit(made).of(1)] != []
    key = Repo(str(tmp_path / "key"))
    key.commit({"backpack/k.json": f'{{"api_key": "{key_text(2)}"}}\n'.encode()})
    made.git("repack", "-adq")
    found = audit(key).findings
    assert [(one["rule"], one["path"]) for one in found] == [("api-key", "backpack/k.json")]


def test_a_staged_file_has_its_path_too(tmp_path: Path) -> None:
    made = Repo(str(tmp_path / "made"))
    made.commit({"README": b"x"})
    made.add({"backpack/config.json": UNPROVEN})
    assert [(one["rule"], one["path"]) for one in audit(made).of(1)] == [("possible-secret", "backpack/config.json")]


def test_hearing_agrees_with_reading_every_object(tmp_path: Path) -> None:
    for number, text in enumerate((b"quiet", b"my backpack", b"backpack exchange", CLIENT)):
        made = Repo(os.fspath(tmp_path / str(number)))
        made.commit({"a": LINES, "b": b"x"})
        made.commit({"a": LINES[:3000] + text + b"\n" + LINES[3000:]})
        for _ in range(2):
            assert speech.hear(Store(GitDir(made.path)), None) == (context.level(text), [])
            made.git("repack", "-adfq")
