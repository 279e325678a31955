"""What an audit need not do again is kept once, and copies of a repository find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.sweep.cache import Cache
from guard.sweep.memo import Memo


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    found = Cache.open(None, str(tmp_path))
    assert found
    return found


def kept(cache: Cache, body: bytes, *names: str) -> bytes:
    """Put something into a memo of these names, and return its key."""
    memo = Memo(cache, *names)
    key = memo.key(b"what was done")
    memo.put(key, body)
    memo.save()
    return key


def test_a_copy_of_a_repository_has_what_was_kept_last(cache: Cache) -> None:
    key = kept(cache, b"one", "a place", "a pack")
    assert Memo(cache, "another place", "a pack").get(key) == b"one"
    kept(cache, b"two", "another place", "a pack")
    assert Memo(cache, "a third place", "a pack").get(key) == b"two"
    assert Memo(cache, "a place", "a pack").get(key) == b"one"
    assert Memo(cache, "a place").get(key) == b"one"
    assert Memo(cache, "a fourth place").get(key) is None


def test_it_is_written_once(cache: Cache) -> None:
    body = bytes(range(256)) * 40
    kept(cache, body, "a place", "a pack")
    sizes = [len(part) for name in ("a place", "a pack") for part in cache.parts(name).values()]
    assert len(body) < sum(sizes) < len(body) + 100


def test_nobody_asks_for_what_an_audit_did_not_want(cache: Cache) -> None:
    key = kept(cache, b"one", "a place", "a pack")
    memo = Memo(cache, "a place", "a pack")
    other = memo.key(b"something else")
    memo.put(other, b"two")
    memo.save()
    again = Memo(cache, "a place", "a pack")
    assert again.get(key) is None and again.get(other) == b"two"


def test_a_lead_to_nothing_is_followed_to_nothing(cache: Cache) -> None:
    cache.keep("a pack", 1, 1, b"a place that is gone")
    memo = Memo(cache, "a place", "a pack")
    assert memo.get(memo.key(b"what was done")) is None
    cache.keep("a pack", 1, 1, b"\xff\xfe")
    assert Memo(cache, "a place", "a pack").get(memo.key(b"what was done")) is None
