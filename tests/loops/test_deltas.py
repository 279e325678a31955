"""The instructions of a delta say the same read byte by byte."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from guard.loops import deltas
from guard.packs import delta

_BASE = bytes(range(256)) * 300
_CODES = [0x93, 0x97, 0xB3, 0xB7, 0x90, 0xB0, 0x91, 0x80, 0xFF, 0x88, 0xC0, 0x01, 0x30, 0x7F, 0x00]

instruction = st.tuples(st.sampled_from(_CODES), st.binary(max_size=9)).map(lambda one: bytes((one[0],)) + one[1])
sound = st.one_of(
    st.tuples(st.integers(0, 70_000), st.integers(1, 70_000)).map(lambda one: b"\xff" + one[0].to_bytes(4, "little") + one[1].to_bytes(3, "little")),
    st.binary(min_size=1, max_size=127).map(lambda new: bytes((len(new),)) + new),
)


def outcome(read: Callable[[list[bytes]], int]) -> tuple[list[bytes], int] | None:
    """Return the stretches and how many bytes were left out, None for a damaged delta."""
    found: list[bytes] = []
    try:
        return found, read(found)
    except Exception:
        return None


def fits(told: tuple[list[bytes], int] | None, size: int) -> bool:
    """Tell whether a result has the size that was told of it; who asks for it refuses all others."""
    return told is not None and sum(map(len, told[0])) + told[1] == size


@settings(max_examples=300)
@given(st.lists(st.one_of(sound, instruction), max_size=12).map(b"".join), st.integers(0, 300_000) | st.none(), st.booleans())
@example(b"\x90\x05", 5, True)
@example(b"\x01", 1, True)
@example(b"\x93\x00\x00", 9, False)
@example(b"\x93\x00\x00\x00", 0x10000, True)  # a copy of no bytes is one of 64 KiB
@example(b"\x90\x00", None, True)
def test_any_instructions(text: bytes, size: int | None, whole: bool) -> None:
    if size is None:  # that of the result
        found = outcome(lambda found: delta.pieces(_BASE, text, 0, 1 << 30, found, True))
        size = sum(map(len, found[0])) if found else 0
    slow = outcome(lambda found: delta.pieces(_BASE, text, 0, size, found, whole))
    fast = outcome(lambda found: deltas.pieces(_BASE, text, 0, size, found, whole, delta.LONG, delta.REACH, delta.SEAM))
    if fits(slow, size):
        assert fast == slow
    else:
        assert not fits(fast, size)
