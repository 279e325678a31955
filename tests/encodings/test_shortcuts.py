"""Cheap tests before dear ones tell nothing else than those would."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from guard.encodings import base64
from guard.encodings.escaped_bytes import MARKS, _marks
from guard.layers.terminal import LAYER as TERMINAL
from tests.pairs import secret_text

SMALL = "abcdefghijklmnopqrstuvwxyz"
runs = st.one_of(
    st.text(SMALL + SMALL.upper() + "0123456789+/-_", min_size=43, max_size=48),
    st.tuples(st.integers(0, 43), st.text(SMALL, min_size=48, max_size=48), st.text(SMALL.upper() + "/+", min_size=5, max_size=48)).map(
        lambda parts: (parts[1][: parts[0]] + parts[2] + parts[1])[:48]
    ),
)
pieces = st.lists(st.sampled_from(["\\", "x", "u", "00", "{", "1b[", "x1B[", "033[", "e[", "^", "[[", "\x1b", "\0", "word"]), max_size=90)


@given(runs)
def test_what_is_mixed_has_no_words(run: str) -> None:
    """Wherever in it the 43 characters stand."""
    text = run.encode()
    if base64._is_mixed(text):
        assert not any(base64._wordy(text[at : at + 43]) for at in range(len(text) - 42))


@given(pieces)
def test_marks_are_all_that_stand_there(parts: list[str]) -> None:
    """Those of two kinds, in order."""
    data = "".join(parts).encode()
    short, long = _marks(data)
    assert [*short] == [at for at in range(len(data)) if data.startswith(b"\\x", at)]
    assert [*long] == [at for at in range(len(data)) if data.startswith(MARKS[1:], at)]


@given(pieces, st.integers(0, 40))
def test_one_sequence_is_enough(parts: list[str], before: int) -> None:
    """However many other marks stand before it."""
    data = b"\\n^" * before + "".join(parts).encode()
    told = re.search(rb"\x1b|\\(?:x1[bB]\[|033\[|u001[bB]\[|e\[)|\^\[\[", data) is not None
    assert TERMINAL.test(data) == (told and b"\0" not in data)


@given(st.integers(57, 90), st.sampled_from(["\n", "\r\n", ""]))
def test_a_text_may_begin_with_a_line(size: int, behind: str) -> None:
    """Nothing stands before it, in a compiled slice that ends at 0 too."""
    line = (secret_text(1) * 3).replace("=", "")[:size]
    assert base64._is_wrapped(line.encode() + behind.encode() + b"next\n", 0, size) is False
