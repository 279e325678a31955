"""Key pairs for tests, made at run time: no secret-shaped literal stands in the repository."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256

from guard.keys import derive

EXPLORE = bool(os.environ.get("BACKPACK_GUARD_EXPLORE"))


def some(most: int) -> range:
    """Return the numbers of pairs that each case is tried with: half of them, at least two, all where other examples are tried too."""
    return range(most if EXPLORE else max(2, most // 2))


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
