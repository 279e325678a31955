"""A second audit says what a first one would: whatever has happened to the repository or to the cache since."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.sweep import groups
from guard.sweep.work import Worker
from tests.audit.help import audit, named, pair, repo
from tests.pairs import key, key_text, secret_text, seed
from tests.sources.repo import Repo

__all__ = ["repo"]
CACHE = "backpack-guard"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / CACHE


def report(text: str) -> dict[str, Any]:
    """Return a report without what differs from run to run."""
    found: dict[str, Any] = json.loads(text)
    for name in ("seconds", "duration", "time"):
        found.pop(name, None)
        found.get("scanned", {}).pop(name, None)
    return found


def same(repo: Repo | str, *arguments: str) -> dict[str, Any]:
    """Audit with the cache and without; both say the same. Return what they say."""
    with_cache, without = audit(repo, *arguments), audit(repo, "--no-cache", *arguments)
    assert with_cache.status == without.status
    assert report(with_cache.out) == report(without.out)
    assert with_cache.err == without.err
    return report(with_cache.out)


def fill(repo: Repo) -> None:
    """Give a repository some of everything: pairs in one and in two files, unproven values, names, a submodule, tags."""
    lines = b"".join(b"line %d of many\n" % number for number in range(300))
    repo.commit({"src/a.txt": lines, "backpack/k.txt": f"{secret_text(31)}\n".encode() * 3}, "first")
    repo.commit({"src/a.txt": lines + pair(1), "k.env": named(2)}, f"key {key_text(3)}")
    repo.commit({"src/a.txt": lines, "half.txt": f"s = {secret_text(3)}\n".encode()}, "halves")
    repo.commit({"other.txt": f"x = '{key_text(4)}'\n".encode() + lines}, "half of a pair")
    repo.commit({"deep/backpack/w.py": lines + f"v = '{secret_text(5)}'\n".encode()}, f"{secret_text(6)}")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 39}7,vendor/module")
    repo.git("commit", "-qm", "a module")
    repo.git("tag", "-a", "-m", f"tag {key_text(6)}", "v1")


def change(repo: Repo, step: str) -> None:
    """Do one thing that happens to repositories."""
    name, _, rest = step.partition(" ")
    if name == "commit":
        number = int(rest)
        repo.commit({f"new{number}.txt": f"s = '{secret_text(4)}'\n".encode() if number == 4 else pair(number), "count": os.urandom(9)}, f"commit {number}")
    elif name == "plain":
        repo.commit({"src/a.txt": b"nothing of interest %s\n" % rest.encode() * 50, "count": os.urandom(9)}, "plain")
    elif name == "speak":
        repo.git("mv", "src", "backpack-bot")
        repo.git("commit", "-qm", "moved")
        repo.git("mv", "backpack-bot", "src")
        repo.git("commit", "-qm", "back")
    else:
        repo.git(*step.split(" "))


STEPS = [
    "plain 1", "plain 2", "commit 4", "commit 7", "speak", "repack -dq", "repack -adfq", "repack -adq", "gc -q",
    "reset -q --hard HEAD~1", "pack-refs --all", "branch -f side", "reflog expire --expire=now --all", "prune --expire=now",
    "repack -q", "prune-packed -q",
]  # fmt: skip


def test_what_happens_to_repositories(repo: Repo) -> None:
    fill(repo)
    same(repo)
    for step in ("plain 1", "repack -dq", "commit 4", "commit 7", "repack -dq", "speak", "repack -q", "gc -q", "plain 2"):
        change(repo, step)
        assert same(repo)["findings"], step
        same(repo)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=5), st.booleans())
def test_any_order(tmp_path_factory: pytest.TempPathFactory, steps: list[str], packed: bool) -> None:
    folder = tmp_path_factory.mktemp("any")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")  # of the autouse fixture, which sets it back
    made = Repo(str(folder / "r"))
    made.commit({"README": b"A bot for api.backpack.exchange\n"}, "start")
    fill(made)
    if packed:
        made.git("repack", "-adq")
    same(made)
    for step in steps:
        change(made, step)
        same(made)


def packs(repo: Repo, ending: str) -> list[Path]:
    return sorted(Path(repo.path, ".git", "objects", "pack").glob(f"*.{ending}"))


def test_a_pack_changed_in_place_is_read_again(repo: Repo) -> None:
    fill(repo)
    repo.git("repack", "-adq")
    before = same(repo)
    (path,) = packs(repo, "pack")
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[: len(content) // 2] + bytes((content[len(content) // 2] ^ 64,)) + content[len(content) // 2 + 1 :])
    damaged = same(repo)
    assert not damaged["complete"] or damaged["findings"] != before["findings"]
    path.write_bytes(content)
    assert same(repo) == before


def test_loose_objects_that_have_not_changed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SETTLED", -(10**12))  # all of them count as old
    monkeypatch.setattr("guard.pool.cores", lambda: 1)  # the work is done right here
    looked: list[int] = []
    real = Worker._loose

    def look(self: Worker, places: Any, news: Any, brought: Any) -> None:
        looked.extend(places)
        real(self, places, news, brought)

    fill(repo)
    for number in range(60):
        repo.commit({f"n{number}": b"%d" % number}, f"n {number}")
    before = same(repo)
    monkeypatch.setattr(Worker, "_loose", look)
    assert same(repo) == before
    every = len(looked)
    looked.clear()
    assert report(audit(repo).out) == before and not looked
    repo.commit({"half2.txt": f"s = {secret_text(4)}\n".encode()}, "the other half")
    assert {one["api_key"] for one in audit(repo).findings} - {one["api_key"] for one in before["findings"]} == {key_text(4)}
    assert 3 <= len(looked) < every // 4
    same(repo)


def test_a_loose_object_changed_in_place(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SETTLED", -(10**12))
    fill(repo)
    before = same(repo)
    path = Path(repo.path, ".git", "objects", *split(repo.git("rev-parse", "HEAD~3:half.txt").decode().strip()))
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[:-6] + bytes(6))
    assert not same(repo)["complete"]
    path.write_bytes(content)
    assert same(repo) == before


def split(oid: str) -> tuple[str, str]:
    return oid[:2], oid[2:]


def test_a_pack_that_goes_takes_what_was_known_with_it(repo: Repo) -> None:
    fill(repo)
    repo.git("repack", "-adq")
    repo.commit({"last.txt": pair(9)}, "last")
    repo.git("repack", "-dq")
    assert same(repo)["complete"]
    for path in packs(repo, "pack"):
        rest = [path.with_suffix(ending) for ending in (".pack", ".idx", ".rev") if path.with_suffix(ending).exists()]
        kept = {one: one.read_bytes() for one in rest}
        for one in rest:
            one.unlink()
        assert not same(repo)["complete"]
        for one, content in kept.items():
            one.write_bytes(content)
        assert same(repo)["complete"]


@pytest.mark.parametrize("damage", ["empty", "noise", "cut", "flipped", "folder", "read only"])
def test_a_damaged_cache(repo: Repo, cache: Path, damage: str) -> None:
    fill(repo)
    repo.git("repack", "-adq")
    before = same(repo)
    (path,) = cache.iterdir()
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    elif damage == "read only":
        path.chmod(0o400)
        cache.chmod(0o500)
    else:
        flipped = bytes(byte ^ (not number % 97) for number, byte in enumerate(content))
        path.write_bytes({"empty": b"", "noise": b"x" * 5000, "cut": content[: len(content) // 2], "flipped": flipped}[damage])
    assert same(repo) == before
    repo.commit({"x.txt": pair(12)}, "x")
    assert len(same(repo)["findings"]) > len(before["findings"])


def test_bodies_of_the_cache_that_are_no_longer_what_was_kept(repo: Repo, cache: Path) -> None:
    fill(repo)
    repo.git("repack", "-adq")
    before = same(repo)
    (path,) = cache.iterdir()
    with sqlite3.connect(path) as connection:
        rows = connection.execute("select pack, job, body from jobs").fetchall()
    kinds = {row[0].split("-")[0] for row in rows}
    assert {"links", "memo", "trust"} <= kinds
    for pack, job, body in rows:
        with sqlite3.connect(path) as connection:
            for wrong in (body[:20], body[:-1], body[:16], body[:40] + bytes((body[40] ^ 1,)) + body[41:] if len(body) > 40 else b""):
                connection.execute("update jobs set body = ? where pack = ? and job = ?", (wrong, pack, job))
                connection.commit()
        assert report(audit(repo).out) == before
    other = rows[0][2]
    with sqlite3.connect(path) as connection:
        connection.execute("update jobs set body = ?", (other,))
    assert same(repo) == before


def test_the_cache_holds_no_content(repo: Repo, cache: Path) -> None:
    fill(repo)
    repo.commit({f"{secret_text(8)}": b"x", "names/only-here.txt": b"words of a text\n" * 40}, "named so")
    repo.git("repack", "-adq")
    same(repo)
    same(repo)
    for path in cache.iterdir():
        content = path.read_bytes()
        for number in (1, 2, 3, 4, 5, 6, 8, 31):
            for text in (seed(number), key(number), secret_text(number).encode(), key_text(number).encode()):
                assert text[:8] not in content
        for text in (b"words of", b"only-here", b"vendor/module", b"BACKPACK"):
            assert text not in content


def test_a_watch_list_that_changes(repo: Repo) -> None:
    repo.commit({"lonely.txt": f"a = {secret_text(20)}\n".encode()}, "lonely")
    repo.git("repack", "-adq")
    config = Path(repo.path, ".backpack-guard.toml")
    assert not [one for one in same(repo)["findings"] if one["rule"] == "watched-secret"]
    config.write_text(f'watch = ["{key_text(20)}"]\n')
    assert [one["api_key"] for one in same(repo)["findings"] if one["rule"] == "watched-secret"] == [key_text(20)]
    config.write_text("[limits]\ndepth = 2\n")
    same(repo)
    config.unlink()
    same(repo)


def test_containers_that_reach_a_limit_are_named_each_time(repo: Repo) -> None:
    config = Path(repo.path, ".backpack-guard.toml")
    config.write_text("[limits]\ndepth = 1\n")
    inner = zipped({"deep.txt": pair(14)})
    repo.commit({"one.zip": zipped({"two.zip": inner, "k.env": pair(15)}), "s.zip": zipped({secret_text(16): inner})}, "zips")
    repo.git("repack", "-adq")
    first = same(repo)
    assert "nested more than 1 deep" in json.dumps(first["skipped"])
    assert same(repo) == first


def zipped(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("/", "_"), content)
    return stream.getvalue()


def test_what_is_cut_short_is_told_each_time_and_looked_at_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gzip.compress(pair(17) + os.urandom(900).hex().encode())
    repo.commit({"cut.gz": whole[: len(whole) - 40], "v.env": named(18)}, "cut")
    repo.git("repack", "-adq")
    first = same(repo)
    assert any("truncated gzip" in one["reason"] for one in first["skipped"])
    looked: list[str] = []
    monkeypatch.setattr("guard.sift.sift", lambda fragment, *_: looked.append(fragment.path) or ([], False))
    assert report(audit(repo).out) == first and not looked
