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
    low = data.lower()
    long = tuple(word for word in context._WORDS if word != context._SHORT)
    for some in (long, long[:1], long[1:3], long[3:]):
        expected = {at for word in some for at in range(len(data)) if low.startswith(word, at)}
        assert words.Words(some).places(data) == expected
        place = words.Words(some).find(data)[0]
        assert place in expected if expected else place == -1
    for mark in context._ENDS:
        ends = [at for at in range(2, len(data)) if low[at - 2 : at + 1] == b"bpx" and data[at : at + 1] == mark]
        for begin in (0, 5):
            assert words.ending(data, b"bpx", mark, begin) == next((at for at in ends if at >= begin), -1)


@given(st.lists(part, max_size=12).map(b"".join))
def test_places_are_those_of_every_word(data: bytes) -> None:
    low = data.lower()
    assert context.marks(data) == sorted({at for word in context._WORDS for at in range(len(data)) if low.startswith(word, at)})
    assert context.mentions(data) == any(word in low for word in context._TELLING)


@pytest.mark.parametrize("word", context._TELLING)
@pytest.mark.parametrize("size", range(4))
def test_a_word_at_either_end(word: bytes, size: int) -> None:
    for data in (b"." * size + word, word + b"." * size, word.upper() + b"." * size):
        assert context.mentions(data)
        assert context.marks(data) == [data.lower().find(word)]
