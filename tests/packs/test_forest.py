"""The delta trees of a pack and their shares against a plain making of both, one entry after another."""

from __future__ import annotations

from array import array
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from guard.packs.entries import NO_BASE
from guard.packs.forest import Forest


@st.composite
def forests(draw: st.DrawFn) -> tuple[Forest, set[int], list[int], list[int], list[int]]:
    """A forest of some kinds, with the kinds, bases and sizes of all entries; bases may stand behind what is built on them."""
    kinds: list[int] = []
    bases: list[int] = []
    sizes = draw(st.lists(st.integers(0, 50), max_size=40))
    for entry in range(len(sizes)):
        base = draw(st.sampled_from([NO_BASE, *range(entry)]))
        bases.append(base)
        kinds.append(draw(st.integers(0, 5)) if base == NO_BASE else kinds[base])
    if len(sizes) > 1 and 0 not in bases and draw(st.booleans()):
        bases[0], kinds[0] = len(sizes) - 1, kinds[-1]
    starts = array("Q", [12])
    for size in sizes:
        starts.append(starts[-1] + size)
    wanted = draw(st.sampled_from([{1, 2, 3, 4}, {1, 4}, {3}]))
    pack = SimpleNamespace(entries=SimpleNamespace(kinds=bytearray(kinds), bases=array("I", bases), starts=starts))
    return Forest(pack, wanted), wanted, kinds, bases, sizes  # type: ignore[arg-type]  # all of a pack that it asks for


@given(forests())
def test_trees_hold_what_is_built_on_each_other(made: tuple[Forest, set[int], list[int], list[int], list[int]]) -> None:
    forest, wanted, kinds, bases, sizes = made
    count = len(kinds)
    assert list(forest.roots) == [one for one in range(count - 1, -1, -1) if kinds[one] in wanted and bases[one] == NO_BASE]
    assert forest.broken == [one for one in range(count - 1, -1, -1) if kinds[one] in (0, 5)]
    for entry in range(count):
        children, child = [], forest.first[entry]
        while child != NO_BASE:
            children.append(child)
            child = forest.next[child]
        assert children == [one for one in range(count) if kinds[one] in wanted and bases[one] == entry]
    if all(base == NO_BASE or base < entry for entry, base in enumerate(bases)):
        assert sum(forest.weights[root] for root in forest.roots) == sum(
            size for size, kind in zip(sizes, kinds, strict=True) if kind in wanted
        )
    assert forest.roots_of({3}) == [root for root in forest.roots if kinds[root] == 3]


@given(forests(), st.integers(0, 100))
def test_shares_are_a_little_heavier_than_asked_and_fine_at_the_end(made: tuple[Forest, set[int], list[int], list[int], list[int]], target: int) -> None:
    forest = made[0]
    expected: list[tuple[int, list[int]]] = []
    weight, roots, before = 0, [], 0
    fine = sum(forest.weights[root] for root in forest.roots) * 2 // 3
    for root in forest.roots:
        roots.append(root)
        weight += forest.weights[root]
        if weight > (target if before < fine else target // 4):
            expected.append((weight, roots))
            before += weight
            weight, roots = 0, []
    if roots:
        expected.append((weight, roots))
    assert [(own, list(some)) for own, some in forest.cut(list(forest.roots), target)] == expected
    jobs = forest.shares(3, {1, 2, 3, 4})
    assert jobs and sorted(root for some in jobs for root in some) == sorted(forest.roots)
