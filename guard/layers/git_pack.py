"""git packs and bundles that lie around as files: their objects, deltas resolved within the file."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BUNDLES = (b"# v2 git bundle\n", b"# v3 git bundle\n")


def _test(data: bytes) -> bool:
    if data[:4] == b"PACK":
        return data[4:8] in (b"\x00\x00\x00\x02", b"\x00\x00\x00\x03")
    return data[:16] in _BUNDLES


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._pack import Pack

    data, start = view.data, 0
    if data[:4] != b"PACK":
        start = data.find(b"\n\nPACK") + 2
        if start < 2:
            yield Skip("", "truncated git bundle: what is there was read", harmless=True)
            return
    yield from Pack(data, start, budget, _width(data, start)).members()


def _width(data: bytes, start: int) -> int:
    """Return how long ids are in a pack: the head of a bundle says it, else the kind of the checksum at its end."""
    if start:
        return 32 if b"@object-format=sha256" in data[:start] else 20
    from hashlib import sha256

    return 32 if sha256(memoryview(data)[:-32]).digest() == data[-32:] else 20


def _wrap(text: bytes) -> bytes:
    import hashlib
    import zlib

    size, low = len(text) >> 4, len(text) & 15
    head = bytearray([3 << 4 | low | (128 if size else 0)])
    while size:
        head.append(size & 127 | (128 if size > 127 else 0))
        size >>= 7
    pack = b"PACK\x00\x00\x00\x02\x00\x00\x00\x01" + bytes(head) + zlib.compress(text)
    return pack + hashlib.sha1(pack).digest()


LAYER = Layer(name="git-pack", test=_test, open=_open, wrap=_wrap, container=True, heads=(b"PACK", *_BUNDLES))
