"""The run table against a regular expression."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from guard import runs

RUN = re.compile(rb"[A-Za-z0-9+/_-]{43,}")
PIECE = st.sampled_from([b" ", b"\n", b"a" * 42, b"a" * 43, b"Zz9-" * 50, b"=", b"/" * 7])


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECE, max_size=60), st.sampled_from([44, 64, 100, 1000, 1 << 18]))
def test_runs_equal_those_of_a_regular_expression(pieces: list[bytes], block: int) -> None:
    data = b"".join(pieces)
    before, runs._BLOCK = runs._BLOCK, block
    try:
        assert runs.find_runs(data) == [match.span() for match in RUN.finditer(data)]
    finally:
        runs._BLOCK = before
