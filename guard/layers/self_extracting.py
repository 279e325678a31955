"""Packed files behind a program or a head: shell archives and installers, RPM packages, programs with data appended."""

from __future__ import annotations

from guard.model import Inner, Layer, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from guard.model import Budget, View

_RPM = b"\xed\xab\xee\xdb"
_HEADS = (b"#!", _RPM, b"\x7fELF", b"MZ")
_GZIP, _XZ, _BZIP2, _ZSTD = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh91AY&SY", b"\x28\xb5\x2f\xfd"
_LEAST = 512  # bytes of it that have to come out: the magic of gzip stands in a program by chance
_SAMPLE = 64 << 10
_MOST = 16  # places that are tried for one kind


def _test(data: bytes) -> bool:
    if not data.startswith(_HEADS):
        return False
    if data.isascii():  # as by far most scripts are
        return data.find(_BZIP2, 4) >= 0
    return data.startswith(_RPM) or any([data.find(magic, 4) >= 0 for magic in (_GZIP, _XZ, _BZIP2)])


def _decoder(magic: bytes) -> Any:
    if magic == _GZIP:
        import zlib

        return zlib.decompressobj(31)
    if magic == _XZ:
        import lzma

        return lzma.LZMADecompressor()
    import bz2

    return bz2.BZ2Decompressor()


def _is_packed(data: bytes, at: int, magic: bytes) -> bool:
    """Tell whether something comes out of what begins there."""
    decoder = _decoder(magic)
    try:
        text = decoder.decompress(data[at : at + _SAMPLE], _LEAST)
        if magic == _BZIP2 and not text:  # one block is up to 900 kB
            text = decoder.decompress(data[at + _SAMPLE : at + _SAMPLE + (1 << 20)], _LEAST)
    except Exception:  # each library has an error of its own
        return False
    return len(text) == _LEAST or bool(decoder.eof and text)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    kinds = (_GZIP, _XZ, _BZIP2, *((_ZSTD,) if data.startswith(_RPM) else ()))
    at = min((at for magic in kinds if (at := _place(data, magic)) > 0), default=0)  # what follows the first is part of it
    if not at:
        return
    if budget.take(len(data) - at, 1):
        yield Inner(data[at:], "payload")
    else:
        yield Skip("", budget.spent)


def _place(data: bytes, magic: bytes) -> int:
    """Return where something packed begins, -1 if nothing does."""
    at = data.find(magic, 4)
    for _ in range(_MOST):
        if at < 0 or magic == _ZSTD or _is_packed(data, at, magic):
            return at
        at = data.find(magic, at + 1)
    return -1


def _wrap(text: bytes) -> bytes:
    import gzip

    return b"#!/bin/sh\ntail -n +4 \"$0\" | gunzip\nexit\n" + gzip.compress(text)


LAYER = Layer(name="self-extracting", test=_test, open=_open, wrap=_wrap, container=True, heads=_HEADS)
