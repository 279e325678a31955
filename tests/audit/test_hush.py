"""A large history in which nothing speaks of Backpack is looked at lightly; what speaks in it, in full."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import guard.audit.gather
import guard.audit.speech
from guard.gitdir import GitDir
from guard.packs.store import Store
from guard.sweep.plan import LOOSE, Plan
from tests.audit.help import Audited, audit
from tests.pairs import key, key_text, secret_text, seed
from tests.sources.repo import Repo

NOTE = "nothing speaks of Backpack"
LINES = b"".join(b"line %d of many\n" % number for number in range(300))


def split(number: int) -> bytes:
    """Return a pair whose secret stands in two literals."""
    return f"a = '{key_text(number)}'\nb = '{secret_text(number)[:22]}' + '{secret_text(number)[22:]}'\n".encode()


def plain(number: int) -> bytes:
    return f"a = '{key_text(number)}'\nb = '{secret_text(number)}'\n".encode()


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.setattr(guard.audit.gather, "MANY", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Repo(str(tmp_path / "r"))
    made.commit({"a.txt": LINES, "b.txt": LINES}, "start")
    return made


def said(repo: Repo, *arguments: str) -> Audited:
    """Audit loose objects, then a pack, then both from what is remembered: always the same."""
    first = audit(repo, *arguments)
    again = audit(repo, *arguments)
    repo.git("gc", "-q", "--aggressive", "--prune=now")
    packed, known, uncached = audit(repo, *arguments), audit(repo, *arguments), audit(repo, "--no-cache", *arguments)
    assert (again.report, again.err) == (first.report, first.err)
    assert (known.report, known.err) == (uncached.report, uncached.err) == (packed.report, packed.err)
    assert (packed.findings, packed.status, hushed(packed)) == (first.findings, first.status, hushed(first))
    return first


def hushed(found: Audited) -> bool:
    return NOTE in found.out + found.err


def test_a_pair_in_base64_is_found_in_any_version(repo: Repo) -> None:
    repo.commit({"a.txt": LINES[:2000] + plain(1) + LINES[2000:], "b.gz": gzip.compress(plain(2), mtime=0)}, "in")
    repo.commit({"a.txt": LINES, "b.gz": b"", "c.txt": split(3), "d.txt": LINES + f"k: {[*seed(4)]} {key_text(4)}".encode()}, "out")
    found = said(repo)
    assert {(one["rule"], one["api_key"]) for one in found.findings} == {("foreign-pair", key_text(number)) for number in (1, 2, 3)}
    assert found.status == 1 and not hushed(found)


def test_how_much_all_speak_is_heard_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.txt": LINES + plain(1) + split(2)})
    heard: list[object] = []
    monkeypatch.setattr(guard.audit.speech, "hear", lambda *_: (heard.append(None), (0, []))[1])
    assert [one["rule"] for one in said(repo).findings] == ["foreign-pair"] * 2 and not heard
    said(repo, "--thorough")
    assert heard


def test_other_forms_count_where_something_speaks_or_is_found(repo: Repo) -> None:
    repo.commit({"c.txt": split(3), "d.txt": LINES + f"k: {[*seed(4)]} {key_text(4)}".encode()})
    found = said(repo)
    assert found.findings == [] and found.status == 0 and hushed(found)
    thorough = said(repo, "--thorough")
    assert thorough.one(3)["rule"] == "foreign-pair" and len(thorough.findings) == 1 and not hushed(thorough)


@pytest.mark.parametrize("where", ["file", "old file", "message", "gzip", "path", "config"])
def test_one_place_that_speaks_makes_every_form_count(where: str, repo: Repo) -> None:
    repo.commit({"a.txt": LINES[:2000] + split(1) + LINES[2000:]}, "in")
    word = b"see https://api.backpack.exchange\n"
    if where == "path":
        repo.commit({"backpack_exchange.txt": b"\n"}, "word")
    elif where == "message":
        repo.git("commit", "-q", "--allow-empty", "-m", word.decode())
    elif where == "config":
        repo.git("config", "remote.x.url", "https://example.com/backpack-exchange-sdk")
    elif where == "gzip":
        repo.commit({"word.gz": gzip.compress(word, mtime=0)}, "word")
    else:
        repo.commit({"b.txt": LINES + word + LINES}, "word")
        if where == "old file":
            repo.commit({"b.txt": LINES}, "gone")
    repo.commit({"a.txt": LINES}, "out")
    found = said(repo)
    assert found.one(1)["rule"] == ("foreign-pair" if where == "gzip" else "key-pair") and not hushed(found)


def test_a_file_that_speaks_a_little_is_looked_at_in_full_with_all_its_versions(repo: Repo) -> None:
    repo.commit({"b.txt": LINES + split(1)}, "before")
    repo.commit({"b.txt": LINES + split(1) + b"# for my backpack\n"}, "speaks")
    repo.commit({"b.txt": LINES + b"# for my backpack\n" + split(2), "a.txt": LINES + split(3)}, "after")
    found = said(repo)
    assert {("key-pair", key_text(number)) for number in (1, 2)} < {(one["rule"], one["api_key"]) for one in found.findings}
    assert min(one["story"]["first"]["date"] for one in found.of(1)) == found.of(1)[0]["story"]["first"]["date"]


def test_a_path_that_speaks_a_little_counts_for_what_is_below(repo: Repo) -> None:
    repo.commit({"backpack/x/keys": split(1), "other": split(2)}, "in")
    repo.git("rm", "-q", "-r", "backpack")
    repo.git("commit", "-q", "-m", "out")
    found = said(repo)
    assert (found.one(1)["rule"], found.one(1)["path"]) == ("key-pair", "backpack/x/keys")


def test_a_named_secret_is_proven_by_a_key_in_any_form_anywhere(repo: Repo) -> None:
    repo.commit({"a.txt": LINES + f"# backpack\nsecret = '{secret_text(1)}'\n".encode(), "b.txt": f"{[*key(1)]}\n".encode()}, "in")
    found = said(repo)
    assert [(one["rule"], one["confidence"]) for one in found.findings] == [("key-pair", "proven")]


def test_what_cannot_be_read_is_told(repo: Repo) -> None:
    packed = gzip.compress(LINES, mtime=0)
    repo.commit({"a.gz": packed[:300] + bytes(byte ^ 0x5A for byte in packed[300:])}, "damaged")
    found = said(repo)
    assert found.status == 3 and "gzip" in found.reasons and hushed(found)


def test_a_history_that_begins_to_speak_is_looked_at_anew(repo: Repo) -> None:
    repo.commit({"a.txt": split(1)}, "in")
    assert said(repo).findings == []
    repo.commit({"c.txt": b"import bpx_client  # api.backpack.exchange\n"}, "speaks")
    assert said(repo).one(1)["rule"] == "key-pair"


def test_few_objects_and_watched_keys_are_looked_for_in_full(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.txt": split(1)}, "in")
    monkeypatch.setattr(guard.audit.gather, "MANY", 1000)
    assert said(repo).one(1)["rule"] == "foreign-pair"
    monkeypatch.setattr(guard.audit.gather, "MANY", 1)
    repo.write(".backpack-guard.toml", f'watch = ["{key_text(1)}"]\n'.encode())
    assert said(repo).one(1)["rule"] == "watched-secret"


def test_objects_are_found_by_the_beginning_of_their_ids(repo: Repo) -> None:
    oids = repo.git("rev-list", "--objects", "--no-object-names", "HEAD").decode().split()
    for _ in ("loose", "packed"):
        git = GitDir(repo.path)
        try:
            plan = Plan(Store(git), set())
            numbers = [*plan.numbers(int(oid[:16], 16) for oid in oids)]
            assert [plan.name(number) for number in numbers] == oids
            assert not [*plan.numbers([0, 1, 2**64 - 1])]
        finally:
            git.close()
        assert {number >> 32 for number in numbers} in ({0}, {LOOSE})
        repo.git("gc", "-q")


def test_a_pair_in_messages_of_commits_and_tags_is_found_among_many_that_say_nothing(repo: Repo) -> None:
    for number in range(12):
        repo.git("commit", "-q", "--allow-empty", "-m", f"message {number} " + "of some words " * number)
    assert said(repo).findings == []
    repo.git("commit", "-q", "--allow-empty", "-m", f"a key {key_text(1)}")
    repo.git("tag", "-a", "-m", f"and more {secret_text(1)}", "v1")
    assert [(one["rule"], one["api_key"]) for one in said(repo).findings] == [("foreign-pair", key_text(1))]


def test_a_light_look_reads_as_much_as_any(repo: Repo) -> None:
    for number in range(8):
        repo.git("commit", "-q", "--allow-empty", "-m", f"message {number}")
    repo.git("tag", "-a", "-m", "a backpack", "v1")
    repo.git("tag", "-a", "-m", "a bag", "v2")
    for _ in range(2):
        light, full = audit(repo, "--no-cache"), audit(repo, "--no-cache", "--thorough")
        assert hushed(light) and not hushed(full)
        assert light.report["scanned"] == full.report["scanned"]
        repo.git("gc", "-q", "--aggressive", "--prune=now")
