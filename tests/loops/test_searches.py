"""Runs and words are found by leaps where they are found by other searches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard import context, runs
from guard.loops import leaps, words

_KEY = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
stretch = st.one_of(
    st.integers(0, 90).map(lambda size: (_KEY * 2)[:size]), st.sampled_from([b" ", b"\n", b"\0", b"=", b"\xff", b"()"]), st.binary(max_size=4),
)  # fmt: skip
text = st.lists(stretch, max_size=30).map(b"".join)


@given(text, st.sampled_from([1, 2, 22, 43, 44]))
def test_runs(data: bytes, shortest: int) -> None:
    for kind in (runs.IS_RUN, runs.STRETCH):
        assert leaps.find_class(data, kind, shortest) == runs.find_class(data, kind, shortest)


part = st.sampled_from([*context._WORDS, b"back", b"pack", b"bp", b"x", b"X-SIGNATURE", b"BackPack", b"Bpx", b"bPX", b"x-", b"instruction", b"=", b" ", b"\0", b"a", b"k"])


@given(st.lists(part, max_size=12).map(b"".join))
def test_words(data: bytes) -> None:
    table = {word: words.leaps_of(word) for word in context._WORDS}
    assert words.places(data, table) == context.marks(data)
    low = data.lower()
    for word, leaps_of_it in table.items():
        assert words.find(data, word, leaps_of_it) == low.find(word)
        assert words.find(data, word, leaps_of_it, 5) == low.find(word, 5)
    near = [words.beside(data, mark, b"bpx", b"x-signature") for mark in (b"x", b"X")]
    assert any(near) == (b"bpx" in low or b"x-signature" in low)


@pytest.mark.parametrize("word", context._TELLING)
@pytest.mark.parametrize("size", range(4))
def test_a_word_at_either_end(word: bytes, size: int) -> None:
    for data in (b"." * size + word, word + b"." * size, word.upper() + b"." * size):
        assert context.mentions(data)
        assert words.find(data, word, words.leaps_of(word)) == data.lower().find(word)
