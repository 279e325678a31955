"""tar: ustar, pax and GNU names, old headers; what follows damage is looked for at every block.

Everything in a tar is stored plainly and so was read with the outer bytes: damage is a harmless note.
"""

from __future__ import annotations

from guard.layers._huge import stored
from guard.layers._streams import checksum, is_tar, number
from guard.model import Budget, Inner, Layer, Skip, View
from guard.view import ZEROS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 512
_NO_CONTENT = b"123456"  # links, devices, folders, pipes: their names are read with the outer bytes


def _test(data: bytes) -> bool:
    return (data[257:262] == b"ustar" or data[100:101] == b"0" or data[100:101] == b" ") and is_tar(data)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.redact import member_path

    data, position = view.data, 0
    extended: dict[bytes, bytes] = {}
    while position + _BLOCK <= len(data):
        if budget.spent:
            yield Skip("", budget.spent)
            return
        head = data[position : position + _BLOCK]
        if head[0] == 0 or checksum(head) != number(head[148:156]):
            position = _next(data, position + _BLOCK)
            continue
        start = position + _BLOCK
        size = number(head[124:136])
        if extended.get(b"size", b"").isdigit():
            size = int(extended[b"size"][:19])
        size = max(0, size)
        kind = head[156:157]
        position = start + -(-size // _BLOCK) * _BLOCK
        if kind in b"xgLK" and kind:
            _extend(extended, kind, data[start : start + min(size, 1 << 20)])
            continue
        name = member_path(_name(head, extended)) or "content"
        extended = {}
        if kind in _NO_CONTENT and kind:
            continue
        yield from _member(data, start, size, name, budget)


def _member(data: bytes, start: int, size: int, name: str, budget: Budget) -> Iterator[Inner | Skip]:
    there = min(size, len(data) - start)
    if there > budget.member_size:
        budget.take(0, 1)
        yield Skip(name, f"limit reached: larger than {budget.member_size} bytes (limits.member-size)")
    elif not budget.take(there, 1):
        yield Skip(name, budget.spent)
    else:
        yield stored(data, start, there, name)
        if there < size:
            yield Skip(name, "truncated tar: what is there was read", harmless=True)


def _next(data: bytes, position: int) -> int:
    """Return the next block at or after `position` that could be a header."""
    while position + _BLOCK <= len(data):
        if data[position] and data[position + 257 : position + 262] == b"ustar":
            return position
        position += _BLOCK
    return len(data)


def _extend(extended: dict[bytes, bytes], kind: bytes, body: bytes) -> None:
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


def _name(head: bytes, extended: dict[bytes, bytes]) -> bytes:
    name = head[:100].partition(b"\x00")[0]
    if head[257:263] == b"ustar\x00":
        prefix = head[345:500].partition(b"\x00")[0]
        name = prefix + b"/" + name if prefix else name
    return extended.get(b"GNU.sparse.name", extended.get(b"path", name))


def _wrap(text: bytes) -> bytes:
    import io
    import tarfile

    held = io.BytesIO()
    with tarfile.TarFile(fileobj=held, mode="w") as archive:
        entry = tarfile.TarInfo("folder/inner.txt")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return held.getvalue()


LAYER = Layer(name="tar", test=_test, open=_open, wrap=_wrap, container=True, rests=ZEROS)
