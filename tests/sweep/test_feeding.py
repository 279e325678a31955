"""What matters is fed by several processes as by one, and the next audit does not look at it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guard import candidates, pool, second
from guard.sweep import feeding, looks
from guard.sweep.looks import Looks
from tests.audit.help import audit, named, pair, repo
from tests.audit.test_again import cache, report
from tests.pairs import secret_text
from tests.sources.repo import Repo

__all__ = ["cache", "repo"]
LINES = b"".join(b"    order(%d)  # of a client\n" % number for number in range(300))


def fill(repo: Repo) -> None:
    """Give a repository versions of a client, each with what is to be looked at, and secrets in other places."""
    for number in range(14):
        code = b"import bpx  # backpack.exchange\n" + LINES + f"mark = '{secret_text(f'm-{number}')}'\n".encode()
        repo.commit({"client.py": code + (pair(1) if number > 9 else b""), f"d{number}.env": named(number)})
    repo.git("repack", "-adfq")


def test_several_processes_tell_what_one_does(repo: Repo, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(repo)
    monkeypatch.setattr(feeding, "ALONE", 1e9)
    alone = audit(repo, "--no-cache")
    assert len(alone.findings) > 14
    monkeypatch.setattr(feeding, "ALONE", 0.0)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    taken: list[bytes] = []
    take = Looks.take
    monkeypatch.setattr(Looks, "take", lambda looks, key, *body: (taken.append(key), take(looks, key, *body)))
    for arguments, shared in (["--no-cache"], True), ([], True), ([], False):
        taken.clear()
        again = audit(repo, *arguments)
        assert again.status == alone.status and report(again.out) == report(alone.out)
        assert (len(taken) >= 14) is shared


def test_what_is_not_remembered_is_not_looked_at_twice_either(repo: Repo, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(repo)
    alone = audit(repo, "--no-cache")
    monkeypatch.setattr(feeding, "ALONE", 0.0)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr(looks, "_lasting", lambda *_: b"")
    here: list[str] = []
    look = looks._look
    monkeypatch.setattr(looks, "_look", lambda fragment, *rest: (here.append(fragment.origin), look(fragment, *rest))[1])
    assert report(audit(repo).out) == report(alone.out) and here.count("blob") == 0
    first = len(here)
    assert report(audit(repo).out) == report(alone.out) and len(here) > first  # nothing of it is known


def test_what_a_dead_process_was_to_look_at_is_looked_at_here(repo: Repo, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(repo)
    alone = audit(repo, "--no-cache")
    monkeypatch.setattr(feeding, "ALONE", 0.0)
    monkeypatch.setattr(pool, "cores", lambda: 2)

    def die(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(Looks, "ahead", die)
    assert report(audit(repo).out) == report(alone.out)


def test_the_next_audit_looks_at_nothing_whole(repo: Repo, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(repo)
    first = audit(repo)
    monkeypatch.setattr(pool, "cores", lambda: 1)
    monkeypatch.setattr(second, "ALONE", 1e9)
    sizes: list[int] = []
    unfold = candidates.unfold

    def counted(data: bytes, *arguments: Any, **named: Any) -> Any:
        sizes.append(len(data))
        return unfold(data, *arguments, **named)

    for module in ("guard.sift", "guard.examine"):
        monkeypatch.setattr(f"{module}.unfold", counted)
    assert report(audit(repo).out) == report(first.out)
    assert not [size for size in sizes if size >= len(LINES)]
