"""A tar that is too large to be held, read member by member: what is not content, and where each content stands.

Only for those without damage, whose members can be held: others are read as a whole.
"""

from __future__ import annotations

from array import array

from guard.budget import WHOLE
from guard.layers._streams import checksum, number
from guard.model import Inner, Skip

BLOCK = 512
NO_CONTENT = b"123456"  # links, devices, folders, pipes: their names are read with the outer bytes
MOST_EXTENDED = 1 << 20
_PIECE = 1 << 20
_MOST_HEADS = 16 << 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Reader


class HugeTar:
    """The members of a sound tar; `heads` is all of it but their content."""

    __slots__ = ("_names", "_read", "_sizes", "_starts", "heads")

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._names: list[bytes] = []
        self._starts, self._sizes = array("Q"), array("Q")
        self.heads = b""

    def list_all(self) -> bool:
        """Go through it once; False if it is better read as a whole."""
        read, position = self._read, 0
        heads = bytearray()
        extended: dict[bytes, bytes] = {}
        while position + BLOCK <= read.size and len(heads) < _MOST_HEADS:
            head = read(position, BLOCK)
            if head[0] == 0:
                break
            size = size_of(head, extended)
            start, position = position + BLOCK, position + BLOCK + -(-size // BLOCK) * BLOCK
            kind = head[156:157]
            if checksum(head) != number(head[148:156]) or position > read.size or size > WHOLE:
                return False
            heads += head
            if kind and kind in b"xgLK":
                body = read(start, min(size, MOST_EXTENDED))
                extend(extended, kind, body)
                heads += body
            elif size and kind and kind in NO_CONTENT:
                return False
            else:
                if size:
                    self._names.append(name_of(head, extended))
                    self._starts.append(start)
                    self._sizes.append(size)
                extended = {}
            if read(start + size, position - start - size).strip(b"\0"):
                return False
        self.heads = bytes(heads)
        return len(heads) < _MOST_HEADS and not any(
            read(at, _PIECE).strip(b"\0") for at in range(position, read.size, _PIECE)
        )

    def members(self, budget: Budget) -> Iterator[Inner | Skip]:
        """Yield every member that has content."""
        from guard.redact import member_path

        for name, start, size in zip(self._names, self._starts, self._sizes, strict=True):
            if budget.spent:
                yield Skip("", budget.spent)
                return
            path = member_path(name) or "content"
            reason = budget.refuses(size)
            yield Skip(path, reason) if reason else Inner(self._read(start, size), path)


def size_of(head: bytes, extended: dict[bytes, bytes]) -> int:
    """Return how many bytes of content follow a header."""
    size = extended.get(b"size", b"")
    return max(0, int(size[:19]) if size.isdigit() else number(head[124:136]))


def extend(extended: dict[bytes, bytes], kind: bytes, body: bytes) -> None:
    """Add what an extended header (pax or GNU) says of the next member."""
    if kind == b"L":
        extended[b"path"] = body.rstrip(b"\x00")
    while kind in (b"x", b"g") and body:
        digits, _, rest = body.partition(b" ")
        size = int(digits) if digits.isdigit() and len(digits) < 8 else 0
        field, mark, value = rest[: max(0, size - len(digits) - 2)].partition(b"=")
        if not size or not mark:
            return
        extended[field] = value
        body = body[size:]


def name_of(head: bytes, extended: dict[bytes, bytes]) -> bytes:
    """Return the name of a member."""
    name = head[:100].partition(b"\x00")[0]
    if head[257:263] == b"ustar\x00":
        prefix = head[345:500].partition(b"\x00")[0]
        name = prefix + b"/" + name if prefix else name
    return extended.get(b"GNU.sparse.name", extended.get(b"path", name))
