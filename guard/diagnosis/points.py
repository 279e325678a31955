"""Why 32 bytes cannot be an API key: curve arithmetic of RFC 8032, section 5.1, for public values only."""

from __future__ import annotations

from guard.problem import Problem

_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P


def examine(value: bytes) -> Problem | None:
    """Return what is wrong with a would-be API key, None where it is a canonical point of prime order."""
    from guard.keys import is_point

    if is_point(value):
        return None
    y = int.from_bytes(value, "little") & ((1 << 255) - 1)
    if y >= _P:
        return Problem("point-non-canonical")
    x = _x_of(y)
    if x is None:
        return Problem("not-a-point")
    if x == 0 and value[31] & 128:
        return Problem("point-non-canonical")
    point = (x, y)
    for _ in range(3):
        point = _double(point)
    return Problem("small-order" if point == (0, 1) else "mixed-order")


def _x_of(y: int) -> int | None:
    """Return a square root for the curve equation, None where there is none (RFC 8032, 5.1.3)."""
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    return None if (x * x - square) % _P else x


def _double(point: tuple[int, int]) -> tuple[int, int]:
    x, y = point
    product = _D * x * x * y * y % _P
    return (
        2 * x * y * pow(1 + product, _P - 2, _P) % _P,
        (y * y + x * x) * pow(1 - product, _P - 2, _P) % _P,
    )
