"""Inflating what packs store: by isal where it is installed (extra "fast"), which takes half of the time, else by zlib."""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _library() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


_zlib = _library()
decompress = _zlib.decompress
decompressobj = _zlib.decompressobj
ERRORS: tuple[type[Exception], ...] = (zlib.error, _zlib.error)
