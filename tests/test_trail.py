"""A second look along the trail of a first one tells what a second look at all of a text tells."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.encodings import z85
from guard.examine import examine, examine_places
from guard.limits import Limits
from guard.model import Fragment
from guard.prove import Ledger
from guard.sift import sift
from guard.sighting import Sighting
from guard.trail import Trail
from tests.pairs import key, key_text, secret_text, seed
from tests.sweep.test_differential import FILL, FORMS, PARTS, WORDS

LINES = b"".join(b"    # line %d of a text that says nothing of it\n" % number for number in range(60))
PEM = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI"
piece = st.one_of(st.sampled_from([*WORDS, *PARTS, *FILL]), st.sampled_from([*FORMS, LINES, key_text(3).encode(), PEM]))


def looked(data: bytes) -> tuple[Ledger, bytes]:
    """Return what a first look enters, and its trail."""
    ledger, trail = Ledger(b"k" * 16), Trail()
    sift(Fragment(data, "client.py"), 0, lambda: ledger, Limits(), trail=trail)
    return ledger, trail.body()


def told(ledger: Ledger) -> list[list[object]]:
    return [[getattr(one, name) for name in Sighting.__slots__] for one in ledger.sightings]


def follows(data: bytes, wanted: set[bytes], trail: bytes) -> bool:
    """Compare both looks; tell whether the trail led to all there is."""
    whole, short = Ledger(b"k" * 16), Ledger(b"k" * 16)
    whole.hash_lines = short.hash_lines = True
    examine(Fragment(data, "client.py"), whole, wanted, Limits())
    if not examine_places(Fragment(data, "client.py"), short, wanted, trail):
        assert not short.sightings
        return False
    assert told(short) == told(whole)
    assert (short.seen, short.points, short.member_level) == (whole.seen, whole.points, whole.member_level)
    return True


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(piece, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_both_looks_tell_the_same(pieces: list[bytes], random: object) -> None:
    data = b"".join(pieces)
    ledger, trail = looked(data)
    everything = sorted({*ledger.held, *ledger.private})
    follows(data, set(everything), trail)
    for one in everything[:4]:
        follows(data, {one}, trail)


@pytest.mark.parametrize("name", ["plain", "escaped beside it"])
def test_values_in_their_usual_forms_are_found_where_the_trail_leads(name: str) -> None:
    pair = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n".encode()
    data = LINES + pair + (b"url = 'https%3A%2F%2F" + b"%41" * 30 + b"'\n" if name != "plain" else b"") + LINES
    ledger, trail = looked(data)
    assert follows(data, {ledger.digest(seed(1)), ledger.digest(key(1))}, trail)


def test_a_form_that_is_asked_for_beside_a_key_is_found_again_far_from_it() -> None:
    data = f"backpack {key_text(1)}\n".encode() + LINES + b"x = '" + z85.ENCODING.encode(seed(1), b"") + b"'\n"
    ledger, trail = looked(data)
    wanted = {ledger.digest(seed(1))}
    assert wanted <= set(ledger.held)
    assert follows(data, wanted, trail)


def test_another_form_that_reads_the_same_text_is_told_from_it() -> None:
    numbers = b"{" + b",".join(b'"%d":%d' % pair for pair in enumerate(seed(1))) + b"}\n"
    data = LINES + b"seed = " + numbers + LINES  # numbers among words are not looked for here
    ledger, trail = looked(data)
    wanted = {ledger.digest(seed(1))}
    assert wanted <= {*ledger.held, *ledger.private}
    assert follows(data, wanted, trail)


def test_a_value_behind_a_layer_takes_a_look_at_all() -> None:
    from base64 import b64encode

    data = LINES + b"data: " + b64encode(f"BACKPACK_API_SECRET={secret_text(1)}\n".encode() * 2) + b"\n"
    ledger, trail = looked(data)
    assert not follows(data, {ledger.digest(seed(1))}, trail)


def test_a_text_that_is_another_one_now_takes_a_look_at_all() -> None:
    data = LINES + f"api_secret = '{secret_text(1)}'\n".encode()
    ledger, trail = looked(data)
    assert not follows(LINES + data, set(ledger.held), trail)


def test_a_trail_holds_no_value() -> None:
    data = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n".encode()
    trail = looked(data)[1]
    assert len(trail) > 32
    assert seed(1) not in trail
    assert secret_text(1).encode()[:16] not in trail
