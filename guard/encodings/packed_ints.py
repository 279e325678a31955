"""32 or 64 small integers as MessagePack (array 16) and CBOR (RFC 8949, array) pack them: one byte, or a mark and one byte, each.

So libraries write an array of bytes that nobody told them to write as a byte string.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.view import BINARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# what stands before an array of so many, the mark of a larger integer, and the largest that needs none
_KINDS = (
    (b"\xdc\x00\x20", 32, 0xCC, 127), (b"\xdc\x00\x40", 64, 0xCC, 127), (b"\x98\x20", 32, 0x18, 23), (b"\x98\x40", 64, 0x18, 23),
)  # fmt: skip


def _find(view: View) -> Iterator[Candidate]:
    data = view.data
    for head, count, mark, largest in _KINDS:
        at = data.find(head)
        while at >= 0:
            first = at + len(head)
            values, end = _read(data, first, count, mark, largest)
            yield from _blob.candidates(values, first, end, "packed-ints", False)
            at = data.find(head, at + 1)


def _read(data: bytes, at: int, count: int, mark: int, largest: int) -> tuple[bytes, int]:
    """Return the integers of an array and where it ends, as far as they are bytes."""
    out = bytearray()
    while len(out) < count and at < len(data):
        if data[at] == mark and at + 1 < len(data):
            at += 1
        elif data[at] > largest:
            break
        out.append(data[at])
        at += 1
    return bytes(out), at


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"\xdc\x00\x20" + b"".join(bytes((byte,)) if byte < 128 else bytes((0xCC, byte)) for byte in seed)


ENCODING = Encoding(name="packed-ints", label="packed array of 32 integers", find=_find, encode=_encode, rests=BINARY)
