"""Deltas of trees told by what they put in, against the trees that they make; and the walk that rebuilds no others."""

from __future__ import annotations

import tempfile
import zlib
from array import array
from random import Random
from types import SimpleNamespace

import pytest

from guard.audit import fresh, heads, treewalk
from guard.audit.fresh import Fresh
from guard.audit.layout import Layout, Swaps, steps
from guard.audit.treewalk import TreeWalk
from guard.packs.delta import apply
from guard.packs.entries import NO_BASE, OFS_DELTA
from guard.packs.forest import Forest
from guard.packs.walk import LARGE
from guard.trees import entries as entries_of
from tests.audit.test_fresh import HOLDS, SPEAKS, World, check, entry
from tests.packs.test_walk import copied, head, number


def steps_to(base: bytes, result: bytes, draw: Random) -> list[bytes | tuple[int, int]]:
    """Return copies and insertions that make a result: copies of what stands at the same place, or near the end."""
    found: list[bytes | tuple[int, int]] = []
    at, shift = 0, len(result) - len(base)
    least = draw.choice([1, 4, 16, 60])
    while at < len(result):
        for start in (at, at - shift):
            size = 0
            while 0 <= start < len(base) - size and at + size < len(result) and base[start + size] == result[at + size]:
                size += 1
            if size >= least:
                break
        if size >= least:
            size = draw.choice([size, size, size, draw.randint(1, size)])
            found.append((start, size))
        else:
            size = 1
            if found and isinstance(found[-1], bytes) and len(found[-1]) < draw.choice([127, 127, 30]):
                found[-1] += result[at : at + 1]
            else:
                found.append(result[at : at + 1])
        at += size
    return found


def delta_of(base: bytes, result: bytes, steps: list[bytes | tuple[int, int]]) -> bytes:
    code = b"".join(bytes((len(step),)) + step if isinstance(step, bytes) else copied(*step) for step in steps)
    return number(len(base)) + number(len(result)) + code


def world_of(number_: int, width: int) -> World:
    """Return a world in which some ids have the same beginning or end, or could be instructions."""
    world = World(number_, width)
    first, second, *_ = world.known
    alike = [first[:3] + second[3:], first[: width - 3] + second[-3:], bytes((width,)) * width, b"\x90" * width, first[:1] + second[1:]]
    world.known += 4 * alike
    world.marks.take(b"".join(alike), width)
    world.marks.settle()
    return world


def changed(world: World, lines: list[bytes], known: float) -> list[bytes]:
    """Return the entries of a tree after a change; with `known` chance it is one of ids only."""
    draw, width = world.draw, world.width
    lines = list(lines)
    if draw.random() < known:
        for _ in range(draw.choice([0, 1, 1, 1, 2, 3])):
            at = draw.randrange(len(lines))
            lines[at] = lines[at][:-width] + (draw.choice(world.known) if draw.randrange(20) else world.new())
        return lines
    at = draw.randrange(len(lines) + 1)
    mode = draw.choice([b"100644", b"40000", b"160000"])
    name = draw.choice([b"new%d" % draw.randrange(50), HOLDS, SPEAKS, b"12345 x"])
    lines[at : at + draw.randrange(2)] = [entry(mode, name, draw.choice([*world.known[:9], world.new()]))]
    return lines


def laid_out(entries: list[bytes]) -> Layout:
    return Layout(b"".join(entries), b"\1" + steps(entries), entries)


