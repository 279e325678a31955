"""Bundles and packs that git itself wrote, with deltas, lying around as files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from guard.layers._pack import apply
from tests.layers.test_containers import One, report, scan, watch
from tests.pairs import key_text, secret_text


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(params=["sha1", "sha256"])
def repository(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", f"--object-format={request.param}")
    (folder / "config").mkdir()
    lines = [f"setting_{at} = {at * 7919}" for at in range(2000)]
    for number in range(4):
        pair = f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}"
        text = "\n".join([*lines[: 500 * number], pair, *lines[500 * number :]])
        (folder / "config" / "prod.env").write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", f"commit {number} uses {secret_text(10 + number)}")
    git(folder, "gc", "-q", "--aggressive")
    return folder


def check(data: bytes) -> None:
    found = scan([One(lost_bin=data)], watch(12)).findings
    pairs = [(finding.api_key, finding.path) for finding in found if finding.rule == "key-pair"]
    assert sorted(pairs) == sorted((key_text(number), "lost.bin!config/prod.env") for number in range(4))
    assert {finding.line for finding in found if finding.rule == "key-pair"} == {2, 502, 1002, 1502}
    watched = [finding for finding in found if finding.rule == "watched-secret"]
    assert [finding.path.split(" ")[0] for finding in watched] == ["lost.bin!commit"]


@pytest.mark.parametrize("version", [2, 3])
def test_a_bundle(repository: Path, version: int) -> None:
    if version == 2 and "sha256" in (repository / ".git" / "config").read_text():
        pytest.skip("version 2 of a bundle cannot hold SHA-256")
    git(repository, "bundle", "create", "-q", f"--version={version}", "x.bundle", "--all")
    check((repository / "x.bundle").read_bytes())


def test_packs_with_deltas_by_offset_and_by_id(repository: Path) -> None:
    (pack,) = (repository / ".git" / "objects" / "pack").glob("*.pack")
    check(pack.read_bytes())
    git(repository, "-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50")
    (pack,) = (repository / ".git" / "objects" / "pack").glob("*.pack")
    check(pack.read_bytes())


def test_a_loose_object(repository: Path) -> None:
    (repository / "a").write_text(secret_text(1))
    git(repository, "add", "a")
    loose = [path for path in (repository / ".git" / "objects").glob("??/*") if path.is_file()]
    assert any(report(path.read_bytes()).findings for path in loose)


def test_a_bundle_whose_bases_are_elsewhere_is_incomplete(repository: Path) -> None:
    git(repository, "bundle", "create", "-q", "thin.bundle", "HEAD~1..HEAD")
    told = report((repository / "thin.bundle").read_bytes())
    assert any("no base" in skip.reason for skip in told.skipped) and not told.complete


def test_a_truncated_pack_is_read_as_far_as_it_goes(repository: Path) -> None:
    git(repository, "bundle", "create", "-q", "x.bundle", "--all")
    data = (repository / "x.bundle").read_bytes()
    told = report(data[:-2000], watch(12))
    assert told.findings and any("truncated" in skip.reason for skip in told.skipped)


@pytest.mark.parametrize("delta", [b"", b"\x05\x05", b"\x05\x7f\x90\x05", b"\x05\xff\xff\xff\xff\x7f\xff" * 9, b"\x04\x01\x01"])
def test_deltas_that_lie(delta: bytes) -> None:
    with pytest.raises(ValueError):
        apply(b"12345", delta, 1 << 20)
