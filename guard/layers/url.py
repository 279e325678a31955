"""Percent-encoding (RFC 3986, 2.1), single or repeated: %2B, %2b, %252B."""

from __future__ import annotations

from guard.layers._rewrite import everything, substituted
from guard.model import Layer
from guard.view import PERCENT
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = rb"%(?:25)*([0-9A-Fa-f]{2})"
_BROKEN = rb"%(?![0-9A-Fa-f]{2})"


def _test(data: bytes) -> bool:
    return 0x25 in data  # "%"


def _decode(match: Match[bytes]) -> bytes:
    return bytes((int(match.group(1), 16),))


def _quick(text: bytes) -> bytes | None:
    """Decode as _PATTERN and _decode do, without a call for each sign: pictures in style sheets have thousands of them."""
    import re
    from binascii import a2b_qp

    while b"%25" in text:
        text = text.replace(b"%25", b"%")
    return None if re.search(_BROKEN, text) else a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from substituted(view, budget, ord("%"), _PATTERN, _decode, areas=everything(view), quick=_quick)


def _wrap(text: bytes) -> bytes:
    return b"".join(bytes((byte,)) if chr(byte).isalnum() and byte < 128 else b"%%%02X" % byte for byte in text)


LAYER = Layer(name="url", test=_test, open=_open, wrap=_wrap, rests=PERCENT | WORTH, always=True)
