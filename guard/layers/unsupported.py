"""Packed formats that are not opened (rar, lz4, lzip, compress, cab): told as a note, never silently passed."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGICS = {
    b"Rar!\x1a\x07": "rar", b"\x04\x22\x4d\x18": "lz4", b"LZIP\x01": "lzip", b"\x1f\x9d\x90": "compress",
    b"MSCF\x00\x00\x00\x00": "cab",
}  # fmt: skip


def _test(data: bytes) -> bool:
    return data.startswith(tuple(_MAGICS))


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    for magic, name in _MAGICS.items():
        if view.data.startswith(magic):
            yield Skip("", f"{name} files are not opened: only their own bytes were read", harmless=True)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="unsupported", test=_test, open=_open, wrap=_wrap, container=True, heads=tuple(_MAGICS))
