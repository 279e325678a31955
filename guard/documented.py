"""Published example keys, by SHA-256 of the 32 public bytes: reported, never failing.

The pairs of Backpack's Python API guide and the vectors of RFC 8032, section 7.
"""

from __future__ import annotations

_KNOWN = frozenset(
    bytes.fromhex(digest)
    for digest in (
        "a0db34e5b14d51e1ef4441eb8a01129f5a0c89ae7d7502620d573b897ead33fd",
        "d37ee8bb8a95a97d2d77239ca3d2f401d1298b769bcea07f0016817062ba1114",
        "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9",
        "39f713d0a644253f04529421b9f51b9b08979d08295959c4f3990ee617f5139f",
        "dac073e0123bdea59dd9b3bda9cf6037f63aca82627d7abcd5c4ac29dd74003e",
        "91384c411e5af29648f17f922b402655b11ecaec1b33fc45796241963f95f202",
        "5f9b247e2a654719f198e4f241d6b0df9a1a937a13ef5ef899f64d9285fce224",
        "c07ba992eeb1a8b7e3a1d2e894d3e1896cd3aefe428804a70ce9fcf92bd6ea4b",
        "8c3c1745342e2b8bd3c045292149acaccf55ebf3374d0c63d454f42e79d0b05a",
    )
)


def is_documented(public: bytes) -> bool:
    """Tell whether a 32-byte verifying key is a well-known published example."""
    from hashlib import sha256

    return sha256(public).digest() in _KNOWN
