"""Many blobs of a push are shared out to processes: the report is that of one, and what was not read is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import guard.pool
import guard.ranges
import guard.sharing
from guard.config import Settings
from guard.deadline import Late
from guard.gitdir import GitDir
from guard.model import Report
from guard.policy import Ruling
from guard.ranges import scan_ranges
from guard.revisions import Wanted
from tests.pairs import key_text, secret_text
from tests.push.kit import PAIR, new
from tests.push.kit import guard as run
from tests.sources.repo import Repo

BLOBS = 60


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Blobs with and without values, one at two paths, halves of pairs far from each other."""
    repo = new(tmp_path / "repo")
    repo.commit({f"d{n}/f{n}.txt": b"%d words\n" % n for n in range(BLOBS)})
    repo.commit({"a.env": PAIR, "b.env": PAIR, "key.txt": f"key {key_text(2)}\n".encode()})
    repo.commit({f"d{n}/f{n}.txt": b"%d other words\n" % n for n in range(BLOBS)})
    repo.commit({"secret.txt": f"backpack secret {secret_text(2)}\n".encode(), "lone.env": f"BACKPACK_API_SECRET={secret_text(3)}\n".encode()})
    return repo


def scan(repo: Repo, monkeypatch: pytest.MonkeyPatch, workers: int, check: guard.ranges.Clock | None = None) -> Report:
    monkeypatch.setattr(guard.sharing, "ALONE", 10 if workers > 1 else 10_000)
    monkeypatch.setattr(guard.sharing, "_SMALLEST", 4)
    monkeypatch.setattr(guard.pool, "cores", lambda: workers)
    wanted = Wanted()
    wanted.include = wanted.ends = [repo.git("rev-parse", "HEAD").decode().strip()]
    return scan_ranges(GitDir(repo.path), [wanted], lambda bases: Ruling(Settings()), check)


def told(report: Report) -> list[object]:
    findings = [
        (f.rule, f.path, f.line, f.column, f.commit, f.blob, f.fingerprint, f.state, f.excerpt, [(e.path, e.line) for e in f.evidence])
        for f in report.findings
    ]
    skips = [(skip.path, skip.reason) for skip in report.skipped]
    return [findings, skips, report.requested, report.read, report.bytes, report.notes]


def test_several_processes_say_what_one_says(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    one = scan(repo, monkeypatch, 1)
    assert {f.path for f in one.findings} == {"a.env", "b.env", "secret.txt", "lone.env"}
    assert told(scan(repo, monkeypatch, 3)) == told(one)


def test_a_blob_that_is_gone_is_told_by_several_too(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = repo.git("rev-parse", "HEAD:d7/f7.txt").decode().strip()
    os.unlink(os.path.join(repo.path, ".git", "objects", gone[:2], gone[2:]))
    one = scan(repo, monkeypatch, 1)
    assert not one.complete
    assert told(scan(repo, monkeypatch, 3)) == told(one)


def test_what_was_seen_when_time_was_over_counts(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({f"d{n}/f{n}.txt": PAIR + b"%d" % n for n in range(BLOBS)})
    count = 0
    messages = len(repo.git("rev-list", "HEAD").split())

    def check() -> None:
        nonlocal count
        count += 1
        if count == messages + 4:
            raise Late("the time limit of 1 seconds is over")

    report = scan(repo, monkeypatch, 2, check)
    assert [skip.path for skip in report.skipped] == ["push"]
    assert "objects were read" in report.skipped[0].reason and not report.complete
    assert messages < report.read < messages + 3 * BLOBS
    assert "key-pair" in {finding.rule for finding in report.failing}


def test_a_signature_in_a_commit_is_passed_over_and_what_stands_behind_it_is_not(repo: Repo) -> None:
    from tests.sweep.test_signatures import RAW, armour

    head, tree = (repo.git("rev-parse", name).decode().strip() for name in ("HEAD", "HEAD^{tree}"))
    signature = armour(RAW["old"]).partition(b"\n\n")[0]
    who = b"a <a@b.invalid> 1 +0000"
    lines = [b"tree " + tree.encode(), b"parent " + head.encode(), b"author " + who, b"committer " + who, signature]
    lines.append(f"backpack-secret {secret_text(4)} backpack-key {key_text(4)}".encode())
    commit = repo.git("hash-object", "-t", "commit", "-w", "--stdin", data=b"\n".join(lines) + b"\n\nmessage\n").decode().strip()
    status, report, _ = run(repo.path, "scan", "--range", f"{head}..{commit}")
    findings = report["findings"]
    assert status == 1 and isinstance(findings, list) and [one["path"] for one in findings] == [f"commit {commit[:12]} header"]
    assert findings[0]["line"] == b"\n".join(lines).count(b"\n") + 1


def test_a_push_that_takes_too_long_is_told_why_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from guard.commands._push import render

    def late() -> None:
        raise Late("the time limit of 3.8 seconds is over")

    repo = new(tmp_path / "clean")
    repo.commit({"a": b"a"})
    said = render(scan(repo, monkeypatch, 1, late), "en").splitlines()
    assert said == [
        "backpack-guard: push refused: not all of it could be checked",
        "backpack-guard:   not read: push: the time limit of 3.8 seconds is over: 1 of 5 objects were read",
        "backpack-guard:   Nothing was accepted: what cannot be read cannot be checked.",
        "backpack-guard:   push it in smaller parts, or have the server allow more time: hook pre-receive --deadline SECONDS",
    ]
