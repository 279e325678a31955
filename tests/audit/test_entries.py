"""Accepted and revoked keys in an audit: what is told of entries that do not count or are not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.help import audit, pair, repo, run
from tests.pairs import key_text
from tests.sources.repo import Repo

__all__ = ["repo"]


def entry(number: int, kind: str = "accept", **more: str) -> str:
    fields = {"api-key": key_text(number), "reason": "a demo account", **more}
    return f"[[{kind}]]\n" + "".join(f"{name} = {value!r}\n" for name, value in fields.items())


def entries() -> bytes:
    return (entry(1) + entry(2, expires="2020-01-01") + entry(3, reason=" ") + entry(4) + entry(5, "revoked")).encode()


def expect(found: list[str]) -> None:
    said = "\n".join(found)
    assert f"the accept entry for {key_text(2)} does not count: it expired on 2020-01-01" in said
    assert f"the accept entry for {key_text(3)} does not count: it gives no reason" in said
    assert f"the accept entry for {key_text(4)} is not used" in said
    assert f"the revoked entry for {key_text(5)} is not used" in said
    assert key_text(1) not in said


@pytest.mark.parametrize("bare", [False, True])
def test_a_whole_audit_tells_of_every_entry(repo: Repo, bare: bool) -> None:
    repo.commit({"a.env": pair(1), "b.env": pair(2), ".backpack-guard.toml": entries()})
    path = repo.path
    if bare:
        path += ".git"
        repo.git("clone", "-q", "--bare", repo.path, path)
    found = audit(path)
    assert found.status == 1
    assert {found.of(1)[0]["state"], found.of(2)[0]["state"]} == {"accepted", "new"}
    expect(found.report["notes"])


@pytest.mark.parametrize("bare", [False, True])
def test_a_baseline_counts(repo: Repo, bare: bool) -> None:
    repo.commit({"a.env": pair(1), ".backpack-guard-baseline.toml": entry(1).encode()})
    path = repo.path
    if bare:
        path += ".git"
        repo.git("clone", "-q", "--bare", repo.path, path)
    assert audit(path).status == 0


@pytest.mark.parametrize("options", [("--branch", "main"), ("--since", "2001-01-01"), ("--reachable-only",), ("--max-objects", "9999")])
def test_a_narrowed_audit_tells_only_what_it_saw(repo: Repo, options: tuple[str, ...]) -> None:
    repo.commit({"b.env": pair(2), ".backpack-guard.toml": entries()})
    said = "\n".join(audit(repo, *options).report["notes"])
    assert f"the accept entry for {key_text(2)} does not count" in said
    assert "is not used" not in said


def test_an_entry_for_a_submodule_is_used(repo: Repo) -> None:
    sub = Repo(repo.path + "-sub")
    sub.commit({"sub.env": pair(1)})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub.path, "sm")
    repo.commit({".backpack-guard.toml": entry(1).encode()})
    found = audit(repo)
    assert (found.status, found.of(1)[0]["state"]) == (0, "accepted")
    assert "is not used" not in "\n".join(found.report["notes"])


def test_entries_of_one_file_for_several_repositories(repo: Repo, tmp_path: Path) -> None:
    other = Repo(str(tmp_path / "other"))
    other.commit({"b.env": pair(1)})
    shared = tmp_path / "shared.toml"
    shared.write_text(entry(1) + entry(4))
    found = run("audit", repo.path, other.path, "--format", "json", "--config", str(shared))
    assert found.status == 0, found.err
    told = [note for note in found.report["notes"] if "entry" in note]
    assert told == [f"the accept entry for {key_text(4)} is not used: no finding carries that key"]


def test_each_repository_has_its_own_entries(repo: Repo, tmp_path: Path) -> None:
    other = Repo(str(tmp_path / "other"))
    for each in (repo, other):
        each.commit({"a.env": pair(1), ".backpack-guard.toml": entry(1).encode()})
    found = run("audit", repo.path, other.path, "--format", "json")
    assert (found.status, [note for note in found.report["notes"] if "entry" in note]) == (0, [])
