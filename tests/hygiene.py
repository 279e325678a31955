"""No secret in any output: what every test of an output asks."""

from __future__ import annotations

import re
from functools import cache

from guard import registry
from tests.pairs import key, seed

PIECE = 12  # characters of a secret that are too many
_ARMOUR = re.compile(rb"-----(?:BEGIN|END)[^-\n]*-----")  # of any file: with two characters beside it, it is no secret


@cache
def _pieces(numbers: tuple[int, ...]) -> dict[bytes, str]:
    """Return every PIECE characters of every written form of the seeds, with what they belong to."""
    found: dict[bytes, str] = {}
    for number in numbers:
        for name, encoding in registry.load("encodings", "ENCODING").items():
            forms = {
                encoding.encode(seed(number), key(number)),  # type: ignore[attr-defined]
                seed(number).hex().encode(),
                seed(number).hex().upper().encode(),
            }
            public = encoding.encode(bytes(32), key(number))  # type: ignore[attr-defined]
            for part in (part for form in forms for part in _ARMOUR.split(form)):
                for start in range(len(part) - PIECE + 1):
                    piece = part[start : start + PIECE]
                    if piece not in public and len(set(piece)) > 5:
                        found[piece] = f"{name} of seed {number}"
    return found


def assert_no_secret(output: bytes, numbers: tuple[int, ...] = (1, 2, 3)) -> None:
    """Fail if the output holds 12 or more consecutive characters of any written form of a test seed."""
    pieces = _pieces(numbers)
    for start in range(len(output) - PIECE + 1):
        piece = output[start : start + PIECE]
        assert piece not in pieces, pieces[piece]
