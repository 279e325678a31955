"""Inflating what packs store: by libdeflate where it is installed (extra "fast"), which takes a third to two thirds of the time, else by zlib.

What is short and has no codes of its own (RFC 1951, 3.2.3) zlib inflates faster than any other.
"""

from __future__ import annotations

import zlib

_SMALL = 1 << 13  # bytes; what so few expand to, a thousand times as much at most, fits in the memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    Inflate = Callable[[bytes, int], bytes]

SHORT: Final = 200  # bytes
OWN_CODES: Final = 4
"""Bit of the third byte of a stream: the first block has codes of its own. `shortly` is for SHORT streams without it."""
shortly = zlib.decompress


def slowly(stream: bytes, size: int) -> bytes:
    """Return what a stream of zlib's format (RFC 1950) holds, which is to be `size` bytes; one of ERRORS if it is damaged or holds more.

    Who asks looks whether it holds less. What follows the stream does not count.
    """
    if len(stream) < _SMALL:
        return zlib.decompress(stream, 15, size or 1)
    worker = zlib.decompressobj()
    data = worker.decompress(stream, size + 1)
    if not worker.eof:
        raise zlib.error("damaged")
    return data


def _library() -> tuple[Inflate, tuple[type[Exception], ...]]:
    try:
        from deflate import DeflateError, zlib_decompress
    except ImportError:
        return slowly, (zlib.error,)

    def fast(stream: bytes, size: int) -> bytes:
        return bytes(zlib_decompress(stream, size or 1))  # with 0 it takes any

    return fast, (zlib.error, DeflateError)


inflated, ERRORS = _library()
