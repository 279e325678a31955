"""Offsets to lines, columns and line ends, against a plain definition."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.locate import Lines

MARK = "\ufeff".encode()
TEXT = st.lists(st.sampled_from([b"\n", b"\r", b"\r\n", b"a", b"bc", "é".encode(), b" "]), max_size=30).map(b"".join)
MARKED = st.tuples(st.sampled_from([b"", b"", MARK]), TEXT).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(MARKED, st.lists(st.integers(0, 60), max_size=6))
def test_positions_hold_in_any_order(data: bytes, offsets: list[int]) -> None:
    lines = Lines(data)
    for offset in offsets:
        at = min(offset, len(data))
        if data[at - 1 : at + 1] == b"\r\n" or (data[at : at + 1] >= b"\x80" and data[at : at + 1] < b"\xc0"):
            continue  # within one line break or one character
        breaks = [match.end() for match in re.finditer(rb"\r\n|\r|\n", data[:at])]
        start = breaks[-1] if breaks else 0
        ending = re.search(rb"[\r\n]", data[at:])
        assert lines.start(at) == start
        assert lines.end(at) == (at + ending.start() if ending else len(data))
        assert lines.position(at) == (len(breaks) + 1, 1 + len(_decoded(data, start, at)))


def _decoded(data: bytes, start: int, at: int) -> str:
    """Return a piece of a line as people count it: the mark before a text is none of its characters."""
    piece = data[start:at].decode("utf-8", "surrogateescape")
    return piece if start else piece.removeprefix("\ufeff")
