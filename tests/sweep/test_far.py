"""Old stretches far from what is new: the same for many objects at once as for each by itself, in their order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.sweep.near import Near
from guard.sweep.pending import HOLDS, UNKNOWN, WORTHY, Family, Waiting
from guard.sweep.sieve import old_stretches
from tests.pairs import key_text, secret_text

LINE = b"    # a line of a text that says nothing of it\n"
piece = st.sampled_from([LINE, LINE * 40, b"x = '", b"'\n", secret_text(1).encode(), secret_text(2).encode(), key_text(3).encode(), b"a" * 30, b"\0"])
text = st.lists(piece, max_size=12).map(b"".join)
spans = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 600)), max_size=4)


def made(objects: list[tuple[int, bytes, list[tuple[int, int]] | None]]) -> list[Waiting]:
    """Return objects of two families, of which one has shown all its stretches."""
    families = [Family(0), Family(1)]
    families[0].old = None
    families[1].old = {secret_text(1).encode(), key_text(3).encode()}
    found = []
    for number, (family, data, changed) in enumerate(objects):
        one = Waiting(number, families[family], data, None)
        if changed is not None:
            ends = [0]
            one.spans = []
            for gap, size in changed:
                start = ends[-1] + gap % 400 + 1
                ends.append(start + size)
                if ends[-1] <= len(data):
                    one.spans.append((start, ends[-1]))
            one.spans = one.spans or [(0, len(data))]
        found.append(one)
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), text, st.none() | spans), max_size=6), st.sampled_from([0, 2000, 1 << 20]))
def test_many_at_once_show_what_each_shows(objects: list[tuple[int, bytes, list[tuple[int, int]] | None]], most: int) -> None:
    together, apart, near = made(objects), made(objects), Near()
    found = old_stretches(together, near, most)
    assert found == [old_stretches([one], near, 0)[0] for one in apart]
    assert [[kin.number for kin in one.kin] for one in together] == [[kin.number for kin in one.kin] for one in apart]


def test_what_will_be_said_is_foreseen_no_further_than_it_is_known() -> None:
    family = Family(0)
    base = Waiting(0, family, b"", None)
    built = Waiting(1, family, b"", base)
    assert not built.foresee() and built.will == 0
    base.found = True
    assert not base.foresee() and base.will == HOLDS
    assert built.foresee() and built.will == HOLDS
    for state, will in ((0, 0), (WORTHY, UNKNOWN), (HOLDS | WORTHY, HOLDS)):
        base.settle(state)
        one = Waiting(2, family, b"", base)
        assert one.foresee() == (will == HOLDS) and one.will == will
    akin, first = Waiting(3, family, b"", None), Waiting(4, family, b"", None)
    akin.kin.append(first)
    akin.foresee()
    assert akin.will == UNKNOWN  # what the first will find is not known
    first.settle(0)
    akin = Waiting(5, family, b"", None)
    akin.kin.append(first)
    assert not akin.foresee() and akin.will == 0
    first.found = True
    assert not akin.foresee() and akin.will == HOLDS
