"""A key that is not the Ed25519 key of its secret, but another algorithm's: X25519, or a bare scalar."""

from __future__ import annotations

from guard.problem import Problem


def examine(secret: bytes, half: bytes, keys: set[bytes]) -> Problem | None:
    """Return how a secret and one of `keys` belong together other than by Ed25519 derivation.

    `half` is the second half of a 64-byte secret: of an expanded private key the first half is the
    clamped scalar itself (RFC 8032, 5.1.5), from which no seed can be had.
    """
    from guard.keys import derive_scalar, derive_x25519

    if not keys:
        return None
    if derive_x25519(secret) in keys:
        return Problem("x25519")
    clamped = secret[0] & 7 == 0 and secret[31] & 0xC0 == 0x40
    if (clamped or half) and derive_scalar(secret) in keys:
        return Problem("scalar")
    return None
