"""What layers look at: no part of a random value is taken for words, and words are no part of one."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import sort_out
from guard.candidates import encodings, layers
from guard.encodings import base58
from guard.model import RUN_BYTES, View
from guard.runs import HALF, IS_RUN, find_class, find_marked, find_stretches
from guard.worth import WORTH

FORMS: dict[str, Callable[[bytes], bytes]] = {
    "base64": lambda value: b64encode(value)[:43],
    "base64url": lambda value: urlsafe_b64encode(value)[:43],
    "base64 of 64": lambda value: b64encode(value + sha256(value).digest())[:86],
    "hex": lambda value: value.hex().encode(),
    "capital hex": lambda value: value.hex().upper().encode(),
    "base58": base58.encode,
    "base58 of 64": lambda value: base58.encode(value + sha256(value).digest()),
}
WORDS = [
    b"test_should_have_and_belong_to_many", b"ActiveSupport/HashWithIndifferentAccess", b"DeprecatedAssociationError",
    b"app/models/concerns/visible_things", b"HTTP_IF_MODIFIED_SINCE_HEADER", b"-" * 60, b"=" * 60,
    b"com.fasterxml.jackson.databind.ObjectMapper", b"concatenateArrayBuffersOfEverything",
]  # fmt: skip
PIECE = st.sampled_from([b" ", b"\n", b"aB3+" * 6, b"%2B", b"&#43;", b"\\u{2b}", b"=", b"\xc3\xa9", b"{}", b"word_" * 5, b"0f" * 16])


@pytest.mark.parametrize("form", FORMS)
def test_no_half_of_a_random_value_is_taken_for_words(form: str) -> None:
    for number in range(3000):
        text = FORMS[form](sha256(b"%d" % number).digest())
        middle = len(text) // 2
        for part in (text, text[: middle + 1], text[middle:]):
            if len(part) >= HALF:
                assert sort_out.plausible(part), number
        assert not sort_out.is_names(text), number
        assert sort_out.may_hold(text), number


@pytest.mark.parametrize("word", WORDS)
def test_words_are_no_parts(word: bytes) -> None:
    view = View(b"x = " + word + b"\n")
    assert view.parts == []


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECE, max_size=40))
def test_the_sorted_lists_rest_on_the_plain_ones(pieces: list[bytes]) -> None:
    """Of each text: parts and runs are those that a naive search finds, short of words."""
    data = b"".join(pieces)
    view = View(data)
    narrow = find_class(data, IS_RUN, HALF)
    assert [run for run in view.runs if run not in narrow] == []
    assert view.runs == [(a, b) for a, b in narrow if b - a >= 43 and sort_out.may_hold(data[a:b])]
    assert {(a, b) for a, b in narrow if sort_out.plausible(data[a:b])} <= set(view.parts)
    wide = find_stretches(data)
    for start, end in find_marked(data):
        assert any(first <= start and end <= last for first, last in wide)
    for mark in b"%&\\":
        assert all(mark in data[start:end] for start, end in view.marked(mark))
        whole = {(a, b) for a, b in find_marked(data) if mark in data[a:b]}
        assert whole == set(view.marked(mark))


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECE, max_size=30))
def test_what_is_passed_over_would_find_nothing(pieces: list[bytes]) -> None:
    """An encoding or layer that is not asked for what a text has would not have answered."""
    from guard.budget import Budget

    view = View(b"".join(pieces))
    for encoding in encodings():
        if encoding.rests and encoding.rests != WORTH and not encoding.rests & view.has:
            assert list(encoding.find(view)) == [], encoding.name
    for layer in layers():
        if layer.rests and layer.rests != WORTH and not layer.rests & view.has and layer.test(view.data):
            assert list(layer.open(view, Budget())) == [], layer.name


def test_run_bytes_are_the_classes_of_the_tables() -> None:
    assert bytes(byte for byte in range(256) if IS_RUN[byte]) == bytes(sorted(RUN_BYTES))
