"""What is inflated is the same with either library, and so is what is refused."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.packs import inflate

pytest.importorskip("deflate", reason="deflate is not installed (extra fast)")


def test_the_fast_library_is_taken_where_it_is_installed() -> None:
    assert inflate.inflated is not inflate.slowly


def outcome(read: inflate.Inflate, stream: bytes, size: int) -> bytes | None:
    """Return what is inflated, None if it is refused or has another size."""
    try:
        data = read(stream, size)
    except inflate.ERRORS:
        return None
    assert type(data) is bytes
    return data if len(data) == size else None


@given(
    st.binary(max_size=400).map(lambda data: data * 3), st.integers(0, 9), st.integers(0, 500), st.sampled_from([0, 1, 0x20, 0xFF]),
    st.integers(-3, 3), st.integers(-2, 2),
)  # fmt: skip
def test_any_stream(data: bytes, level: int, at: int, flip: int, cut: int, more: int) -> None:
    raw = bytearray(zlib.compress(data, level))
    raw[at % len(raw)] ^= flip
    stream = bytes(raw[: len(raw) - cut]) + bytes(max(0, -cut))
    size = max(0, len(data) + more)
    slow = outcome(inflate.slowly, stream, size)
    assert outcome(inflate.inflated, stream, size) == slow
    assert outcome(lambda stream, size: inflate.shortly(stream), stream, size) == slow
    if not (flip or more) and cut <= 0:
        assert slow == data


@pytest.mark.parametrize("read", [inflate.slowly, inflate.inflated])
def test_long_streams(read: inflate.Inflate) -> None:
    data = bytes(range(256)) * 300
    stream = zlib.compress(data, 0)
    for text, size in ((stream, len(data)), (stream + b"next", len(data)), (stream[:-1], len(data)), (stream, len(data) - 1), (stream, len(data) + 1)):
        good = size == len(data) and len(text) >= len(stream)
        assert outcome(read, text, size) == (data if good else None)


@pytest.mark.parametrize("read", [inflate.slowly, inflate.inflated])
def test_nothing(read: inflate.Inflate) -> None:
    assert outcome(read, zlib.compress(b""), 0) == b""
    assert outcome(read, b"", 0) is None
