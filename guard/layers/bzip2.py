"""bzip2: all streams of the file as one content."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MARKS = (b"1AY&SY", b"\x17rE8P\x90")


def _test(data: bytes) -> bool:
    return data[:3] == b"BZh" and data[4:10] in _MARKS


def _begin(data: bytes, at: int) -> tuple[Any, int] | None:
    from bz2 import BZ2Decompressor

    return (BZ2Decompressor(), at) if _test(data[at : at + 10]) else None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams

    yield from open_streams(view, budget, "bzip2", _begin)


def _wrap(text: bytes) -> bytes:
    import bz2

    return bz2.compress(text)


LAYER = Layer(name="bzip2", test=_test, open=_open, wrap=_wrap, container=True, heads=(b"BZh",))
