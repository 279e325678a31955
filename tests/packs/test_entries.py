"""The header pass over packs against a plain reading of one head after another, whatever stands in the pack and its index."""

from __future__ import annotations

import os
import signal
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import pool
from guard.packs import entries, lanes, ranks
from guard.packs.entries import BROKEN, NO_BASE, OFS_DELTA, REF_DELTA, Entries, head
from guard.packs.index import PackIndex

WIDTH = 20
Plain = tuple[list[int], list[int]]


def plain(pack: bytes, offsets: list[int], order: list[int], names: list[bytes]) -> Plain:
    """Return (kinds, bases) by reading one head after another."""
    starts = [offsets[position] for position in order]
    kinds, bases = [BROKEN] * len(starts), [NO_BASE] * len(starts)
    for entry, start in enumerate(starts):
        if start >= len(pack) - WIDTH:
            continue
        raw = (pack[start : start + 64] + bytes(64))[:64]
        kinds[entry] = raw[0] >> 4 & 7
        if kinds[entry] < OFS_DELTA:
            continue
        try:
            kind, _, distance, name, _ = head(raw, WIDTH)
        except IndexError:
            continue
        if kind == REF_DELTA and name in names:
            bases[entry] = bisect_left(starts, offsets[names.index(name)])
        elif kind == OFS_DELTA and start - distance in starts and starts.index(start - distance) < entry:
            bases[entry] = starts.index(start - distance)
    return [root(entry, kinds, bases) for entry in range(len(starts))], bases


def root(entry: int, kinds: list[int], bases: list[int]) -> int:
    """Return the kind of what a chain of deltas begins with."""
    seen = set()
    while kinds[entry] >= OFS_DELTA:
        if bases[entry] == NO_BASE or entry in seen:
            return BROKEN
        seen.add(entry)
        entry = bases[entry]
    return kinds[entry]


def index(offsets: list[int], names: list[bytes]) -> bytes:
    """Return an index of version 2."""
    fanout = [sum(name[0] <= first for name in names) for first in range(256)]
    wide = [offset for offset in offsets if offset >= 1 << 31]
    short = [offset if offset < 1 << 31 else 1 << 31 | wide.index(offset) for offset in offsets]
    parts = [b"\xfftOc\0\0\0\2", *(number.to_bytes(4, "big") for number in fanout), *names, bytes(4 * len(names)),
             *(number.to_bytes(4, "big") for number in short), *(number.to_bytes(8, "big") for number in wide), bytes(2 * WIDTH)]  # fmt: skip
    return b"".join(parts)


