"""A sweep finds what a scan of every object finds."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from guard.config import Settings
from guard.gitdir import GitDir
from guard.model import Finding
from guard.scan import Scan
from guard.sweep.run import Sweep, fragment_of
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

Told = set[tuple[object, ...]]


def told(findings: list[Finding]) -> Told:
    return {(f.rule, f.api_key, f.encoding, f.origin, f.path, f.line, f.column, f.state) for f in findings}


def by_git(repo: Repo) -> tuple[Told, Scan]:
    """Every blob, commit and tag through git cat-file, each scanned whole."""
    listing = repo.git("cat-file", "--batch-all-objects", "--batch-check").decode().split("\n")
    scan = Scan(Settings())
    for line in listing:
        oid, _, rest = line.partition(" ")
        kind = rest.partition(" ")[0]
        if kind in ("blob", "commit", "tag"):
            scan.feed(fragment_of(oid, kind, repo.git("cat-file", kind, oid)))
    return told(scan.findings(lambda: 0)), scan


def by_sweep(repo: Repo, workers: int = 1) -> tuple[Told, Scan]:
    git = GitDir(repo.path)
    scan = Scan(Settings())
    try:
        sweep = Sweep(git, scan, workers=workers)
        sweep.run()
        return told(sweep.findings(lambda: 0)), scan
    finally:
        git.close()


Shape = Callable[[Repo], object]
SHAPES: dict[str, Shape] = {
    "loose": lambda repo: None,
    "packed": lambda repo: repo.git("repack", "-adfq"),
    "deep": lambda repo: repo.git("repack", "-adfq", "--depth=200", "--window=50"),
    "flat": lambda repo: repo.git("repack", "-adfq", "--depth=0"),
    "two packs": lambda repo: (repo.git("repack", "-dq"), repo.commit({"z": b"z\n"}), repo.git("repack", "-dq")),
}


def history(repo: Repo) -> None:
    """A file that grows by lines, with a pair whose halves come and go in different versions."""
    lines = [f"line {number} of a long file that has words in it\n" for number in range(400)]
    repo.commit({"app.cfg": "".join(lines).encode(), "go.sum": b"".join(f"m{n} v1 h1:{secret_text(n)}\n".encode() for n in range(100, 160))})
    for step in range(12):
        lines[step * 30] = f"changed in {step}\n"
        if step == 3:
            lines[200] = f"API_KEY={key_text(1)}\n"
        if step == 5:
            lines[200] = "gone\n"
            lines[20] = f"x = '{secret_text(1)}'\n"
        if step == 7:
            lines[20] = "gone as well\n"
            lines[300] = f"secret: {secret_text(2)}\n"
        if step == 8:
            lines[10] = "import bpx\n# backpack.exchange client\n"
        repo.commit({"app.cfg": "".join(lines).encode()}, f"step {step}")
    repo.commit({"b.env": f"BACKPACK_API_SECRET={secret_text(3)}\n".encode()}, f"message with {key_text(4)}")
    repo.git("tag", "-a", "v1", "-m", f"tag api_secret={secret_text(4)}")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_sweep_finds_what_a_scan_of_every_object_finds(tmp_path: object, shape: str, options: tuple[str, ...], workers: int) -> None:
    repo = Repo(os.path.join(str(tmp_path), "r"), *options)
    history(repo)
    SHAPES[shape](repo)
    expected, whole = by_git(repo)
    found, swept = by_sweep(repo, workers)
    assert found == expected and len(found) >= 6
    assert not swept.skipped and (swept.read, swept.requested) == (whole.read, whole.requested)


def _pack(repo: Repo, versions: list[bytes]) -> None:
    """Store contents in one pack, as deltas of each other."""
    ids = b"".join(repo.git("hash-object", "-w", "--stdin", data=version) for version in versions)
    repo.git("pack-objects", "-q", "--window=9", "--depth=9", ".git/objects/pack/pack", data=ids)
    repo.git("prune-packed", "-q")


def test_a_sweep_finds_short_parts_joined_by_a_sign(tmp_path: object) -> None:
    repo = Repo(str(tmp_path))
    filler = b"".join(b"line %d of a text that stays as it is\n" % number for number in range(400))
    text = secret_text(1)
    joined = "secret = " + " + ".join(f'"{text[at : at + 11]}"' for at in range(0, len(text), 11)) + "\n"
    half = len(filler) // 2
    versions = [filler, filler[:half] + joined.encode() + filler[half:], key_text(1).encode()]
    _pack(repo, versions)
    expected, _ = by_git(repo)
    assert expected
    assert by_sweep(repo)[0] == expected


@pytest.mark.parametrize("text", [f"BACKPACK_API_SECRET = '{secret_text(1)}'", f"BACKPACK_API_KEY = '{key_text(1)}'"])
@pytest.mark.parametrize("far", [False, True])
def test_a_sweep_tells_every_version_of_what_is_not_proven(tmp_path: object, text: str, far: bool) -> None:
    repo = Repo(str(tmp_path))
    lines = [f"line {number} of a text that says {number * number}\n" for number in range(900)]
    lines[150] = "import bpx  # backpack.exchange\n"
    lines[400 if far else 152] = f"{text}\n"
    for step in range(4):
        lines[600 + step * 20] = f"changed {step}\n"
        repo.commit({"a.py": "".join(lines).encode()})
    repo.git("repack", "-adfq")
    expected, _ = by_git(repo)
    assert len(expected) == 4
    assert by_sweep(repo)[0] == expected


@pytest.mark.parametrize("step", [5, 11, 20])
def test_a_sweep_finds_short_parts_in_a_large_text_with_a_key(tmp_path: object, step: int) -> None:
    repo = Repo(str(tmp_path))
    line = b"line %d of a text that stays as it is, with nothing in it that could be a value\n"
    filler = b"# backpack\napi_key = '" + key_text(1).encode() + b"'\n" + b"".join(line % number for number in range(900))
    text = secret_text(1)
    joined = "secret = [" + ", ".join(f'"{text[at : at + step]}"' for at in range(0, len(text), step)) + "].join('')\n"
    half = filler.index(b"line 450 ")
    versions = [filler + filler[-4000:], filler[:half] + joined.encode() + filler[half:]]  # the larger one is stored whole
    _pack(repo, versions)
    expected, _ = by_git(repo)
    assert expected
    assert by_sweep(repo)[0] == expected
