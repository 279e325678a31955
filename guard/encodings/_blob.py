"""Bytes written out one by one: what a decoded row of them can be."""

from __future__ import annotations

from guard.model import Candidate

OID = b"\x30\x05\x06\x03\x2b\x65\x70"  # AlgorithmIdentifier of Ed25519 (RFC 8410, 3)
_PRIVATE = b"\x04\x22\x04\x20"  # OCTET STRING around an OCTET STRING of 32 bytes (RFC 8410, 7)
_PUBLIC = b"\x03\x21\x00"  # BIT STRING of 32 bytes (RFC 8410, 4)
_LONGEST = 400
SIZES = (32, 44, 48, 64, 83, 85)
"""How many bytes `candidates` takes: a seed, SPKI, PKCS#8 (also with its public key), a secret key."""


def der_value(blob: bytes, at: int) -> tuple[bytes, str, int] | None:
    """Return the key after the algorithm identifier at `at` as (32 bytes, role, offset of their end), or None.

    PKCS#8 versions 1 and 2 (RFC 5958) differ before the identifier and after the seed only.
    """
    at += len(OID)
    for mark, role in ((_PRIVATE, "seed"), (_PUBLIC, "key")):
        first = at + len(mark)
        if blob.startswith(mark, at) and len(blob) >= first + 32:
            return blob[first : first + 32], role, first + 32
    return None


def candidates(blob: bytes, start: int, end: int, name: str, exact: bool = True) -> list[Candidate]:
    """Return the candidate that a whole row of bytes is: 32, 64, or a DER key; [] if it is none."""
    if len(blob) in (32, 64):
        return [Candidate(start, end, blob, name, exact)]
    if len(blob) <= _LONGEST and blob[:1] == b"\x30" and (at := blob.find(OID)) > 0:
        found = der_value(blob, at)
        if found:
            value, role, _ = found
            return [Candidate(start, end, value, "pkcs8" if role == "seed" else "spki", exact, role)]
    return []
