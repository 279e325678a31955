"""The reader of packs against git: the same objects with the same bytes, whatever the pack looks like."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.config import Settings
from guard.gitdir import GitDir
from guard.packs import loose, single, walk
from guard.packs.delta import apply, changed
from guard.packs.entries import KINDS
from guard.packs.forest import Forest
from guard.packs.store import Store
from guard.packs.walk import LARGE, Walker
from guard.scan import Scan
from guard.sweep.run import Sweep
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

Objects = dict[str, tuple[str, bytes]]


def by_git(repo: Repo) -> Objects:
    found = {}
    for line in repo.git("cat-file", "--batch-all-objects", "--batch-check").decode().splitlines():
        oid, kind, _ = line.split()
        found[oid] = (kind, repo.git("cat-file", kind, oid))
    return found


def by_us(repo: Repo) -> tuple[Objects, list[str]]:
    """Return all objects, each asserted to come once, and the ids of those that were lost."""
    git = GitDir(repo.path)
    store = Store(git)
    found: Objects = {}
    lost: list[str] = []
    for pack in store.packs:
        forest = Forest(pack, (1, 2, 3, 4))
        again = store.repeated(pack)

        def visit(entry: int, data: bytes, pieces: list[bytes] | None, state: object, pack: object = pack, again: set[int] = again) -> None:
            if pack.entries.order[entry] not in again:
                name = pack.name(entry)
                assert name not in found
                assert single.read(pack, pack.entries.order[entry], LARGE) == (KINDS[pack.entries.kinds[entry]], data)
                found[name] = (KINDS[pack.entries.kinds[entry]], data)

        walker = Walker(pack, forest, visit)
        for root in forest.roots:
            walker.family(root)
        lost += [pack.name(entry) for entry in walker.lost + forest.broken]
    for oid, path in store.loose():
        try:
            kind, data = loose.read(path, LARGE)
        except ValueError:
            lost.append(oid)
            continue
        assert oid not in found
        found[oid] = (kind, data)
    git.close()
    return found, lost


def fill(repo: Repo) -> None:
    chance = random.Random(5)
    lines = [f"{chance.random()}\n" for _ in range(300)]
    for step in range(25):
        lines[chance.randrange(300)] = f"{step}\n"
        lines.insert(chance.randrange(300), lines[chance.randrange(300)])
        repo.commit({"dir/a": "".join(lines).encode(), "b": os.urandom(200), "e": b""}, f"m {step}")
    repo.git("tag", "-a", "v", "-m", "tag")


def no_offsets(repo: Repo) -> None:
    ids = "\n".join(by_git(repo)).encode() + b"\n"
    repo.git("repack", "-adfq")
    for old in Path(repo.path, ".git/objects/pack").iterdir():
        old.chmod(0o644)
        old.rename(Path(repo.path, old.name))
    packs = list(Path(repo.path).glob("pack-*.pack"))
    repo.git("unpack-objects", "-q", data=packs[0].read_bytes())
    repo.git("pack-objects", "-q", "--window=50", ".git/objects/pack/pack", data=ids)
    repo.git("prune-packed", "-q")


def old_index(repo: Repo) -> None:
    repo.git("repack", "-adfq")
    (pack,) = Path(repo.path, ".git/objects/pack").glob("*.pack")
    for other in ("idx", "rev"):
        pack.with_suffix("." + other).unlink(missing_ok=True)
    repo.git("index-pack", "--index-version=1", str(pack))


def some_packs(repo: Repo) -> None:
    for name in range(3):
        repo.git("repack", "-dq")
        repo.commit({f"n{name}": b"n" * name})
    repo.git("repack", "-dq")
    (everything,) = {b"\n".join(oid.encode() for oid in by_git(repo))}
    repo.git("pack-objects", "-q", ".git/objects/pack/pack", data=everything + b"\n")  # everything once more


SHAPES: dict[str, Callable[[Repo], object]] = {
    "loose": lambda repo: None,
    "packed": lambda repo: repo.git("repack", "-adfq"),
    "deep": lambda repo: repo.git("repack", "-adfq", "--depth=4000", "--window=100"),
    "whole": lambda repo: repo.git("repack", "-adfq", "--depth=0"),
    "bases by id": no_offsets,
    "old index": old_index,
    "several": some_packs,
    "multi-pack index": lambda repo: (some_packs(repo), repo.git("multi-pack-index", "write")),
}


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_bytes_as_git(tmp_path: Path, shape: str, options: tuple[str, ...]) -> None:
    repo = Repo(str(tmp_path / "r"), *options)
    fill(repo)
    SHAPES[shape](repo)
    found, lost = by_us(repo)
    assert found == by_git(repo) and not lost


def test_little_memory_for_bases_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "KEEP", 0)
    test_the_same_bytes_as_git(tmp_path, "deep", ())


def test_alternates_chains_loops_and_pipes(tmp_path: Path) -> None:
    first = Repo(str(tmp_path / "a"))
    fill(first)
    first.git("repack", "-adfq")
    first.git("clone", "-q", "--shared", str(tmp_path / "a"), str(tmp_path / "b"))
    second = Repo(str(tmp_path / "b"))
    second.commit({"second": b"2"})
    expected = by_git(second)
    with open(tmp_path / "a/.git/objects/info/alternates", "w") as stream:
        stream.write(f"{tmp_path}/b/.git/objects\n../../../a/.git/objects\n")
    assert by_us(second) == (expected, [])
    os.mkfifo(tmp_path / "pipe")
    os.unlink(tmp_path / "a/.git/objects/info/alternates")
    os.mkfifo(tmp_path / "a/.git/objects/info/alternates")
    with open(tmp_path / "b/.git/objects/info/alternates", "a") as stream:
        stream.write(f"{tmp_path}/pipe\n{tmp_path}/none\n")
    found, lost = by_us(second)
    assert found == expected and not lost
    store = Store(GitDir(second.path))
    assert len(store.skips) == 3  # the pipe and the folder that is none, and the list that is a pipe


def audited(repo: Repo) -> Scan:
    git, scan = GitDir(repo.path), Scan(Settings())
    Sweep(git, scan, workers=1).run()
    git.close()
    return scan


def damaged(repo: Repo, how: str) -> None:
    if "loose" in how:
        oid = repo.git("hash-object", "-w", "--stdin", data=b"to be damaged").decode().strip()
        path = Path(repo.path, ".git/objects", oid[:2], oid[2:])
        path.chmod(0o644)
        path.write_bytes(b"" if how == "empty loose" else path.read_bytes()[:10])
        return
    repo.git("repack", "-adfq")
    (pack,) = Path(repo.path, ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    content = pack.read_bytes()
    if how == "cut":
        pack.write_bytes(content[:-300])
    elif how == "zeros":
        middle = len(content) // 2
        pack.write_bytes(content[:middle] + bytes(16) + content[middle + 16 :])
    elif how == "no index":
        pack.with_suffix(".idx").unlink()
    elif how == "noise in index":
        index = pack.with_suffix(".idx")
        index.chmod(0o644)
        index.write_bytes(b"\xfftOc\0\0\0\2" + os.urandom(len(index.read_bytes()) - 8))


@pytest.mark.parametrize("how", ["cut", "zeros", "no index", "noise in index", "cut loose", "empty loose"])
def test_damage_is_told_and_the_rest_is_read(tmp_path: Path, how: str) -> None:
    repo = Repo(str(tmp_path / "r"))
    fill(repo)
    damaged(repo, how)
    pair = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n".encode()
    repo.git("hash-object", "-w", "--stdin", data=pair)
    scan = audited(repo)
    assert scan.skipped and scan.requested > scan.read
    assert [finding.rule for finding in scan.findings(lambda: 0)] == ["key-pair"]


def test_a_large_object_is_looked_at_in_windows(tmp_path: Path) -> None:
    repo = Repo(str(tmp_path / "r"))
    pair = f"\nBACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n".encode()
    repo.git("-c", "core.bigFileThreshold=1m", "hash-object", "-w", "--stdin", data=(b"\n" * 1000) * 66_000 + pair + b"x\n" * 1000)
    scan = audited(repo)
    assert {finding.rule for finding in scan.findings(lambda: 0)} == {"key-pair"}


texts = st.lists(st.sampled_from([b"abc", b"long line of words\n", b"x" * 70, b"\0", bytes(range(256))]), max_size=30).map(b"".join)


@settings(max_examples=50)
@given(texts, st.lists(st.one_of(st.binary(min_size=1, max_size=127), st.tuples(st.integers(0, 3000), st.integers(1, 3000))), max_size=20))
def test_deltas_and_what_they_change(base: bytes, steps: list[bytes | tuple[int, int]]) -> None:
    expected, code = [], bytearray()
    for step in steps:
        if isinstance(step, bytes):
            expected.append(step)
            code += bytes((len(step),)) + step
        elif base[step[0] :]:
            start, size = step[0], min(step[1], len(base) - step[0])
            expected.append(base[start : start + size])
            code += b"\xbf" + struct.pack("<IH", start, size)
    result = b"".join(expected)
    head = b"".join(bytes((n & 127 | 128, n >> 7 & 127 | 128, n >> 14)) for n in (len(base), len(result)))
    assert apply(base, head + bytes(code), 1 << 20) == (result, expected)
    for reach in (64, 100):
        windows = changed(expected, len(result), reach)
        for at in range(0, len(result), 7):
            if windows is not None and not any(start <= at < end for start, end in windows):
                assert result[at - reach : at + reach] in base
    for cut in range(1, len(code)):
        with pytest.raises(ValueError, match="damaged"):
            apply(base, (head + bytes(code))[: len(head) + cut], 1 << 20)


def test_a_delta_that_asks_for_too_much_is_refused() -> None:
    base = b"x" * 0x10000
    code = b"\x80\x80\x04" + b"\x80\x80\x80\x04" + b"\x80" * 100_000
    with pytest.raises(ValueError, match="large"):
        apply(base, code, LARGE)
