"""Key pairs for tests, made at run time: no secret-shaped literal stands in the repository."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from guard.keys import derive


def seed(number: int | str) -> bytes:
    """Return the 32 bytes of test seed `number`."""
    return sha256(f"guard-test-{number}".encode()).digest()


def key(number: int | str) -> bytes:
    """Return the verifying key of test seed `number`."""
    return derive(seed(number))


def secret_text(number: int | str) -> str:
    """Return the API secret as Backpack writes it."""
    return b64encode(seed(number)).decode()


def key_text(number: int | str) -> str:
    """Return the API key as Backpack writes it."""
    return b64encode(key(number)).decode()
