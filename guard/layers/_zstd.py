"""Where a zstd decompressor comes from: the standard library from 3.14, else the extra `archives`."""

from __future__ import annotations

MISSING = "needs the extra archives: pip install 'backpack-guard[archives]'"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def library() -> Any:
    """Return the module with ZstdDecompressor and compress, or None."""
    from importlib import import_module

    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None
