"""Raw bytes in binary content, behind their length, and anywhere for watched keys."""

from __future__ import annotations

import pytest

from tests.encodings.test_forms import NUMBERS, values
from tests.pairs import key, seed


def test_raw_bytes_in_binary_only() -> None:
    assert seed(1) in values(seed(1))
    assert seed(1) in values(seed(1) + b"\n")
    assert seed(1) + key(1) in values(seed(1) + key(1))
    assert seed(1) in values(b"\x00\x01name" + seed(1) + b"tail" + key(1))
    assert seed(1) in values(b"\x00\x07" * 900 + b"\x0a\x20" + seed(1) + b"\x12\x20" + key(1))
    assert values("Gänsefüßchen, Öl und Übermut\n".encode() * 3) == []


BEFORE = {
    "msgpack": b"\xc4\x20", "cbor": b"\x58\x20", "der": b"\x04\x20", "pickle": b"C\x20", "16 bits": b"\x00\x20",
    "32 bits": b"\x00\x00\x00\x20", "low byte first": b"\x20\x00\x00\x00", "bson": b"\x20\x00\x00\x00\x00",
    "64 bits, low byte first": b"\x20" + bytes(7), "protobuf 1": b"\x0a\x20", "protobuf 4": b"\x22\x20", "protobuf 15": b"\x7a\x20",
}  # fmt: skip


@pytest.mark.parametrize("length", BEFORE)
def test_raw_bytes_behind_their_length(length: str) -> None:
    """J12: of larger binaries only what a length announces is looked at."""
    for number in NUMBERS:
        assert seed(number) in values(b"\x00\x07" * 900 + BEFORE[length] + seed(number) + b"\x12\x01" * 300)
        double = BEFORE[length].replace(b"\x20", b"\x40") + seed(number) + key(number)
        assert seed(number) + key(number) in values(b"\x00\x07" * 900 + double + b"\x12\x01" * 300)


@pytest.mark.parametrize("size", [600, 1800])
def test_raw_bytes_anywhere_for_watched_keys(size: int) -> None:
    from tests.pairs import key_text
    from tests.shapes import named, run

    for number, at in ((1, 17), (2, size // 3), (3, size - 33)):
        noise = (b"\x00\x07" * size)[:at] + seed(number) + (b"\x00\x07" * size)[: size - at - 32]
        text = noise.decode("utf-8", "surrogateescape")
        assert named(run({"a": text}, number), "watched-secret") == {key_text(number)}
        assert run({"a": text}).findings == []
    wide = b"\x00" * (1 << 15) + seed(4) + b"\x00" * 99
    assert named(run({"a": wide.decode("utf-8", "surrogateescape")}, 4), "watched-secret") == {key_text(4)}
