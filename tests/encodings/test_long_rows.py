"""Rows of digits that are longer than one search takes: the same values, and memory that does not grow with them."""

from __future__ import annotations

import random
import tracemalloc
from array import array
from collections.abc import Iterator
from uuid import UUID

import pytest

from guard.encodings import hex_separated, ints
from guard.encodings._number_list import Numbers
from guard.model import View


def _line(chance: random.Random) -> str:
    def digits(count: int) -> str:
        return chance.randbytes(count).hex()

    sign = chance.choice([" ", ":", "-", " , ", "; "])
    groups, size, head = chance.choice(
        [(32, 1, ""), (1, 32, "0x"), (chance.randrange(1, 400), 1, ""), (32, 1, "0x"), (1, 32, ""), (8, 4, ""), (16, 2, "key = ")]
    )
    return head + sign.join(digits(size) for _ in range(groups))


def _found(data: bytes) -> list[tuple[int, int, bytes, bool]]:
    return [(one.start, one.end, one.value, one.exact) for one in hex_separated.ENCODING.find(View(data))]


@pytest.mark.parametrize("seed", range(40))
def test_a_row_matched_in_parts_holds_what_it_holds_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    texts = [
        "".join(_line(chance) + chance.choice(["\n", "\n", "\r\n", "\r", "\n\n  ", ", "]) for _ in range(chance.randrange(1, 60))).encode()
        for _ in range(4)
    ]
    monkeypatch.setattr(hex_separated, "_PATTERNS", [])
    monkeypatch.setattr(hex_separated, "_MOST", 1 << 30)
    whole = [_found(text) for text in texts]
    monkeypatch.setattr(hex_separated, "_PATTERNS", [])
    monkeypatch.setattr(hex_separated, "_MOST", 128)
    assert [_found(text) for text in texts] == whole
    assert sum(map(len, whole)) > 0


def test_a_long_list_of_names_takes_little_memory() -> None:
    chance = random.Random(5)
    data = b"\n".join(str(UUID(int=chance.getrandbits(128))).encode() for _ in range(30_000))
    view = View(data)
    assert len(view.lists) == 1
    tracemalloc.start()
    assert list(hex_separated.ENCODING.find(view)) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 << 20, peak >> 20


def test_a_list_does_not_go_through_what_stands_between_all_numbers_of_its_text() -> None:
    """A dump with texts beside it has a list in each row, and another text before each: that is quadratic."""

    class Texts(list[bytes]):
        def __iter__(self) -> Iterator[bytes]:
            raise AssertionError

    one = Numbers(array("h", range(40)), array("I", range(0, 80, 2)), bytes([1] * 40), 0, bytes([*[0] * 20, 1, *[0] * 19]), Texts([b",", b"];["]))
    assert list(one.cuts) == [0, 20, 40] and one.is_side(20) and not one.is_side(21)


def test_memory_of_a_long_list_with_blanks_does_not_grow_with_its_numbers() -> None:
    data = b"12 3 104 " * 60_000
    list(ints._blank_separated(data, 0, 900))
    tracemalloc.start()
    assert not list(ints._blank_separated(data, 0, len(data)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * len(data), peak  # one search took 100 bytes for each of them


@pytest.mark.parametrize("count", [1024, 1025, 1056, 1057, 1088, 2080])
def test_the_end_of_a_long_list_with_blanks_is_no_list(count: int) -> None:
    numbers = [b"%d" % byte for byte in random.Random(count).randbytes(count)]
    for between in (b" ", b"\n", b" | "):
        data = between.join(numbers)
        assert not list(ints._blank_separated(data, 0, len(data)))
