"""Published example keys, by SHA-256 of the 32 public bytes: reported, never failing.

The pairs of Backpack's Python API guide, the vectors of RFC 8032, section 7, and those of SLIP-0010 for
ed25519, which stand in the documentation of many wallet libraries.
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
        "3449a9f0980f7afa2f065331ce86087391b9e39a5a90b21f76b5b5e52403514e",
        "eaeb230b1f99ea4844f07c02e547ef74fc1070548c58ca616978a6989ee3269f",
        "a958b8bd3c9747c49b611344a9c27761b6145ef84c4935f969d50533cd761ffa",
        "ccc7cda81ece5bc4d21c8f14d388326e5dfc007942fc166fe7c50a35ef030b34",
        "ee532155c0fedcac8034e5eecea7c456d3595d54f94cfcc006e67d79520f4ca2",
        "d0fb6d3d3144247025a34a814cee1b645216bd55c68ee7196bcbfb8691e7ae28",
        "4562d40b11578260af19faff770fda7ce1e329032ceede1bec99e520424420dc",
        "fa21eb255686be7472386f684dafd63a963fb35a4eb13888e60900282b7b3808",
        "33a0c5e6144474a6d430b4b57dcd09fe90e8c95b59506ea21ffa164051759598",
        "3922795236f6bfafea042c19c3dd6f0e7f1750079ff0b4e95f2bcedb8b8ecd35",
        "99be4f3c42b72214a34b39594df5d72673867f77ddbaa6063ecf5931854a0aaa",
        "6c4858b532474e2b0f60cd72e933efdd1418c4b3748af88246ab320d5ee91ce3",
    )
)


def is_documented(public: bytes) -> bool:
    """Tell whether a 32-byte verifying key is a well-known published example."""
    from hashlib import sha256

    return sha256(public).digest() in _KNOWN
