"""Entries of trees, ids in them and trees below them, in texts that are made to take forever as well."""

from __future__ import annotations

from random import Random

import pytest

from guard.audit.names import Names
from guard.audit.trees import below, entries, ids
from guard.trees import is_sound

LONG = {
    "modes with no name that ends": b"12345 " * 100_000,
    "digits": b"1" * 600_000,
    "modes behind an entry": b"40000 a\0" + b"i" * 20 + b"10000 " * 100_000,
    "modes in the last id and behind it": b"12345 " * 50_000 + b"\0" + b"12345 " * 50_000,
}


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("number", range(5))
def test_all_of_a_tree_is_told(number: int, width: int) -> None:
    draw = Random(number)
    modes = [b"100644", b"40000", b"040000", b"120000", b"160000", b"100755"]
    wanted = [(draw.choice(modes), draw.choice([b"a", b"40000 b", b"\n=1 "]), draw.randbytes(width)) for _ in range(40)]
    data = b"".join(mode + b" " + name + b"\0" + oid for mode, name, oid in wanted)
    assert entries(data, width) == wanted
    assert ids(data, width) == [oid for _, _, oid in wanted]
    assert below(data, width) == [int.from_bytes(oid[:8], "big") for mode, _, oid in wanted if mode.endswith(b"40000")]
    assert is_sound(data, width)
    assert not is_sound(data[:-1], width)
    assert entries(data[:-1], width) == wanted[:-1]


@pytest.mark.parametrize("name", LONG)
def test_no_text_takes_forever(name: str) -> None:
    data = LONG[name]
    assert not is_sound(data, 20)
    assert ids(data, 20) == [oid for _, _, oid in entries(data, 20)]
    assert len(below(data, 20)) == data.startswith(b"40000 ")


def test_files_behind_a_folder_are_passed_over_once() -> None:
    many = b"".join(b"100644 %d\0" % number + bytes(20) for number in range(60_000))
    assert below(b"40000 a\0" + b"\1" * 20 + many, 20) == [0x0101010101010101]


def test_many_signs_that_end_a_value_take_no_forever() -> None:
    assert list(Names(20).look(b"=" * 1_000_000, "")) == []
