"""Trees and commits looked at together against each looked at by itself: damage, names and references are told of the same."""

from __future__ import annotations

import re
from random import Random

import pytest

from guard.audit import fresh
from guard.audit.fresh import Fresh
from guard.audit.marks import Marks
from guard.audit.trees import GITLINK, entries
from guard.sweep.found import Found
from tests.pairs import secret_text

Tree = tuple[bytes, list[bytes] | None]
NAMES = [b"a", b"12345 b", b"src", b"README.md", b"x" * 60, b"\n", b"100644 c", b"n" * 299]
SPEAKS, HOLDS = b"My-BackPack.py", b"a=b"


def entry(mode: bytes, name: bytes, oid: bytes) -> bytes:
    return mode + b" " + name + b"\0" + oid


class World:
    """Ids that are known and those that are not, and trees of both."""

    def __init__(self, number: int, width: int) -> None:
        self.draw = Random(number)
        self.width = width
        self.known = [self.draw.randbytes(width) for _ in range(50)]
        self.marks = Marks()
        self.marks.take(b"".join(self.known), width)
        self.marks.settle()

    def new(self) -> bytes:
        return self.draw.randbytes(self.width)

    def tree(self, many: int) -> list[bytes]:
        draw = self.draw
        return [
            entry(draw.choice([b"100644", b"40000", b"100755"]), draw.choice(NAMES) + b"%d" % number, draw.choice(self.known))
            for number in range(many)
        ]

    def told(self, trees: list[Tree]) -> Found:
        look = Fresh(self.marks, self.width)
        for number, (data, pieces) in enumerate(trees):
            look.tree(number, data, pieces)
        look.flush()
        return look.found


def worth(world: World, data: bytes) -> dict[str, set[bytes]]:
    """Return the entries of a tree that are worth telling, by what for."""
    found: dict[str, set[bytes]] = {"close": set(), "named": set(), "holders": set()}
    for mode, name, oid in entries(data, world.width):
        for kind, is_so in (
            ("close", oid not in world.known), ("named", name == HOLDS or secret_text(1).encode() in name), ("holders", SPEAKS in name),
        ):  # fmt: skip
            if is_so:
                found[kind].add(name if kind == "close" and mode == GITLINK else entry(mode, name, oid))
    return found


