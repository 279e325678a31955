"""gzip (RFC 1952): all members of the file as one content, as zcat gives it."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.layers._streams import Inflate

_EXTRA, _NAME = 4, 8


def _test(data: bytes) -> bool:
    return data[:3] == b"\x1f\x8b\x08" and len(data) > 10 and data[3] < 32


def _name(data: bytes) -> bytes:
    """Return the file name that the first member stores, if any."""
    flags, position = int.from_bytes(data[3:4], "big"), 10
    if flags & _EXTRA:
        position += 2 + int.from_bytes(data[position : position + 2], "little")
    return data[position:].partition(b"\x00")[0] if flags & _NAME else b""


def _begin(data: bytes, at: int) -> tuple[Inflate, int] | None:
    from guard.layers._streams import Inflate

    if not _test(data[at : at + 11]):
        return None
    return Inflate(31), at  # with header and checksum


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams
    from guard.redact import member_path

    name = member_path(_name(view.data[:70_000]).rpartition(b"/")[2][:4096])
    yield from open_streams(view, budget, "gzip", _begin, name)


def _wrap(text: bytes) -> bytes:
    import gzip

    return gzip.compress(text)


LAYER = Layer(name="gzip", test=_test, open=_open, wrap=_wrap, container=True, heads=(b"\x1f\x8b\x08",))
