"""The 32 bytes as one decimal number, most or least significant byte first: good for a proof only."""

from __future__ import annotations

from guard.model import Candidate, Encoding, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST, _MOST = 73, 78  # digits; one number in ten million has fewer


def _find(view: View) -> Iterator[Candidate]:
    for start, end in view.runs:
        if _LEAST <= end - start <= _MOST + 6:
            text = view.data[start:end]
            digits = text[: len(text) - len(text.lstrip(b"0123456789"))]
            if _LEAST <= len(digits) <= _MOST and (number := int(digits)) >> 256 == 0:
                value = number.to_bytes(32, "big")
                yield Candidate(start, start + len(digits), value, "integer", False)
                yield Candidate(start, start + len(digits), value[::-1], "integer", False)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"%d" % int.from_bytes(seed, "big")


ENCODING = Encoding(name="integer", label="one decimal number of 32 bytes", find=_find, encode=_encode)
