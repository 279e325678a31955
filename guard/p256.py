"""Pairs of the curve P-256 (FIPS 186-4, D.1.2.3), as web push uses them: 32 bytes that are somebody else's key.

Only public comparisons are made with the results, so nothing here needs to run in constant time.
"""

from __future__ import annotations

import re

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_X = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
_Y = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5
_REACH = 1000  # bytes on either side in which the public half is looked for
# 65 bytes that begin with 4: an uncompressed point (SEC 1, 2.3.3), as RFC 8292 writes it
_PUBLIC = re.compile(rb"(?<![A-Za-z0-9+/_-])B[A-P][A-Za-z0-9+/_-]{85}(?![A-Za-z0-9+/_-])")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_Point = tuple[int, int, int]


def derive(secret: bytes) -> bytes:
    """Return the 65-byte uncompressed public key of a 32-byte secret; b"" where the curve has none for it."""
    scalar = int.from_bytes(secret, "big")
    if not 0 < scalar < _ORDER:
        return b""
    x, y, z = 0, 1, 0
    for bit in bin(scalar)[2:]:
        x, y, z = _double((x, y, z))
        if bit == "1":
            x, y, z = _add_base((x, y, z))
    inverse = pow(z, -1, _P)
    square = inverse * inverse % _P
    return b"\x04" + (x * square % _P).to_bytes(32, "big") + (y * square * inverse % _P).to_bytes(32, "big")


def near(data: bytes, start: int, end: int) -> set[bytes]:
    """Return the 65-byte public keys, base64 of either alphabet, that stand near `start`..`end`."""
    from binascii import a2b_base64

    shown = _PUBLIC.findall(data, max(0, start - _REACH), end + _REACH)
    return {a2b_base64(one.translate(_STANDARD) + b"=") for one in shown}


def _double(point: _Point) -> _Point:
    """Double a point in Jacobian coordinates, z = 0 being the neutral element."""
    x, y, z = point
    slope = 3 * (x - z * z) * (x + z * z) % _P
    square = y * y % _P
    middle = 4 * x * square % _P
    new_x = (slope * slope - 2 * middle) % _P
    return new_x, (slope * (middle - new_x) - 8 * square * square) % _P, 2 * y * z % _P


def _add_base(point: _Point) -> _Point:
    """Add the base point; a leading part of a scalar below the order never meets the base point or its negative twice."""
    x, y, z = point
    if not z:
        return _X, _Y, 1
    square = z * z % _P
    run = (_X * square - x) % _P
    rise = (_Y * square * z - y) % _P
    run_square = run * run % _P
    cube = run_square * run % _P
    middle = x * run_square % _P
    new_x = (rise * rise - cube - 2 * middle) % _P
    return new_x, (rise * (middle - new_x) - y * cube) % _P, z * run % _P
