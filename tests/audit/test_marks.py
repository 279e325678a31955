"""Marks know every id that was added and no other; the links of a commit are those of its header."""

from __future__ import annotations

from random import Random

import pytest

from guard.audit.marks import Marks
from guard.audit.trees import Commit, links
from guard.loops import prefixes
from guard.loops.numbers import packed


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("many", [0, 1, 2, 15, 16, 17, 300, 301, 5000, 5001])
def test_what_was_added_is_known(many: int, width: int) -> None:
    draw = Random(many)
    ids = [draw.randbytes(width) for _ in range(many)] + [b"\0" * width, b"\xff" * width][: many % 3]
    marks = Marks()
    marks.take(b"".join(ids[::2]), width)
    for oid in ids[1::2]:
        marks.add(oid)
    marks.settle()
    if many % 2:
        marks = Marks.load(marks.dump())
    assert len(marks) == len(set(ids))
    assert all(oid in marks for oid in ids)
    assert not any(draw.randbytes(width) in marks for _ in range(500))
    near = [oid[:7] + bytes((oid[7] ^ 1,)) + oid[8:] for oid in ids]
    assert not any(oid in marks for oid in near)
    assert marks.lacking({oid[:8] for oid in [*ids, *near]}) == {oid[:8] for oid in near}
    asked = [oid[:8] for oid in [*ids, *near]]
    assert prefixes.lacking(marks._marks, packed(marks._begins), marks._shift, asked) == marks.lacking(asked), "what a compiled build does"
    assert not any(oid[:7] in marks for oid in ids)
    assert list(marks.numbers) == sorted({int.from_bytes(oid[:8], "big") for oid in ids})


def test_more_can_be_added_to_what_is_in_order() -> None:
    marks = Marks()
    for number in (9, 3, 2**64 - 1, 9, 0):
        marks.add(number.to_bytes(20, "big") if not number else number.to_bytes(8, "big") + bytes(12))
        marks.settle()
    assert list(marks.numbers) == [0, 3, 9, 2**64 - 1]
    assert bytes(20) in marks
    assert b"" not in marks


@pytest.mark.parametrize("parents", [0, 1, 3])
@pytest.mark.parametrize("rest", [b"author A <a> 1 +0000\ncommitter B <b> 2 +0000\n\ntree \nparent x\n", b"\nparent 00\n", b""])
def test_links_are_those_of_the_header(parents: int, rest: bytes) -> None:
    raw = b"tree " + b"1" * 40 + b"\n" + b"".join(b"parent %d%s\n" % (number, b"2" * 39) for number in range(parents)) + rest
    commit = Commit(raw)
    assert links(raw) == [commit.tree, *commit.parents]
    assert len(links(raw)) == 1 + parents
