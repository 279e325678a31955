"""What the tests themselves take for a piece of a secret."""

from __future__ import annotations

import pytest

from guard import registry
from guard.model import Encoding
from tests.hygiene import assert_no_secret
from tests.pairs import key, seed


def _key_file(name: str) -> tuple[bytes, bytes]:
    """Return the body of a key file in armour, and what stands behind it."""
    encoding = registry.load("encodings", "ENCODING")[name]
    assert isinstance(encoding, Encoding)
    text = encoding.encode(seed(1), key(1))
    head, body, behind = text.split(b"-----", 2)[0], *text.split(b"-----", 2)[2].rsplit(b"-----END", 1)
    assert not head.strip()
    return body, b"-----END" + behind


@pytest.mark.parametrize("name", ["pkcs8", "openssh"])
def test_armour_is_no_piece_of_a_secret_and_its_body_is(name: str) -> None:
    body, behind = _key_file(name)
    assert_no_secret(body[-3:] + behind)  # as an encrypted file can end by chance
    assert_no_secret(b"-----BEGIN PRIVATE KEY-----" + body[:3])
    with pytest.raises(AssertionError):
        assert_no_secret(body + behind)