def marks_of(swaps: Swaps, layout: Layout, delta: bytes) -> list[bytes] | None:
    found = [b"kept"]
    is_told = swaps.take(layout, delta, found)
    assert found[0] == b"kept" and (is_told or len(found) == 1)
    return found[1:] if is_told else None


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("number_", range(6))
def test_what_a_delta_puts_in_is_all_that_is_new(number_: int, width: int) -> None:
    world = world_of(number_, width)
    draw = world.draw
    swaps = Swaps(width)
    told = many = 0
    for _ in range(400):
        lines = world.tree(draw.choice([1, 2, 5, 30, 75]))
        top = b"".join(lines)
        layout = laid_out(lines)
        base = changed(world, lines, 1.0)
        result = b"".join(changed(world, base, 0.9))
        delta = delta_of(b"".join(base), result, steps_to(b"".join(base), result, draw))
        if draw.random() < 0.3:
            at = draw.randrange(len(delta))
            delta = draw.choice([delta[:at], delta[:at] + draw.randbytes(1) + delta[at + 1 :], delta + b"\x05", delta[:at] + delta[at + 1 :]])
        marks = marks_of(swaps, layout, delta)
        before = [(mode, name) for mode, name, _ in entries_of(top, width)]
        try:
            result = apply(b"".join(base), delta, LARGE)[0]
        except ValueError:
            assert marks is None
            continue
        after = entries_of(result, width)
        many += len(result) == len(top) and [(mode, name) for mode, name, _ in after] == before
        put = swaps.entries(layout, delta)
        assert (put is None) == (marks is None)
        if put is None or marks is None:
            continue
        told += 1
        assert len(result) == len(top)
        assert [(mode, name) for mode, name, _ in after] == before
        assert set(marks) <= {oid[:8] for _, _, oid in after}
        assert {oid[:8] for _, _, oid in after} <= {*marks, *(line[-width:][:8] for line in base)}
        assert all(len(mark) == 8 for mark in marks)
        assert sorted(one[-width:][:8] for one in put) == sorted(marks)
        assert {one[: 8 - width] for one in put} <= {entry(*one)[: 8 - width] for one in after}
    assert told > many * 0.5 > 50


def test_only_what_stands_in_its_place_is_known() -> None:
    world = World(7, 20)
    lines = world.tree(9)
    top = b"".join(lines)
    layout = laid_out(lines)
    new = world.known[1]
    at = len(lines[0]) + len(lines[1])
    swaps = Swaps(20)

    def ids(*steps: bytes | tuple[int, int]) -> list[bytes] | None:
        code = b"".join(bytes((len(step),)) + step if isinstance(step, bytes) else copied(*step) for step in steps)
        return marks_of(swaps, layout, number(len(top)) * 2 + code)

    rest = (at, len(top) - at)
    assert ids((0, at - 20), new, rest) == [new[:8]]
    assert ids((0, at - 20), new[:10], new[10:], rest) == [new[:8]]
    assert ids((0, at - 20), new[:8], (at - 12, 12), rest) == [new[:8]]
    assert ids((0, at - 20), new[:7], (at - 13, 13), rest) is None
    assert ids((0, at - 19), new[1:], rest) is None
    assert ids((0, at - 21), b"\0" + new, rest) == [new[:8]]
    assert ids((0, at - 21), b"x" + new, rest) is None
    assert ids((0, at - 20), new, lines[2][:4], (at + 4, len(top) - at - 4)) == [new[:8]]
    assert ids((0, at - 20), new, b"12", (at + 2, len(top) - at - 2)) is None
    assert ids((1, at - 20), new, rest) is None
    assert ids((0, at - 21), new, (at - 1, len(top) - at + 1)) is None
    assert ids((0, at - 20), new, (at, len(top) - at - 1)) is None
    assert ids((0, at - 20), new, rest, b"x") is None
    assert ids((0, at - 20), new, rest, b"") is None
    assert ids((0, len(top))) == []
    assert ids() is None
    assert marks_of(swaps, layout, number(len(top)) + number(len(top) + 1) + copied(0, len(top)) + b"\x01x") is None
    assert marks_of(swaps, layout, b"") is None
    assert ids((0, at - 20), b"", new, rest) is None
    assert swaps.entries(layout, b"") is None


def test_with_more_names_to_tell_of_than_are_kept_every_change_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_MOST_KNOWN", 1)
    world = World(8, 20)
    look = Fresh(world.marks, 20)
    lines = [entry(b"100644", SPEAKS + b"%d" % number_, world.known[number_]) for number_ in range(2)]
    tree = b"".join(lines)
    look.laid_out(0, tree, None, True)
    look.flush()
    layout = look.laid_out(1, tree, None, True)
    look.laid_out(2, entry(b"100644", SPEAKS, world.known[2]), None, True)
    result = lines[0] + lines[1][:-20] + world.known[3]
    assert layout
    assert look.told(3, layout, delta_of(tree, result, steps_to(tree, result, world.draw)), False) is layout
    look.flush()
    assert list(look.found.holders) == [0, 2, 3]


