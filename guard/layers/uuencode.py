"""Files as uuencode writes them (POSIX): `begin 644 name`, lines of up to 45 bytes with their length in front, `end`."""

from __future__ import annotations

from guard.model import Inner, Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, View

_HEAD = rb"(?m)^([^\r\n]{0,8})begin [0-7]{3,4} [^\r\n]{1,200}\r?\n"
_FULL = 45


def _test(data: bytes) -> bool:
    return b"begin " in data


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    import re

    data = view.data
    for head in re.finditer(_HEAD, data):
        if not budget.take_text(len(data) - head.end()):
            yield Skip("", budget.spent)
            return
        content, starts = _decode(data, head.end(), head.group(1))
        if content:
            yield Inner(content, offsets=lambda offset, starts=starts: starts[min(offset // _FULL, len(starts) - 1)])  # type: ignore[misc]  # bound at once


def _decode(data: bytes, at: int, mark: bytes) -> tuple[bytes, list[int]]:
    """Return the bytes of the lines at `at`, each behind a mark of quotation, and where the lines begin."""
    from binascii import Error, a2b_uu

    out = bytearray()
    starts: list[int] = []
    while at < len(data):
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        line = data[at:stop].rstrip(b"\r")
        if not line.startswith(mark) or line[len(mark) :].rstrip() in (b"end", b"`", b""):
            break
        try:
            out += a2b_uu(line[len(mark) :])
        except Error:
            break
        starts.append(at)
        at = stop + 1
    return bytes(out), starts


def _wrap(text: bytes) -> bytes:
    from binascii import b2a_uu

    lines = [b2a_uu(text[at : at + _FULL]) for at in range(0, len(text), _FULL)]
    return b"begin 644 file\n" + b"".join(lines) + b"`\nend"


LAYER = Layer(name="uuencode", test=_test, open=_open, wrap=_wrap, rests=WORTH)