@contextmanager
def read(pack: bytes, offsets: list[int], names: list[bytes], order: array[int] | None = None) -> Iterator[Entries]:
    """Read the heads of a pack that consists of these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("p.pack", pack), ("p.idx", index(offsets, names))):
            with open(os.path.join(folder, name), "wb") as stream:
                stream.write(content)
        own = PackIndex(os.path.join(folder, "p.idx"), WIDTH)
        with open(os.path.join(folder, "p.pack"), "rb") as stream:
            yield Entries(stream.fileno(), own, order)
        own.close()


def varint(number: int) -> bytes:
    """Return a distance as git writes it."""
    found = bytes((number & 127,))
    while number := number >> 7:
        number -= 1
        found = bytes((number & 127 | 128,)) + found
    return found


def start(kind: int, size: int) -> bytes:
    """Return the first bytes of an entry: its kind and size."""
    byte, size, found = kind << 4 | size & 15, size >> 4, b""
    while size:
        found += bytes((byte | 128,))
        byte, size = size & 127, size >> 7
    return found + bytes((byte,))


@st.composite
def packs(draw: st.DrawFn) -> tuple[bytes, list[int], list[bytes]]:
    """Packs of sound entries and of others, with the offsets and ids of an index that may lie about them."""
    count = draw(st.integers(0, 40))
    chance = Random(draw(st.integers(0, 1 << 32)))
    names = sorted(chance.randbytes(1 + chance.randrange(2)).ljust(WIDTH, b"\0") for _ in range(count))
    names = sorted(set(names))
    pack, starts = bytearray(b"PACK"), []
    tricks = draw(st.lists(st.sampled_from(["noise", "cut", "far", "same", "nothing", "wild", "wide", "unknown", "beyond"])))
    for _ in names:
        trick = chance.choice(tricks) if tricks and not chance.randrange(4) else ""
        at = len(pack)
        kind = chance.choice((1, 2, 3, 4, 6, 6, 6, 6, 7))
        size = chance.choice((0, 15, 16, 2047, 2048, 1 << 17, 1 << 18, 1 << 40))
        pack += start(chance.choice((0, 5)) if trick == "nothing" else kind, size)
        if kind == OFS_DELTA:
            distance = max(0, at - chance.choice([*starts, at - 1])) if trick != "same" else 0
            pack += varint(distance if trick != "wild" else chance.choice((at + 1, 1 << 27, 1 << 34, 1 << 200, 1 << 500)))
        elif kind == REF_DELTA:
            pack += chance.choice(names) if trick != "unknown" else chance.randbytes(WIDTH)
        pack += chance.randbytes(chance.choice((0, 1, 12, 300, 20_000 if trick == "far" else 3)))
        if trick == "noise":
            pack += b"\xff" * 200
        starts.append(at + chance.randrange(3) if trick == "wild" else chance.choice(starts) if starts and trick == "same" else at)
        if trick == "wide":
            starts[-1] += chance.choice((1 << 31, 1 << 40, 1 << 62, 1 << 63))
        elif trick == "beyond":
            starts[-1] = len(pack) + chance.randrange(100)
    chance.shuffle(starts)
    return bytes(pack + bytes(0 if "cut" in tricks else WIDTH)), starts, names


@settings(max_examples=400, deadline=None)
@given(
    packs(), st.sampled_from([1, 2, 7, 1 << 13]), st.sampled_from([1, 100, 1 << 20]), st.sampled_from([0, 1 << 28]),
    st.sampled_from([1, 1 << 22]), st.sampled_from(["", "sound", "lying"]), st.sampled_from([2, 1 << 17, 1 << 17]), st.booleans(),
)  # fmt: skip
def test_the_same_as_one_head_after_another(
    made: tuple[bytes, list[int], list[bytes]], at_once: int, block: int, far: int, likely: int, reverse: str, many: int, compiled: bool
) -> None:
    pack, offsets, names = made
    order = sorted(range(len(names)), key=offsets.__getitem__)
    told = array("I", order if reverse == "sound" else reversed(order))
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in (
            (entries, "_AT_ONCE", at_once), (ranks, "_AT_ONCE", at_once), (entries, "_BLOCK", block), (entries, "_FAR", far),
            (ranks, "_LIKELY", likely), (entries, "_MANY", many), (entries, "COMPILED", compiled),
        ):  # fmt: skip
            patch.setattr(module, name, value)
        with read(pack, offsets, names, told if reverse else None) as found:
            sound = reverse == "lying" and [offsets[one] for one in told] == sorted(offsets)
            order = list(told) if sound else order
            assert (list(found.kinds), list(found.bases)) == plain(pack, offsets, order, names)
            assert list(found.order) == order
            assert list(found.starts[:-1]) == sorted(offsets)


@pytest.mark.parametrize("end", ["raise", "kill"])
def test_what_a_dead_process_was_to_read_is_read_here(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = b"PACK" + b"".join(start(6, 200) + varint(9) + b"123456" for _ in range(10)) + bytes(WIDTH)
    names = [bytes((number,)) * WIDTH for number in range(10)]
    offsets = [4 + 9 * number for number in range(10)]
    parent, part = os.getpid(), Entries._part

    def dying(self: Entries, *rest: Any) -> bytes:
        if os.getpid() == parent:
            return part(self, *rest)
        if end == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise ValueError("content")

    monkeypatch.setattr(entries, "_MANY", 2)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr(Entries, "_part", dying)
    with read(pack, offsets, names) as found:
        assert (list(found.kinds), list(found.bases)) == plain(pack, offsets, list(range(10)), names)


heads = st.tuples(st.integers(0, 1 << 20), st.integers(0, 1 << 36)).map(lambda one: start(6, one[0]) + varint(one[1]))


@settings(max_examples=200, deadline=None)
@given(st.lists(heads | st.binary(min_size=8, max_size=8), min_size=1), st.sampled_from([3, 4]))
def test_distances_side_by_side_are_those_of_heads_alone(some: list[bytes], steps: int) -> None:
    some = [(b"\x60" if one[0] & 112 != 96 else b"") + one + bytes(8) for one in some]
    numbers = array("Q", (int.from_bytes(one[:8], "little") for one in some))
    assert lanes.split(lanes.joined(numbers), len(some)) == numbers
    distances, odd = lanes.distances(lanes.joined(numbers), lanes.ones(len(some)), steps)
    for raw, distance, doubted in zip(some, lanes.split(distances, len(some)), lanes.split(odd, len(some)), strict=True):
        if not doubted:
            assert head(raw + bytes(8), WIDTH)[2] == distance
        else:
            size = next(at for at, byte in enumerate(raw, 1) if byte < 128)
            assert doubted == 1
            assert size > 3 or head(raw, WIDTH)[4] - size > steps + 1


@settings(max_examples=200)
@given(st.lists(st.integers(0, 50) | st.integers((1 << 63) - 3, (1 << 64) - 1)), st.sampled_from([1, 2, 1 << 13]), st.booleans())
def test_order_is_seen(numbers: list[int], at_once: int, ordered: bool) -> None:
    numbers = sorted(numbers) if ordered else numbers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranks, "_AT_ONCE", at_once)
        assert ranks.in_order(array("Q", numbers)) == (numbers == sorted(numbers))
        assert ranks.in_order(array("Q", numbers), apart=True) == (numbers == sorted(set(numbers)))
