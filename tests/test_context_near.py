"""The level of a long content is that of the surroundings of its words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guard import context

PIECES = [
    b"api.backpack.exchange", b"BPX_API_KEY=", b"backpack", b"a backpack exchange", b"x-signature", b"X-API-Key", b"bpx",
    b"A" * 30 + b"bpx" + b"B" * 30, b"Zz9" * 300, b"x" * 900, b"\n", b" ", b"instruction=orderCancel", b"backpacking", b"\x00\xff",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_windows_judge_as_the_whole(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert context._judge(context._near(data, data.lower())) == context._judge(data)
