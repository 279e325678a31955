"""Deltas of trees that add, remove and rename entries, told by what they put in, against the trees that they make."""

from __future__ import annotations

from random import Random

import pytest

from guard.audit.edits import Edits
from guard.audit.layout import Layout, Swaps
from guard.packs.delta import apply
from guard.packs.walk import LARGE
from guard.trees import entries as entries_of
from guard.trees import is_sound
from tests.audit.test_fresh import World, entry
from tests.audit.test_layout import changed, delta_of, laid_out, marks_of, steps_to, world_of
from tests.packs.test_walk import copied, number


def edited(world: World, lines: list[bytes]) -> list[bytes]:
    """Return the entries of a tree after a few changes of all kinds, some of which swap rows or repeat one."""
    draw = world.draw
    for _ in range(draw.choice([1, 1, 2, 4])):
        kind = draw.randrange(5)
        at, end = sorted(draw.randrange(len(lines) + 1) for _ in range(2))
        if kind == 0:
            lines = lines[:at] + lines[min(end, at + 2) :]
        elif kind == 1:
            lines = lines[end:] + lines[at:end] + lines[:at]
        elif kind == 2 and lines:
            mode, rest = lines[at % len(lines)].split(b" ", 1)
            lines = [*lines[:at], draw.choice([b"100755 ", mode + b" x"]) + rest, *lines[at:]]
        else:
            lines = changed(world, lines, 0.3) if lines else world.tree(3)
    return lines


def damaged(draw: Random, delta: bytes) -> bytes:
    at = draw.randrange(len(delta))
    return draw.choice([delta[:at], delta[:at] + draw.randbytes(1) + delta[at + 1 :], delta + b"\x05", delta[:at] + delta[at + 1 :]])


def check(world: World, base: list[bytes], layout: Layout, delta: bytes, in_full: bool) -> bool:
    """Check what is told of a delta, if that is told, against the tree that it makes."""
    width = world.width
    edit = Edits(width).take(layout, delta, LARGE, in_full)
    try:
        result = apply(b"".join(base), delta, LARGE)[0]
    except ValueError:
        assert edit is None
        return False
    if edit is None:
        return False
    assert edit.size == len(result)
    assert is_sound(result, width)
    after = [entry(*one) for one in entries_of(result, width)]
    known = {one[: 8 - width] for one in base}
    new = {one[: 8 - width] for one in edit.entries}
    heads = {one[:-width] for one in base}
    told = {(one[:-width], one[-width:][:8]) for one in edit.entries} | {(head, mark) for head in heads for mark in edit.marks}
    assert new <= {one[: 8 - width] for one in after}
    assert set(edit.marks) <= {one[-width:][:8] for one in after}
    assert all((one[:-width], one[-width:][:8]) in told for one in after if one[: 8 - width] not in known)
    if in_full:
        assert not edit.marks
        assert {one[: 8 - width] for one in after} <= known | new
    made = edit.layout()
    assert made.shape == laid_out(after).shape
    assert made.base is layout
    assert [one[:-width] for one in after] == [line[0] + b" " + line[1] + b"\0" for line in entries_of(made.top, width)]
    return True


@pytest.mark.parametrize("in_full", [False, True])
@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("number_", range(6))
def test_what_a_delta_puts_in_is_all_that_is_new(number_: int, width: int, in_full: bool) -> None:
    world = world_of(number_, width)
    draw = world.draw
    told = 0
    for _ in range(500):
        lines = world.tree(draw.choice([1, 2, 5, 30, 75]))
        layout = laid_out(lines)
        base = changed(world, lines, 1.0)
        result = b"".join(edited(world, base))
        delta = delta_of(b"".join(base), result, steps_to(b"".join(base), result, draw))
        told += check(world, base, layout, damaged(draw, delta) if draw.random() < 0.3 else delta, in_full)
    assert told > 150


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("number_", range(6))
def test_copies_from_anywhere(number_: int, width: int) -> None:
    world = world_of(number_, width)
    draw = world.draw
    for at in range(5):
        world.known[at] = (b"\x00100644 %d\x00" % at * 4)[at : at + width]  # what could be a mode and a name, and the end of one
    world.marks.take(b"".join(world.known), width)
    world.marks.settle()
    told = 0
    for _ in range(2000):
        lines = world.tree(draw.choice([1, 2, 3, 6]))
        layout = laid_out(lines)
        base = changed(world, lines, 1.0)
        text = b"".join(base)
        ends = [0]
        for line in base:
            ends += [ends[-1] + len(line) - width, ends[-1] + len(line)]
        steps: list[bytes | tuple[int, int]] = []
        for _ in range(draw.choice([1, 2, 3, 5])):
            start, end = sorted(min(len(text), max(0, draw.choice(ends) + draw.choice([0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 1, 8, -8]))) for _ in range(2))
            if end > start:
                steps.append((start, end - start))
            if draw.random() < 0.4:
                whole = draw.choice([*base, entry(b"100644", b"n", draw.choice(world.known))])
                steps.append(draw.choice([whole, whole[-width:], whole[:-width], whole[: 8 - width], whole[-width:] + whole])[:127])
        size = sum(len(step) if isinstance(step, bytes) else step[1] for step in steps)
        told += check(world, base, layout, delta_of(text, bytes(size), steps), False)
    assert told > 60


