"""Numbers read byte by byte are those of the array, and so is what is told by them."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.audit.marks import Marks
from guard.loops import heads, numbers, prefixes

_DELTA = 6


@given(st.lists(st.integers(0, 2**32 - 1)), st.lists(st.integers(0, 2**63 - 1)))
def test_numbers(short: list[int], long: list[int]) -> None:
    four, eight = numbers.packed(array("I", short)), numbers.packed(array("Q", long))
    assert [numbers.four(four, place) for place in range(len(short))] == short
    assert [numbers.eight(eight, place) for place in range(len(long))] == long
    with pytest.raises(IndexError):
        numbers.four(four, len(short))


@given(st.data(), st.lists(st.integers(0, 2**32 - 1), min_size=1))
def test_gathered_are_those_at_their_places(data: st.DataObject, offsets: list[int]) -> None:
    places = data.draw(st.lists(st.integers(0, len(offsets) - 1)))
    packed = numbers.packed(array("I", offsets))
    assert heads.gather(packed, numbers.packed(array("I", places))) == [offsets[place] for place in places]
    with pytest.raises(IndexError):
        heads.gather(packed, numbers.packed(array("I", [*places, len(offsets)])))


@given(st.data(), st.lists(st.integers(0, 7), min_size=1))
def test_a_delta_has_the_kind_of_its_base(data: st.DataObject, stored: list[int]) -> None:
    stored[0] %= _DELTA
    bases = [data.draw(st.integers(0, max(0, entry - 1))) for entry in range(len(stored))]
    expected: list[int] = []
    for kind, base in zip(stored, bases, strict=True):
        expected.append(expected[base] if kind == _DELTA else kind)
    assert heads.resolved(bytes(stored), numbers.packed(array("I", bases)), _DELTA) == bytes(expected)


@given(st.sets(st.one_of(st.binary(min_size=8, max_size=8), st.integers(0, 300).map(lambda one: one.to_bytes(8, "big")))))
def test_beginnings_are_those_found_by_halves(some: set[bytes]) -> None:
    marks = Marks()
    for mark in some:
        marks.add(mark)
    marks.settle()
    packed = b"".join(sorted(some))
    bits = (len(marks._begins) - 1).bit_length() - 1
    assert array("I", prefixes.begins(packed, bits)) == marks._begins
    for more in (0, 1, 9):
        cells = [int.from_bytes(mark[:3], "big") >> 24 - more for mark in sorted(some)]
        assert prefixes.begins(packed, more) == [sum(cell < number for cell in cells) for number in range(1 << more)] + [len(some)]
