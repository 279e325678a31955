"""Words of the command prove."""

from __future__ import annotations

TEXTS = {
    "proven": "proven: the Backpack API secret of key {key}; delete that key now",
    "public-key": "no secret: the public key {key}",
    "unproven": "32 bytes that nothing here proves: a secret whose API key is not known, a public key, or a hash",
    "neither": "no Backpack value",
    "summary": (
        "{count} findings of {tool}: {proven} proven secrets, {public} public keys, {unproven} unproven, {neither} neither"
    ),
}
