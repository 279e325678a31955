"""Ed25519 keys: derivation and tests on 32-byte values; the only importer of nacl.

Ed25519 is RFC 8032, X25519 is RFC 7748. libsodium's own functions are called directly, because the
wrapper module costs a hook more time to import than it takes to derive a hundred keys.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_sodium: Any = None


def _lib() -> Any:
    global _sodium
    if _sodium is None:
        from nacl import _sodium as loaded  # type: ignore[attr-defined]

        if loaded.lib.sodium_init() < 0:
            raise RuntimeError("libsodium could not be started")
        _sodium = loaded
    return _sodium


def derive(seed: bytes) -> bytes:
    """Return the 32-byte verifying key of a 32-byte seed (RFC 8032, 5.1.5)."""
    sodium = _lib()
    public = sodium.ffi.new("unsigned char[32]")
    secret = sodium.ffi.new("unsigned char[64]")
    sodium.lib.crypto_sign_seed_keypair(public, secret, seed)
    key = bytes(sodium.ffi.buffer(public, 32))
    sodium.lib.sodium_memzero(secret, 64)
    return key


def is_point(value: bytes) -> bool:
    """Tell whether 32 bytes are a canonical curve point of prime order, as every API key is."""
    sodium = _lib()
    return bool(sodium.lib.crypto_core_ed25519_is_valid_point(value) == 1)


def derive_x25519(secret: bytes) -> bytes:
    """Return the 32-byte X25519 public key of a 32-byte secret (WireGuard, NaCl box)."""
    sodium = _lib()
    public = sodium.ffi.new("unsigned char[32]")
    sodium.lib.crypto_scalarmult_base(public, secret)
    return bytes(sodium.ffi.buffer(public, 32))


def derive_scalar(scalar: bytes) -> bytes:
    """Return the 32-byte point of a bare Ed25519 scalar: what an expanded private key holds instead of a seed."""
    sodium = _lib()
    public = sodium.ffi.new("unsigned char[32]")
    sodium.lib.crypto_scalarmult_ed25519_base_noclamp(public, scalar)
    return bytes(sodium.ffi.buffer(public, 32))


def is_expanded(value: bytes) -> bool:
    """Tell whether 64 bytes prove themselves: seed followed by its own verifying key."""
    return len(value) == 64 and derive(value[:32]) == value[32:]


def api_key(public: bytes) -> str:
    """Return an API key as Backpack writes it: 44 characters of padded base64."""
    from binascii import b2a_base64

    return b2a_base64(public, newline=False).decode("ascii")


def fingerprint(public: bytes) -> str:
    """Return the name of a finding: "bpg1:" and 32 hex digits, equal wherever it is the same key."""
    from hashlib import sha256

    return "bpg1:" + sha256(public).hexdigest()[:32]


class Seed:
    """A 32-byte Ed25519 seed in memory: never printed, hashed, copied into records or pickled."""

    __slots__ = ("_value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: bytes) -> None:
        if len(value) != 32:
            raise ValueError("a seed has 32 bytes")
        self._value = value

    def verifying_key(self) -> bytes:
        """Return the 32-byte verifying key."""
        return derive(self._value)

    def reveal(self) -> bytes:
        """Return the 32 raw bytes, for the one place that writes them into a store."""
        return self._value

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        return isinstance(other, Seed) and compare_digest(self._value, other._value)

    def __repr__(self) -> str:
        return "Seed(redacted)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a seed cannot be copied or pickled")
