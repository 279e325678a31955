"""Standard input as one fragment, or as windows where it is huge."""

from __future__ import annotations

from guard.model import Fragment, Skip
from guard.sources.files import WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.windows import Huge


class StdinSource:
    """What was read from standard input, whole or in blocks, under the name the user gave it."""

    name = "stdin"

    def __init__(self, content: bytes | Iterable[bytes], name: str = "<stdin>") -> None:
        waiting = iter([content] if isinstance(content, bytes) else content)
        held: list[bytes] = []
        size = 0
        for block in waiting:
            held.append(block)
            size += len(block)
            if size > WHOLE:
                break
        self._content = _content(held, waiting, name) if size > WHOLE else Fragment(b"".join(held), name, "stdin")

    def fragments(self) -> Iterator[Fragment | Huge | Skip]:
        """Yield the one content."""
        yield self._content


def _content(held: list[bytes], waiting: Iterator[bytes], name: str) -> Fragment | Huge:
    """Return what is too large to be held, in windows; a container is held, for its reader needs all of it."""
    from guard.windows import Huge

    kept = Kept()
    while held:
        kept.add(held.pop(0))
    for block in waiting:
        kept.add(block)
    kept.end()
    content = Huge(kept, kept.size, name, "stdin")
    return Fragment(kept(0, kept.size), name, "stdin") if content.is_container() else content


class Kept:
    """Keeps what cannot be read twice, compressed; nothing of it is written anywhere."""

    __slots__ = ("_blocks", "_last", "_open", "size")

    _BLOCK = 4 << 20

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._open = bytearray()
        self._last = (-1, b"")
        self.size = 0

    def add(self, data: bytes) -> None:
        """Add the next bytes."""
        from zlib import compress

        self.size += len(data)
        self._open += data
        while len(self._open) >= self._BLOCK:
            self._blocks.append(compress(memoryview(self._open)[: self._BLOCK], 1))
            del self._open[: self._BLOCK]

    def end(self) -> None:
        """Say that there is no more."""
        from zlib import compress

        self._blocks.append(compress(self._open, 1))
        self._open = bytearray()

    def _block(self, number: int) -> bytes:
        from zlib import decompress

        if self._last[0] != number:
            self._last = (number, decompress(self._blocks[number]))
        return self._last[1]

    def __call__(self, start: int, size: int) -> bytes:
        stop = min(self.size, start + size)
        parts = []
        while start < stop:
            number, offset = divmod(start, self._BLOCK)
            parts.append(self._block(number)[offset : offset + stop - start])
            start += len(parts[-1])
        return b"".join(parts)
