"""gzip (RFC 1952): all members of the file as one content, as zcat gives it."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.layers._streams import Inflate

_EXTRA, _NAME, _COMMENT, _CHECK = 4, 8, 16, 2


def _test(data: bytes) -> bool:
    return data[:3] == b"\x1f\x8b\x08" and len(data) > 10 and data[3] < 32


def _header(data: bytes, at: int) -> tuple[int, bytes]:
    """Return (offset of the deflate data, stored file name)."""
    flags, position, name = int.from_bytes(data[at + 3 : at + 4], "big"), at + 10, b""
    if flags & _EXTRA:
        position += 2 + int.from_bytes(data[position : position + 2], "little")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = data.find(b"\x00", position)
            end = len(data) if end < 0 else end
            name = data[position:end] if flag == _NAME else name
            position = end + 1
    return position + (2 if flags & _CHECK else 0), name


def _begin(data: bytes, at: int) -> tuple[Inflate, int] | None:
    from guard.layers._streams import Inflate

    if not _test(data[at : at + 11]):
        return None
    return Inflate(), _header(data, at)[0]


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import open_streams
    from guard.redact import display_path

    name = display_path(_header(view.data, 0)[1].rpartition(b"/")[2][:4096])
    yield from open_streams(view, budget, "gzip", _begin, 8, name)


def _wrap(text: bytes) -> bytes:
    import gzip

    return gzip.compress(text)


LAYER = Layer(name="gzip", test=_test, open=_open, wrap=_wrap, container=True)