class Family:
    """Trees as a pack has them: a whole one and deltas, the base of each before it."""

    def __init__(self, number_: int, width: int, damage: bool) -> None:
        self.world = world_of(number_, width)
        draw = self.world.draw
        lines = [self.world.tree(draw.choice([1, 6, 40]))]
        self.bases = array("I", (NO_BASE,))
        self.trees: list[bytes | None] = [b"".join(lines[0])]
        raw = [head(2, len(self.trees[0] or b"")) + zlib.compress(self.trees[0] or b"")]
        for _ in range(60):
            at = draw.choice([draw.randrange(len(lines)), len(lines) - 1])
            base = self.trees[at]
            lines.append(changed(self.world, lines[at], 0.7) if lines[at] else self.world.tree(2))
            before, result = b"".join(lines[at]), b"".join(lines[-1])
            if damage and not draw.randrange(9):
                result = result[: draw.randrange(len(result) + 1)]
            delta = delta_of(before, result, steps_to(before, result, draw))
            if damage and not draw.randrange(9):
                delta = draw.choice([delta[: draw.randrange(len(delta))], delta + b"\0", b"", delta[:-1] + b"\x90"])
            packed = zlib.compress(delta)
            raw.append(head(6, len(delta)) + b"\1" + (packed if not damage or draw.randrange(9) else packed[:-3]))
            self.bases.append(at)
            try:
                if raw[-1].endswith(packed) and base is not None:
                    self.trees.append(apply(base, delta, LARGE)[0])
                else:
                    self.trees.append(None)
            except ValueError:
                self.trees.append(None)
        self.starts = array("Q", (0,))
        for one in raw:
            self.starts.append(self.starts[-1] + len(one))
        self.raw = b"".join(raw)

    def walked(self) -> tuple[Fresh, list[int]]:
        with tempfile.TemporaryFile() as stream:
            stream.write(self.raw)
            stream.flush()
            pack = SimpleNamespace(
                entries=SimpleNamespace(starts=self.starts, bases=self.bases, kinds=bytearray((OFS_DELTA,)) * len(self.bases)),
                index=SimpleNamespace(width=self.world.width), handle=stream.fileno(),
            )  # fmt: skip
            look = Fresh(self.world.marks, self.world.width)
            walk = TreeWalk(pack, Forest(pack, (OFS_DELTA,)), look)  # type: ignore[arg-type]  # all of a pack that they ask for
            walk.family(0)
            look.flush()
        return look, walk.lost


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("least", [0, 300, 1 << 12])
@pytest.mark.parametrize("keep", [0, 5000, 1 << 26])
@pytest.mark.parametrize("number_", range(5))
def test_a_family_is_told_as_its_trees_are(
    number_: int, keep: int, least: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(treewalk, "KEEP", keep)
    monkeypatch.setattr(treewalk, "_LEAST", least)
    monkeypatch.setattr(fresh, "_MOST_WAITING", Random(number_).choice([0, 3, 2000]))
    monkeypatch.setattr(fresh, "_HELD", Random(number_).choice([0, 3000, 1 << 22]))
    monkeypatch.setattr(fresh, "_MOST_KNOWN", Random(number_ + 1).choice([0, 2, 6, 300_000]))
    monkeypatch.setattr(heads, "_MOST_KNOWN", Random(number_ + 2).choice([0, 2, 300_000]))
    family = Family(number_, width, damage=False)
    look, lost = family.walked()
    assert not lost
    assert not look.found.lost
    for kind in ("close", "named", "holders"):
        setattr(look.found, kind, array("Q", sorted(getattr(look.found, kind))))
    check(family.world, [(data or b"", None) for data in family.trees], look.found)


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("keep", [0, 1 << 26])
@pytest.mark.parametrize("number_", range(20))
def test_of_a_damaged_family_the_rest_is_told(number_: int, keep: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treewalk, "KEEP", keep)
    family = Family(number_, width, damage=True)
    look, lost = family.walked()
    assert sorted(lost) == [at for at, data in enumerate(family.trees) if data is None]
    assert look.found.size == sum(len(data) for data in family.trees if data is not None)
    sound = {at for at, data in enumerate(family.trees) if data is not None and sum(map(len, (entry(*one) for one in entries_of(data, width)))) == len(data)}
    assert set(look.found.lost) == set(range(len(family.trees))) - sound - set(lost)
