"""Names in trees are looked at once: in the next audit only those trees are read that brought one."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.audit.names import Bringing, Names
from guard.model import View
from guard.sweep.cache import Cache
from guard.sweep.memo import Memo
from guard.trees import entries
from tests.audit.help import audit, repo
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

__all__ = ["repo"]
name = st.one_of(st.sampled_from([b"a", b"a" * 22, b"b.c" * 9, b"x" * 30 + b"=", b"c=", b"d" * 21, b"e" * 43]), st.binary(min_size=1, max_size=30))


def plainly(names: Names, data: bytes) -> list[bytes]:
    """Do what Names.take does, name by name."""
    found = []
    long, ends = bool(View(data).stretches), data.find(b"=") in range(data.rfind(b"\0"))
    for _, one, _ in entries(data, names.width) if long or ends else ():
        if len(one) >= 22 and one not in names.seen:
            names.seen.add(one)
            found.append(one)
    return found


def tree(*names: bytes) -> bytes:
    """Return a tree of files with these names."""
    return b"".join(b"100644 %s\0%s" % (each, b"\x07" * 20) for each in names)


@given(st.lists(st.lists(name.filter(lambda one: b"\0" not in one), max_size=6), max_size=4))
def test_names_are_taken_once(trees: list[list[bytes]]) -> None:
    one, other = Names(20), Names(20)
    for names in trees:
        data = tree(*names)
        assert one.take(data) == plainly(other, data)
    assert one.seen == other.seen


class Some:
    """Trees by place, all of which can be read but those that are empty."""

    def __init__(self, trees: list[bytes], key: bytes = b"a pack") -> None:
        self.trees, self.key = trees, key

    def name(self, place: int) -> str:
        """Return the id of a tree."""
        return f"{place:040x}"

    def read(self, place: int) -> tuple[str, bytes]:
        """Return (kind, content)."""
        return "tree", self.trees[place]


def read(source: Some, memo: Memo) -> tuple[list[int], list[int]]:
    """Go through all trees; return (those that were read, those that brought a name)."""
    one = Bringing(source, array("Q", range(len(source.trees))), memo, 20)
    places = [place for place in one.places if source.trees[place]]
    brought = [place for place in places if one.brings(place, source.trees[place])]
    one.keep()
    return places, brought


def test_the_next_audit_reads_those_trees_that_brought_a_name(tmp_path: Path) -> None:
    cache = Cache.open(None, str(tmp_path))
    assert cache
    memo = Memo(cache, "a place")
    trees = [tree(b"a" * 22), tree(b"a" * 22, b"short"), tree(b"b" * 22, b"a" * 22), tree(b"x=", b"b" * 22), tree(b"b" * 22)]
    assert read(Some(trees), memo) == ([0, 1, 2, 3, 4], [0, 2, 3])
    memo.save()
    for one in (memo, Memo(cache, "a place")):
        assert read(Some(trees), one) == ([0, 2, 3], [0, 2, 3])
    for source in (Some(trees, b"another pack"), Some(trees, b"")):
        assert read(source, memo)[0] == [0, 1, 2, 3, 4]
    assert read(Some(trees, b""), memo)[0] == [0, 1, 2, 3, 4]
    lost = Some([*trees, b""], b"a damaged pack")
    assert read(lost, memo) == read(lost, memo) == ([0, 1, 2, 3, 4], [0, 2, 3])


def test_no_audit_after_the_first_misses_a_name(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repo.commit({"one.txt": f"{key_text(1)}\n".encode()})
    repo.commit({f"x/{secret_text(1)}.txt".replace("/", "_"): b"x\n", "y/a_long_name_of_a_file_in_it": b"y\n"})
    repo.git("repack", "-adfq")
    first = audit(repo)
    assert audit(repo).out == audit(repo).out
    assert audit(repo).findings == first.findings
