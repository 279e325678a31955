"""The older .lzma files, which have no true magic number: a plausible header, and silence if it is none."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def _test(data: bytes) -> bool:
    return data[:3] == b"\x5d\x00\x00" and data[12:13] in (b"\x00", b"\xff")


def _begin(data: bytes, at: int) -> tuple[Any, int] | None:
    from lzma import FORMAT_ALONE, LZMADecompressor

    from guard.layers._streams import MEMORY

    return (LZMADecompressor(FORMAT_ALONE, memlimit=MEMORY), at) if at == 0 else None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams

    yield from open_streams(view, budget, "lzma", _begin, quiet=True)


def _wrap(text: bytes) -> bytes:
    import lzma

    return lzma.compress(text, format=lzma.FORMAT_ALONE)


LAYER = Layer(name="lzma", test=_test, open=_open, wrap=_wrap, container=True, heads=(b"\x5d\x00\x00",))
