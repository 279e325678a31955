"""The 32 bytes as one decimal number, most or least significant byte first: good for a proof only."""

from __future__ import annotations

from guard.model import Candidate, Encoding, View
from guard.view import RUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST, _MOST = 73, 78  # digits; one number in ten million has fewer
_LONGEST = 200
_APART = bytes.maketrans(b"+/_", b"---")


def _find(view: View) -> Iterator[Candidate]:
    for start, end in view.runs:
        if not _LEAST <= end - start <= _LONGEST:
            continue
        first = start
        for piece in view.data[start:end].translate(_APART).split(b"-"):
            digits = piece[: len(piece) - len(piece.lstrip(b"0123456789"))]
            if _LEAST <= len(digits) <= _MOST and (number := int(digits)) >> 256 == 0:
                value = number.to_bytes(32, "big")
                yield Candidate(first, first + len(digits), value, "integer", False)
                yield Candidate(first, first + len(digits), value[::-1], "integer", False)
            first += len(piece) + 1


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"%d" % int.from_bytes(seed, "big")


ENCODING = Encoding(name="integer", label="one decimal number of 32 bytes", find=_find, encode=_encode, rests=RUNS)
