"""Entries of packs one by one: sizes that lie, streams that are cut, and every form an instruction of a delta may have."""

from __future__ import annotations

import tempfile
import zlib
from array import array
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.packs import delta as deltas
from guard.packs.delta import apply, edges, sizes
from guard.packs.entries import NO_BASE
from guard.packs.forest import Forest
from guard.packs.inflate import _SMALL
from guard.packs.walk import LARGE, Walker

TEXT = {"short": b"some text\n" * 9, "nothing": b"", "long": Random(1).randbytes(3 * _SMALL)}


def head(kind: int, size: int) -> bytes:
    found = bytearray()
    byte, size = kind << 4 | size & 15, size >> 4
    while size:
        found.append(byte | 128)
        byte, size = size & 127, size >> 7
    found.append(byte)
    return bytes(found)


def inflated(raw: bytes, before: bytes = b"") -> bytes:
    """Return what is read of an entry that stands in a pack as `raw`."""
    with tempfile.TemporaryFile() as stream:
        stream.write(before + raw + b"rest of the pack")
        stream.flush()
        starts = array("Q", (len(before), len(before) + len(raw)))
        entries = SimpleNamespace(starts=starts, bases=array("I", (NO_BASE,)), kinds=bytearray(1))
        pack = SimpleNamespace(entries=entries, index=SimpleNamespace(width=20), handle=stream.fileno())
        return Walker(pack, Forest(pack, ()), print).inflate(0)  # type: ignore[arg-type]  # all of a pack that it asks for


@pytest.mark.parametrize("behind", [b"", b"garbage"])
@pytest.mark.parametrize("between", ["", "offset", "id"])
@pytest.mark.parametrize("name", TEXT)
def test_what_was_packed_is_read(name: str, between: str, behind: bytes) -> None:
    kind, base = {"": (3, b""), "offset": (6, b"\x81\xff\x03"), "id": (7, b"\xff" * 20)}[between]
    raw = head(kind, len(TEXT[name])) + base + zlib.compress(TEXT[name]) + behind
    assert inflated(raw, b"PACK") == TEXT[name]


@pytest.mark.parametrize("name", TEXT)
def test_what_is_not_as_its_head_says_is_damaged(name: str) -> None:
    text = TEXT[name]
    packed = zlib.compress(text)
    size = len(text)
    wrong = [head(3, size + 1) + packed, head(3, size) + packed[:-1], head(3, size) + packed[: len(packed) // 2], head(3, size),
             head(3, size) + b"\0" + packed, head(3, size)[:-1] + bytes((head(3, size)[-1] | 128,)), b"",
             head(3, LARGE + 1) + packed, head(3, 1 << 80) + packed]  # fmt: skip
    wrong += [head(3, size - 1) + packed] if size else []
    for raw in wrong:
        with pytest.raises(ValueError, match=r"damaged|large"):
            inflated(raw)


@pytest.mark.parametrize("size", [5 << 20, 100 << 20])
def test_a_bomb_is_not_taken_for_what_its_head_says(size: int) -> None:
    with pytest.raises(ValueError, match="damaged"):
        inflated(head(3, 100) + zlib.compress(bytes(size)))


def copied(start: int, size: int) -> bytes:
    """Return an instruction as git writes it: bytes that are zero are left out."""
    code, found = 128, bytearray()
    for bit, byte in enumerate(start.to_bytes(4, "little") + (size & 0xFFFF).to_bytes(2, "little")):
        if byte:
            code |= 1 << bit
            found.append(byte)
    return bytes((code,)) + found


def number(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes((*found, value))


BASE = Random(2).randbytes(0x30001)
PLACES = st.sampled_from([0, 1, 127, 255, 256, 300, 0x10000, 0x10100, 0x1FFFF, 0x20001])
SIZES = st.sampled_from([1, 2, 127, 255, 256, 300, 0x100, 0x1FF, 0xFFFF, 0x10000])


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(PLACES, SIZES) | st.binary(min_size=1, max_size=127), max_size=12), most=st.sampled_from([1, 128 << 20]))
def test_every_form_of_an_instruction(steps: list[tuple[int, int] | bytes], most: int) -> None:
    code = b"".join(bytes((len(step),)) + step if isinstance(step, bytes) else copied(*step) for step in steps)
    wanted = [step if isinstance(step, bytes) else BASE[step[0] : step[0] + step[1]] for step in steps]
    size = sum(map(len, wanted))
    whole = number(len(BASE)) + number(size)
    assert sizes(whole) == (len(BASE), size, len(whole))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deltas, "_MOST_AT_ONCE", most)
        assert apply(BASE, whole + code, LARGE) == (b"".join(wanted), wanted)
        assert edges(BASE, whole + code, LARGE) == (deltas.cut(wanted), size)
        for cut in range(len(whole) + len(code)):
            if size:
                for make in (apply, edges):
                    with pytest.raises(ValueError, match="damaged"):
                        make(BASE, (whole + code)[:cut], LARGE)


PIECES = st.lists(st.binary(min_size=1, max_size=127) | st.sampled_from([BASE[:size] for size in (1, 95, 96, 97, 255, 256, 257, 3000)]), max_size=8)


@given(PIECES)
def test_what_is_cut_has_every_seam_with_what_is_around_it(found: list[bytes]) -> None:
    text, result, at = deltas.cut(found), b"".join(found), 0
    for piece in found:
        for place in (at, at + len(piece)):
            assert result[max(0, place - deltas.REACH) : place + deltas.REACH] in text
        at += len(piece)
    assert sum(len(piece) - len(deltas.cut([piece])) for piece in found) == len(result) - len(text)


def test_long_copies_do_not_make_more_than_the_head_says() -> None:
    code = number(len(BASE)) + number(300) + copied(0, 299) + b"\x01x" + copied(0, 0xFFFF)
    for make in (apply, edges):
        with pytest.raises(ValueError, match="large"):
            make(BASE, code, LARGE)


def test_a_size_without_an_end_is_damaged_at_once() -> None:
    for make in (apply, edges):
        for code in (b"\xff" * 5_000_000, b"\x01" + b"\x80" * 5_000_000):
            with pytest.raises(ValueError, match="damaged"):
                make(b"x", code, LARGE)
    for byte in (b"\xff", b"\x80"):
        with pytest.raises(ValueError, match="damaged"):
            inflated(b"\xb0" + byte * 1_000_000)
