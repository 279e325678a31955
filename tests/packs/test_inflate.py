"""What is inflated is the same with either library, and so is what is refused."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.packs import inflate

isal_zlib = pytest.importorskip("isal.isal_zlib", reason="isal is not installed (extra fast)")


def test_the_fast_library_is_taken_where_it_is_installed() -> None:
    assert inflate.decompress is isal_zlib.decompress
    assert inflate.decompressobj is isal_zlib.decompressobj


def outcome(library: object, raw: bytes, size: int) -> bytes | None:
    """Return what is inflated, None if it is refused."""
    try:
        data: bytes = library.decompress(raw, 15, size)  # type: ignore[attr-defined]
    except inflate.ERRORS:
        return None
    return data


@given(st.binary(max_size=400).map(lambda data: data * 3), st.integers(0, 9), st.integers(0, 500), st.sampled_from([0, 1, 0x20, 0xFF]), st.integers(0, 3))
def test_any_stream(data: bytes, level: int, at: int, flip: int, cut: int) -> None:
    raw = bytearray(zlib.compress(data, level))
    raw[at % len(raw)] ^= flip
    text = bytes(raw[: len(raw) - cut])
    slow, fast = outcome(zlib, text, len(data)), outcome(isal_zlib, text, len(data))
    assert fast == slow
    worker = isal_zlib.decompressobj()
    try:
        whole = worker.decompress(text, len(data) + 1)
    except inflate.ERRORS:
        whole = None
    assert (whole if worker.eof else None) == slow
