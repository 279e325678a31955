"""What a light look could not read whole is looked at lightly too, and for every form where that is what the others are looked at for."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import guard.sift
from guard.model import Fragment
from tests.audit.test_hush import LINES, hushed, plain, repo, said
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

__all__ = ["repo"]
CHECK = 8  # bytes


def damaged(text: bytes) -> bytes:
    """Return a compressed text with a wrong checksum."""
    return gzip.compress(text + LINES, mtime=0)[:-CHECK] + b"\xff" * CHECK


def halves(number: int) -> bytes:
    """Return a pair of whose texts each stands in two literals: a light look finds none."""
    return b"".join(f"{name} = '{text[:22]}' + '{text[22:]}'\n".encode() for name, text in (("a", key_text(number)), ("b", secret_text(number))))


def test_what_was_not_read_is_told_and_nothing_else_is_looked_for(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    sift = guard.sift.sift

    def count(fragment: Fragment, *arguments: object, **words: object) -> object:
        looked.append(fragment.origin)
        return sift(fragment, *arguments, **words)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(guard.sift, "sift", count)
    repo.commit({"b.gz": damaged(LINES + halves(3))})
    found = said(repo)
    assert found.status == 3 and found.findings == [] and hushed(found) and "gzip damaged" in found.out + found.err
    assert "blob" not in looked
    thorough = said(repo, "--thorough")
    assert thorough.status == 1 and thorough.one(3)["rule"] == "foreign-pair" and "blob" in looked
    assert thorough.report["skipped"] == found.report["skipped"]


def test_a_value_that_is_found_in_it_counts(repo: Repo) -> None:
    repo.commit({"b.gz": damaged(plain(1))})
    found = said(repo)
    assert found.one(1)["rule"] == "foreign-pair" and found.status == 1


def test_every_form_counts_where_something_else_is_found(repo: Repo) -> None:
    repo.commit({"b.gz": damaged(halves(3)), "c.txt": plain(1)})
    found = said(repo)
    assert {one["api_key"] for one in found.findings} == {key_text(1), key_text(3)}
    assert len(found.report["skipped"]) == 1 and not hushed(found)


def test_every_form_counts_where_it_speaks(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"b.gz": damaged(b"BPX = 1\n" + halves(3)), "c.txt": secret_text(9).encode()})
    found = said(repo)
    assert found.one(3)["rule"] in ("foreign-pair", "key-pair") and len(found.report["skipped"]) == 1
