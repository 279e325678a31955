"""Base64 that is wrapped into lines, quoted or written with escaped line ends: PEM bodies and their like."""

from __future__ import annotations

from binascii import Error, a2b_base64

from guard.model import RUN_BYTES

_BETWEEN = b" \t\r\n\"',>|;()#*"
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


def body(data: bytes, start: int, longest: int) -> tuple[bytes, int]:
    r"""Decode the base64 that begins at `start`, up to `longest` characters of it.

    White space, quotes and escaped line ends (`\n`, `\r\n`) between its characters do not count.
    Returns the bytes and the offset behind the last character that was read.
    """
    parts: list[bytes] = []
    size, at, end = 0, start, start
    limit = min(len(data), start + 2 * longest)
    while at < limit and size < longest:
        stop = _run_end(data, at, min(limit, at + longest - size))
        if stop > at:
            parts.append(data[at:stop])
            size += stop - at
            at = end = stop
        elif data[at] in _BETWEEN:
            at += 1
        elif data[at : at + 2] in (b"\\n", b"\\r", b"\\t", b"\\\n", b"\\\r"):
            at += 2
        else:
            break
    text = b"".join(parts).translate(_TO_STANDARD)
    text = text[: len(text) - (len(text) % 4 == 1)]
    try:
        return a2b_base64(text + b"=" * (-len(text) % 4)), end
    except Error:
        return b"", end


def heading(data: bytes, start: int) -> int:
    """Return where the text of a key file begins whose base64 begins at `start`: at its BEGIN line, if it has one."""
    first = data.rfind(b"-----BEGIN ", max(0, start - 64), start)
    return first if first >= 0 and b"-----END" not in data[first:start] else start


def _run_end(data: bytes, start: int, limit: int) -> int:
    piece = data[start:limit]
    rest = piece.lstrip(RUN_BYTES)
    if piece[:5] == b"-----":
        return start
    at = piece.find(b"-----")
    stop = limit - len(rest)
    return min(stop, start + at) if at >= 0 else stop
