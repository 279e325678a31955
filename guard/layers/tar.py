"""tar: ustar, pax and GNU names, old headers; what follows damage is looked for at every block.

Everything in a tar is stored plainly and so was read with the outer bytes: damage is a harmless note.
"""

from __future__ import annotations

from guard.layers._huge import stored
from guard.layers._huge_tar import BLOCK, MOST_EXTENDED, NO_CONTENT, HugeTar, extend, name_of, size_of
from guard.layers._streams import checksum, is_tar, number
from guard.model import Budget, Inner, Layer, Skip, View
from guard.view import ZEROS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _test(data: bytes) -> bool:
    return (data[257:262] == b"ustar" or data[100:101] == b"0" or data[100:101] == b" ") and is_tar(data)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.redact import member_path

    huge = view.memo.get("tar")  # what guard.windows put there
    if isinstance(huge, HugeTar):
        yield from huge.members(budget)
        return
    data, position = view.data, 0
    extended: dict[bytes, bytes] = {}
    while position + BLOCK <= len(data):
        if budget.spent:
            yield Skip("", budget.spent)
            return
        head = data[position : position + BLOCK]
        if head[0] == 0 or checksum(head) != number(head[148:156]):
            position = _next(data, position + BLOCK)
            continue
        start = position + BLOCK
        size = size_of(head, extended)
        kind = head[156:157]
        position = start + -(-size // BLOCK) * BLOCK
        if kind in b"xgLK" and kind:
            extend(extended, kind, data[start : start + min(size, MOST_EXTENDED)])
            continue
        name = member_path(name_of(head, extended)) or "content"
        extended = {}
        if kind in NO_CONTENT and kind:
            continue
        yield from _member(data, start, size, name, budget)


def _member(data: bytes, start: int, size: int, name: str, budget: Budget) -> Iterator[Inner | Skip]:
    there = min(size, len(data) - start)
    reason = budget.refuses(there)
    if reason:
        yield Skip(name, reason)
        return
    yield stored(data, start, there, name)
    if there < size:
        yield Skip(name, "truncated tar: what is there was read", harmless=True)


def _next(data: bytes, position: int) -> int:
    """Return the next block at or after `position` that could be a header."""
    while position + BLOCK <= len(data):
        if data[position] and data[position + 257 : position + 262] == b"ustar":
            return position
        position += BLOCK
    return len(data)


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
