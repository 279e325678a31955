"""zstd (RFC 8878): all frames of the file as one content."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPED = tuple(bytes((head,)) + b"\x2a\x4d\x18" for head in range(0x50, 0x60))


def _test(data: bytes) -> bool:
    return data[:4] == _MAGIC or data[:4] in _SKIPPED


def _begin(data: bytes, at: int) -> tuple[Any, int] | None:
    from guard.layers._zstd import library

    while _test(data[at : at + 4]) and not data.startswith(_MAGIC, at):  # skippable frames
        at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    return (library().ZstdDecompressor(), at) if data.startswith(_MAGIC, at) else None


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams
    from guard.layers._zstd import MISSING, library

    if library() is None:
        yield Skip("", MISSING)
    else:
        yield from open_streams(view, budget, "zstd", _begin)


def _wrap(text: bytes) -> bytes | None:
    from guard.layers._zstd import library

    module = library()
    if module is None:
        return None
    packed: bytes = module.compress(text)
    return packed


LAYER = Layer(name="zstd", test=_test, open=_open, wrap=_wrap, container=True, heads=(_MAGIC, *_SKIPPED))