def check(world: World, trees: list[Tree], told: Found) -> None:
    for kind in ("close", "named", "holders"):
        wanted = [worth(world, data)[kind] for data, _ in trees]
        places = getattr(told, kind)
        assert set().union(*wanted) == set().union(*(wanted[place] for place in places)), kind
        assert all(wanted[place] for place in places), kind
        assert list(places) == sorted(set(places)), kind
    assert told.size == sum(len(data) for data, _ in trees)


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("held", [0, 3000, 1 << 18])
@pytest.mark.parametrize("number", range(12))
def test_what_is_worth_telling_is_told(number: int, held: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_HELD", held)
    monkeypatch.setattr(fresh, "_LARGE", 0)
    monkeypatch.setattr(fresh, "_SPARSE", 0)
    world = World(number, width)
    draw = world.draw
    trees: list[Tree] = []
    for _ in range(30):
        lines = world.tree(draw.choice([0, 1, 5, 80]))
        trees.append((b"".join(lines), None))
        for _ in range(draw.choice([0, 0, 1, 6]) if lines else 0):
            at = draw.randrange(len(lines))
            mode, name = lines[at].partition(b" ")[0], lines[at][:-width].partition(b" ")[2][:-1]
            new = draw.choice([
                entry(mode, name, world.new()), entry(GITLINK, b"sub", world.new()), entry(b"40000", SPEAKS, draw.choice(world.known)),
                entry(mode, HOLDS, draw.choice(world.known)), entry(mode, secret_text(1).encode(), draw.choice(world.known)),
                entry(mode, draw.choice(NAMES) * 2, draw.choice(world.known)),
            ])  # fmt: skip
            pieces = [b"".join(lines[:at]), new, b"".join(lines[at + 1 :])]
            lines[at] = new
            trees.append((b"".join(pieces), pieces))
    told = world.told(trees)
    check(world, trees, told)
    assert not told.lost


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("number", range(8))
def test_damaged_trees_are_lost_and_no_other(number: int, width: int) -> None:
    world = World(number, width)
    draw = world.draw
    trees: list[Tree] = []
    for _ in range(60):
        data = b"".join(world.tree(draw.randrange(6)))
        cut = draw.randrange(len(data) + 1)
        trees.append((draw.choice([data, data, data[:cut], data[cut:], data[:cut] + b"\0" + data[cut:], b"77" + data]), None))
    told = world.told(trees)
    sound = re.compile(rb"(?:\d{5,6} [^\0]+\0.{%d})*" % width, re.DOTALL)
    assert list(told.lost) == [at for at, (data, _) in enumerate(trees) if not sound.fullmatch(data)]
    assert told.lost


def test_a_cut_tree_does_not_go_on_in_the_next() -> None:
    world = World(1, 20)
    whole = entry(b"40000", b"a", world.known[0])
    for cut in range(1, len(whole)):
        for rest in (b"", whole[cut:]):
            told = world.told([(whole, None), (whole[:cut], None), (rest + whole, None)])
            assert list(told.lost) == ([1, 2] if rest else [1])
            assert not told.close


def test_an_entry_longer_than_what_is_looked_at_beside_a_change() -> None:
    world = World(2, 20)
    many = world.tree(200)
    long = b"100644 " + SPEAKS + b"l" * 500 + b"\0"
    base = b"".join([*many[:100], long, world.known[0], *many[100:]])
    at = base.index(long) + len(long)
    pieces = [base[:at], world.new(), base[at + 20 :]]
    trees: list[Tree] = [(base, None), (b"".join(pieces), pieces)]
    told = world.told(trees)
    assert list(told.close) == [1]
    check(world, trees, told)


def test_a_long_text_without_an_end_takes_no_forever() -> None:
    text = b"12345 " * 200_000
    assert list(World(3, 20).told([(text, None), (b"40000 " + text, None)]).lost) == [0, 1]


@pytest.mark.parametrize("width", [20, 32])
def test_commits_and_tags_that_refer_to_what_is_not_there(width: int) -> None:
    world = World(4, width)
    known = [oid.hex().encode() for oid in world.known]
    new = world.new().hex().encode()
    rest = b"author A <a> 1 +0000\ncommitter B <b> 2 +0000\n\nparent " + new + b"\n"
    look = Fresh(world.marks, width)
    commits = [
        b"tree " + known[0] + b"\nparent " + known[1] + b"\n" + rest,
        b"tree " + new + b"\n" + rest,
        b"tree " + known[0] + b"\nparent " + known[1] + b"\nparent " + new + b"\n" + rest,
        b"tree " + known[0] + b"\nnote x\nparent " + new + b"\n" + rest,  # not as git writes it
        b"tree " + known[0].upper() + b"\nauthor parent " + new + b"\n" + rest,
        b"tree " + known[0][:-1] + b"\n" + rest,
        b"",
    ]
    for number, data in enumerate(commits):
        look.commit(number, data)
    look.tag(7, b"object " + known[0] + b"\ntype commit\n")
    look.tag(8, b"object " + new + b"\ntype commit\n")
    look.flush()
    assert sorted(look.found.close) == [1, 2, 3, 5, 6, 8]


@pytest.mark.parametrize("width", [20, 32])
def test_commits_as_git_writes_them_are_looked_at_together(width: int) -> None:
    world = World(5, width)
    known = [oid.hex().encode() for oid in world.known]
    new = world.new().hex().encode()
    rest = b"author A <a> 1 +0000\ncommitter B <b> 2 +0000\n\nparent " + new + b"\n\nauthor x\ncommitter y\n"
    for many in (1, 5):
        parents = b"".join(b"parent " + oid + b"\n" for oid in known[:many])
        sound = b"tree " + known[many] + b"\n" + parents + rest
        for odd in (b"tree " + new + b"\n" + parents + rest, b"tree " + known[0] + b"\n" + parents + b"parent " + new + b"\n" + rest):
            look = Fresh(world.marks, width)
            for number, data in enumerate([sound, sound, odd, sound]):
                look.commit(number, data)
            look.flush()
            assert list(look.found.close) == [2]
            assert look.found.size == 3 * len(sound) + len(odd)
        look = Fresh(world.marks, width)
        look.commit(0, sound)
        look.flush()
        assert not look.found.close
