"""What is new in each object of a family, against a look at each object by itself."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guard.encodings import z85
from guard.limits import Limits
from guard.prove import Ledger
from guard.sweep.news import News
from guard.sweep.values import Values
from tests.pairs import key_text, secret_text, seed
from tests.sweep.test_differential import FILL, WORDS

Text = list[bytes]
BEFORE, BEHIND = (b"".join(b"    # line %d of a text that stays as it is\n" % number for number in range(first, first + 200)) for first in (0, 300))
CONTEXT = b"import bpx  # backpack.exchange\n"
LEAK = f"API_SECRET = '{secret_text(5)}'\n".encode()
Z85 = z85.ENCODING.encode(seed(7), b"")
# Forms that are found wherever in a text they stand: numbers out of step with the samples of guard.rows are not always.
SURE = [secret_text(3).encode(), key_text(3).encode(), seed(3).hex().encode()]
CUT = [part for form in SURE for part in (form[:20], form[20:], form[:-5])]
piece = st.sampled_from([*WORDS, *FILL, *FILL, *SURE, *CUT])
edit = st.tuples(st.integers(0, 6), st.integers(0, 30), st.integers(0, 3), st.lists(piece, max_size=3))


def told(versions: list[tuple[int, Text]], apart: bool) -> tuple[set[int], set[int], set[int]]:
    """Return (close, named, holders) of texts in pieces, each with the number of the one it is built on (itself: none)."""
    if apart:
        alone = [told([(number, pieces)], apart=False) for number, (_, pieces) in enumerate(versions)]
        return tuple(set().union(*(one[kind] for one in alone)) for kind in range(3))  # type: ignore[return-value]  # three
    news = News(Values(Ledger(b"k" * 16)), Limits())
    states: list[object] = []
    news.begin(versions[0][0])
    for place, (base, pieces) in enumerate(versions):
        built = pieces if place else None
        states.append(news.visit(versions[0][0] + place, b"".join(pieces), built, states[base] if place else None))
    news.end()
    return set(news.close), set(news.named), set(news.holders)


def test_versions_side_by_side_with_the_same_value_are_each_told() -> None:
    versions = [(0, [BEFORE, BEHIND]), (0, [BEFORE, LEAK, BEHIND]), (0, [CONTEXT, BEFORE, LEAK, BEHIND])]
    close, named, holders = told(versions, apart=False)
    assert holders == named == {1, 2}
    assert close == {2} == told(versions, apart=True)[0]


def grown(start: Text, edits: list[tuple[int, int, int, Text]]) -> list[tuple[int, Text]]:
    """Return versions of which each changes one that was there before; what stands unchanged is one piece of 48 bytes or more."""
    texts = [start]
    versions = [(0, start)]
    for base, at, gone, new in edits:
        base = min(base, len(texts) - 1)
        old = texts[base]
        texts.append([*old[:at], *new, *old[at + gone :]])
        versions.append((base, [b"".join(old[:at]), *new, b"".join(old[at + gone :])]))
    return versions


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(piece, min_size=5, max_size=30), st.lists(edit, min_size=1, max_size=8))
@example([b"\t", b"import bpx\n", Z85, b"\nimport bpx\n"], [(0, 1, 0, [b"backpack.exchange api\n"])])
@example([BEFORE, b"KEY = '", key_text(1).encode(), b"'\n", BEHIND], [(0, 1, 1, [b"API_SECRET = '"])])
@example([BEFORE, b"secret = [\n", b"1, " * 31, b"2\n", b"]\n", BEHIND], [(0, 2, 0, [b"7, "]), (0, 2, 1, [b"9, " * 31])])
def test_nothing_is_passed_over_that_a_look_at_each_object_finds(start: Text, edits: list[tuple[int, int, int, Text]]) -> None:
    versions = grown([*start, *FILL], edits)  # a text of 32 or 64 bytes may be a key itself, alone
    for whole, found in zip(told(versions, apart=True), told(versions, apart=False), strict=True):
        assert whole <= found
