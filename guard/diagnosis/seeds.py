"""Seeds that anybody could guess: zero, repeated, counted, text, published."""

from __future__ import annotations

from guard.problem import Problem


def examine(value: bytes) -> Problem | None:
    """Return why a 32-byte seed must not be used, None where nothing speaks against it."""
    from guard.documented import is_documented
    from guard.keys import derive

    if value == bytes(32):
        return Problem("zero")
    if any(value == value[:size] * (32 // size) for size in (1, 2, 4, 8, 16)):
        return Problem("repeated")
    if len({(value[at + 1] - value[at]) & 255 for at in range(31)}) == 1:
        return Problem("repeated")
    if all(32 <= byte < 127 for byte in value):
        return Problem("printable-text")
    if is_documented(derive(value)):
        return Problem("documented")
    return None
