"""A bare zlib stream (RFC 1950), such as a loose git object: two weak bytes, and silence if it is none."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.layers._streams import Inflate

_HEADS = (b"x\x01", b"x^", b"x\x9c", b"x\xda")


def _test(data: bytes) -> bool:
    return data[:2] in _HEADS and len(data) > 8


def _begin(data: bytes, at: int) -> tuple[Inflate, int] | None:
    from guard.layers._streams import Inflate

    return (Inflate(15), at) if at == 0 else None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams

    yield from open_streams(view, budget, "zlib", _begin, quiet=True)


def _wrap(text: bytes) -> bytes:
    import zlib

    return zlib.compress(text)


LAYER = Layer(name="zlib", test=_test, open=_open, wrap=_wrap, container=True, heads=_HEADS)