def test_only_what_is_certain_is_told() -> None:
    world = World(7, 20)
    lines = world.tree(9)
    top = b"".join(lines)
    layout = laid_out(lines)
    new = world.known[1]
    at = len(lines[0]) + len(lines[1])
    added = entry(b"100644", b"added", new)
    edits = Edits(20)

    def told(*steps: bytes | tuple[int, int]) -> tuple[list[bytes], list[bytes]] | None:
        size = sum(len(step) if isinstance(step, bytes) else step[1] for step in steps)
        edit = edits.take(layout, delta_of(top, bytes(size), list(steps)), LARGE)
        return (edit.entries, edit.marks) if edit else None

    rest = (at, len(top) - at)
    assert told((0, at), added, rest) == ([added], [])
    assert told((0, at), added[:9], added[9:], rest) == ([added], [])
    assert told((0, at + 7), b"n\0" + new, rest) == ([lines[2][:7] + b"n\0" + new], [])  # of the mode of the next
    assert told((0, at - 20), new, added, rest) == ([added], [new[:8]])
    assert told((0, at - 20), new + added, rest) == ([lines[1][:-20] + new, added], [])
    assert told((0, at), added, (at, len(lines[2]) - 20), new, (at + len(lines[2]), 0x10000)) is None
    assert told((0, at), added, (at, len(lines[2]) - 20), new) == ([added], [new[:8]])
    assert told((0, at), rest) == ([], [])
    assert told((0, at), (at, 3), (at + 3, len(top) - at - 3)) == ([], [])
    assert told(rest, (0, at)) == ([], [])
    assert told((0, at), (0, at)) == ([], [])
    assert told() == ([], [])
    assert told((0, at - 12)) is None
    assert told((0, at - 20), new[:8], (at - 12, 12), (0, at)) == ([lines[1][:-20] + new[:8] + lines[1][-12:]], [])
    assert told((0, at - 20), new[:7], (at - 13, 13), (0, at)) is None
    assert told((0, at - 19), new[1:], (0, at)) is None
    assert told(b"100755 renamed\0", (at - 20, 20), rest) is None  # an id that may be another, below another name
    assert told(lines[1][:-20], (at - 20, 20), rest) == ([], [])
    assert told((0, at), added[:-1], rest) is None
    assert told((0, at), b"100644 a", (at - 20, 20), b"\0" + new, rest) is None  # a name with an id in it
    assert edits.take(layout, number(len(top)) + number(len(top) + 1) + copied(0, len(top)) + b"\x01x", LARGE) is None
    assert edits.take(layout, number(len(top) + 1) + number(at) + copied(0, at), LARGE) is None
    assert edits.take(layout, number(len(top)) + number(at) + b"\0" + copied(0, at), LARGE) is None
    assert edits.take(layout, number(len(top)) + number(2 * at) + 2 * copied(0, at), 2 * at - 1) is None
    assert edits.take(layout, number(len(top)) + number(2 * at) + 2 * copied(0, at), 2 * at) is not None
    assert edits.take(layout, number(len(top)) + number(at) + copied(0, at)[:-1], LARGE) is None
    assert edits.take(layout, b"", LARGE) is None
    text = b"".join([entry(b"100644", b"%07d" % at, new) for at in range(8000)])
    many = [text[at : at + 100] for at in range(0, len(text), 100)]
    assert told(*many[:70])
    assert told(*many) is None  # a delta that long is applied


def test_a_name_of_megabytes_is_not_searched_through_for_each_instruction() -> None:
    lines = [b"100644 " + b"n" * (4 << 20) + b"\0" + bytes(20)]
    layout, size = laid_out(lines), len(lines[0])
    middle = [step for at in range(7, 40_007, 2) for step in ((at, 1), b"n")]
    same = delta_of(lines[0], lines[0], [(0, 7), *middle, *((at, min(size - at, 1 << 16)) for at in range(40_007, size, 1 << 16))])
    assert marks_of(Swaps(20), layout, same) == []
    edit = Edits(20).take(layout, same, LARGE)
    assert edit and not edit.entries and not edit.marks
