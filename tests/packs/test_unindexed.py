"""Packs without an index: ours is git's to the byte, and an audit reads what such a pack holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guard.packs.unindexed import Walk
from tests.audit.help import audit, pair
from tests.sources.repo import Repo


def _packed(path: Path, *options: str, settings: tuple[str, ...] = ()) -> tuple[Repo, str]:
    """Return a repository with one pack that has deltas, and the path of that pack without its ending."""
    repo = Repo(str(path), *options)
    lines = [b"line %d of a text\n" % number for number in range(300)]
    for number in range(12):
        lines[number * 20] = b"other line %d\n" % number
        repo.commit({"text": b"".join(lines), f"dir/{number}": os.urandom(50)})
    repo.commit({"a.env": pair(1)})
    repo.git("rm", "-q", "a.env")
    repo.commit({"c": b"c\n"})
    repo.git("tag", "-a", "-m", "message", "v1")
    repo.git(*settings, "repack", "-adfq", "--depth=30")
    place = path / ".git/objects/pack"
    (name,) = [name for name in os.listdir(place) if name.endswith(".pack")]
    return repo, str(place / name[:-5])


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
@pytest.mark.parametrize("settings", [(), ("-c", "repack.useDeltaBaseOffset=false")])
def test_the_index_is_that_of_git(options: tuple[str, ...], settings: tuple[str, ...], tmp_path: Path) -> None:
    _, stem = _packed(tmp_path / "r", *options, settings=settings)
    made = Walk(stem + ".pack", 32 if options else 20).index()
    assert made == Path(stem + ".idx").read_bytes()


@pytest.mark.parametrize("damage", ["lost", "empty", "junk", "short"])
@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_an_audit_reads_a_pack_without_a_sound_index(damage: str, options: tuple[str, ...], tmp_path: Path) -> None:
    repo, stem = _packed(tmp_path / "r", *options)
    whole = audit(repo, "--no-cache")
    index = Path(stem + ".idx")
    content = index.read_bytes()
    index.unlink()
    if damage != "lost":
        index.write_bytes({"empty": b"", "junk": os.urandom(4000), "short": content[:-400]}[damage])
    for _ in range(2):  # the second time from the cache
        found = audit(repo)
        assert (found.status, found.report["complete"], found.reasons) == (1, True, "")
        assert found.one(1)["story"] == whole.one(1)["story"]
        assert found.report["scanned"]["read"] == whole.report["scanned"]["read"]


def test_a_pack_in_an_alternate(tmp_path: Path) -> None:
    repo, stem = _packed(tmp_path / "r")
    repo.git("clone", "-q", "--shared", repo.path, str(tmp_path / "s"))
    os.unlink(stem + ".idx")
    found = audit(str(tmp_path / "s"))
    assert (found.status, found.report["complete"]) == (1, True)


def test_a_pack_that_is_cut_or_needs_another_is_told(tmp_path: Path) -> None:
    repo, stem = _packed(tmp_path / "r")
    os.unlink(stem + ".idx")
    os.chmod(stem + ".pack", 0o644)
    size = os.path.getsize(stem + ".pack")
    for length in (size - 1, size - 100, 40, 12, 3, 0):
        os.truncate(stem + ".pack", length)
        found = audit(repo)
        assert found.report["complete"] is False
        assert os.path.basename(stem) in found.reasons
