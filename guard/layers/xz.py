"""xz: all streams of the file as one content."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MAGIC = b"\xfd7zXZ\x00"


def _test(data: bytes) -> bool:
    return data[:6] == _MAGIC


def _begin(data: bytes, at: int) -> tuple[Any, int] | None:
    from lzma import FORMAT_XZ, LZMADecompressor

    from guard.layers._streams import MEMORY

    return (LZMADecompressor(FORMAT_XZ, memlimit=MEMORY), at) if data.startswith(_MAGIC, at) else None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams

    yield from open_streams(view, budget, "xz", _begin)


def _wrap(text: bytes) -> bytes:
    import lzma

    return lzma.compress(text)


LAYER = Layer(name="xz", test=_test, open=_open, wrap=_wrap, container=True, heads=(_MAGIC,))
