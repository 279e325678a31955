"""The level of a long content is that of the surroundings of its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import context

PIECES = [
    b"api.backpack.exchange", b"BPX_API_KEY=", b"backpack", b"a backpack exchange", b"x-signature", b"X-API-Key", b"bpx",
    b"A" * 30 + b"bpx" + b"B" * 30, b"Zz9" * 50, b" x" * 450, b"\n", b" ", b"instruction=orderCancel", b"backpacking", b"\x00\xff",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from([1, 7, 64, 1 << 16]))
def test_windows_judge_as_the_whole(parts: list[bytes], block: int) -> None:
    data = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "_BLOCK", block)
        _check(data)


def _check(data: bytes) -> None:
    assert context._judge(context.near(data)) == context._judge(data) == _plain(data)


def _plain(data: bytes) -> int:
    """Return what a search through all of a text tells."""
    runs, strong, header, partner, medium, weak = context._patterns()
    text = runs.sub(context._blank, data)
    if strong.search(text) or (header.search(text) and partner.search(text)):
        return context.STRONG
    return context.MEDIUM if medium.search(text) else context.WEAK if weak.search(text) else context.NONE


WORDS = ["Backpack", "bpx", "x-Signature", "instruction="]
NEAR = [*WORDS, *(word[:-1] for word in WORDS), *(word[1:] for word in WORDS), "kpa", "gna", "on=", "bPX", "BACKPACK", "ona", "a", " ", "x" * 50, "\0"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(NEAR), max_size=12), st.sampled_from([1, 5, 12, 1 << 16]), st.sampled_from([0, 1, 64]))
def test_words_are_found_by_their_sign_wherever_they_stand(parts: list[str], block: int, most: int) -> None:
    data = "".join(parts).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "_BLOCK", block)
        patch.setattr(context, "_MOST_SIGNS", most)
        assert context.mentions(data) == any(word.lower().encode() in data.lower() for word in WORDS)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("before", [0, 1, (64 << 10) - 6, (64 << 10) - 1, 64 << 10, 150_000])
@pytest.mark.parametrize("filler", [b"ona ", b"-kpagn"])
def test_a_word_is_found_in_a_long_text_among_many_signs(word: str, before: int, filler: bytes) -> None:
    text = (filler * 40_000)[:before]
    assert not context.mentions(text)
    assert context.mentions(text + word.swapcase().encode())
    assert context.mentions(text + word.encode() + filler * 30_000)


@pytest.mark.parametrize("word", [b"bpx", b"BPX", b"Bpx"])
def test_three_letters_in_binary_content_are_a_word_with_ascii_around_them_only(word: bytes) -> None:
    packed = b"\x89PNG\r\n\x1a\n\0" + bytes(range(128, 256))
    for beside in (b"\xd9", b"\xd9 ", b"a\xd9bc ", b"\xd9    "):
        assert context.level(packed + beside + word + b" " + packed) == context.NONE
        assert context.level(packed + b" " + word + b" " + beside[::-1] + packed) == context.NONE
    assert context.level(packed + b"\xd9     " + word + b"     \xd9" + packed) == context.WEAK
    assert context.level(packed + b"\0\3\0\2\0" + word + b"\0\7\0\1\0" + packed) == context.WEAK
    assert context.level(b"\0" + word + b"\0") == context.WEAK
    assert context.level("é".encode() + word + "é".encode()) == context.WEAK
    assert context.level(packed + word + b"_api_key\xd9" + packed) == context.NONE
    assert context.level(packed + b"name " + word + b"_api_key\0" + packed) == context.STRONG
    assert context.level(packed + b"\xd9Backpack\xd9" + packed) == context.WEAK


@pytest.mark.parametrize("text", ["CACF,CoBpxEI,8BAKE", "iBnBwxCN,CmBpxCI,4CACE", "4CvBpX,EAAY,K", "EAAoBpxE,EAAO+wE", "xEF,CmBpxEE;iBAC", "AABPXA,oBPX/k", "2bpxEE"])
def test_source_maps_do_not_speak(text: str) -> None:
    assert context.level(text.encode()) == context.NONE


@pytest.mark.parametrize("text", ["myBpxClient", "useBPX()", "BpxAPI", "Bpx", "BPX_KEY", "theBpxApi", "aBpxKey", "bpxClient", "/bpx/", "BPX", "bpx2", "x.BPX"])
def test_words_within_names_speak(text: str) -> None:
    assert context.level(text.encode()) >= context.WEAK
