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
    assert context._judge(context.near(data)) == context._judge(data)
