"""Pairs of P-256 against the published vector and an independent law of the curve."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest

from guard import p256
from tests.pairs import seed

PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


@pytest.mark.parametrize(
    ("secret", "x"),
    [
        (1, 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296),
        (2, 0x7CF27B188D034F7E8A52380304B51AC3C08969E277F21B35A60B48FC47669978),
        (3, 0x5ECBE4D1A6330A44C8F7EF951D4BF165E6C6B721EFADA985FB41661BC6E7FD6C),
    ],
)
def test_multiples_of_the_base_point(secret: int, x: int) -> None:
    assert p256.derive(secret.to_bytes(32, "big"))[1:33] == x.to_bytes(32, "big")


@pytest.mark.parametrize("number", range(20))
def test_every_public_key_is_on_the_curve_and_its_negative_has_the_same_x(number: int) -> None:
    public = p256.derive(seed(number))
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    assert public[0] == 4 and len(public) == 65
    assert (y * y - (x**3 - 3 * x + B)) % PRIME == 0
    other = p256.derive((p256._ORDER - int.from_bytes(seed(number), "big")).to_bytes(32, "big"))
    assert other[1:33] == public[1:33] and int.from_bytes(other[33:], "big") == PRIME - y


def test_what_is_no_scalar_has_no_public_key() -> None:
    assert p256.derive(bytes(32)) == p256.derive(b"\xff" * 32) == b""
    assert p256.derive(p256._ORDER.to_bytes(32, "big")) == b""
    assert len(p256.derive((p256._ORDER - 1).to_bytes(32, "big"))) == 65


def test_a_public_key_is_seen_near_in_either_alphabet_with_exact_boundaries() -> None:
    public = p256.derive(seed(1))
    for text in (urlsafe_b64encode(public).rstrip(b"="), b64encode(public)):
        data = b'"' + text + b'" ' + b"x" * 900
        assert p256.near(data, len(data), len(data)) == {public}
        assert p256.near(b"A" + text, 0, 0) == set()
        assert p256.near(data + b"\n" * 200, len(data) + 200, len(data) + 200) == set()
