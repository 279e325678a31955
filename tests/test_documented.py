"""Published vectors are documented examples; they are derived here, not written down."""

from __future__ import annotations

import hashlib
import hmac
from itertools import pairwise

import pytest

from guard import keys
from guard.documented import is_documented
from tests.pairs import key, seed

VECTORS = [
    (bytes(range(16)), (0, 1, 2, 2, 1_000_000_000)),
    (bytes(255 - 3 * number for number in range(64)), (0, 2**31 - 1, 1, 2**31 - 2, 2)),
]


def chain(master: bytes, path: tuple[int, ...]) -> list[bytes]:
    """Return the private keys of a chain of SLIP-0010 for ed25519, the master's first."""
    node = hmac.new(b"ed25519 seed", master, hashlib.sha512).digest()
    found = [node[:32]]
    for index in path:
        node = hmac.new(node[32:], b"\0" + node[:32] + (index | 1 << 31).to_bytes(4, "big"), hashlib.sha512).digest()
        found.append(node[:32])
    return found


@pytest.mark.parametrize("number", [0, 1])
def test_every_key_of_slip_0010_is_known(number: int) -> None:
    found = chain(*VECTORS[number])
    assert len(set(found)) == 6 and all(first != second for first, second in pairwise(found))
    assert all(is_documented(keys.derive(one)) for one in found)


def test_another_key_is_not() -> None:
    assert not is_documented(key(1))
    assert not is_documented(seed(1))
    assert not is_documented(keys.derive(chain(b"another", (0,))[1]))
