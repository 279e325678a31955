"""Compressed streams, read piece by piece within a budget; shared by the containers.

Damage is judged once, here. What is not in the file (a truncated stream) is nothing unread: a harmless
note. Bytes that are there and cannot be decoded make the report incomplete, unless not one byte could
be: then the file is no such container, and was read as the plain bytes it is.
"""

from __future__ import annotations

from guard.layers._text import is_text
from guard.model import Inner, Skip

PIECE = HEAD = 1 << 20
_SLICE = 64 << 10
QUICK = 32 << 10
"""Bytes of a short stream: it is unpacked in one step."""
_BY_CHANCE = 128  # random bytes behind a weak magic inflate until they break: within 100 of them in 400,000 trials
MEMORY = 256 << 20
_SUFFIXES = (".gz", ".bz2", ".xz", ".lzma", ".zst", ".zstd", ".z", ".zz", ".tgz", ".txz", ".tzst", ".tbz2")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from guard.model import Budget, View

    Begin = Callable[[bytes, int], "tuple[Any, int] | None"]


class Inflate:
    """A zlib decompressor with the face of those of bz2, lzma and zstd."""

    def __init__(self, window: int = -15) -> None:
        import zlib

        self._decoder = zlib.decompressobj(window)
        self._full = False

    @property
    def eof(self) -> bool:
        """Whether the end of the stream was reached."""
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        """Whether more output needs more input."""
        return not self._full and not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What was fed beyond the end of the stream."""
        return self._decoder.unused_data

    def decompress(self, data: bytes, limit: int) -> bytes:
        """Return at most `limit` bytes."""
        piece = self._decoder.decompress(self._decoder.unconsumed_tail + data, limit)
        self._full = len(piece) == limit
        return piece

    def at_once(self, data: bytes) -> bytes | None:
        """Return all of a stream that ends within `data` and is sound; None for any other."""
        try:
            content: bytes = self._decoder.decompress(data, PIECE)
            ended: bool = self._decoder.eof
        except Exception:  # damaged: whoever reads it piece by piece tells
            return None
        return content if ended else None


class Streams:
    """Streams of one kind in `data` from `start` to `stop`, one after another, as one content.

    `begin(data, position)` returns (decoder, position of its payload), or None where no stream starts.
    After reading, `state` is "" or what went wrong, `end` is where reading stopped, and `sound` how many
    bytes a damaged stream had before the damage.
    """

    def __init__(
        self, data: bytes, begin: Begin, start: int = 0, single: bool = False, stop: int | None = None
    ) -> None:
        self.data = data
        self.stop = len(data) if stop is None else min(stop, len(data))
        self.begin = begin
        self.single = single
        self.end = start
        self.state = ""
        self.sound = 0

    def at_once(self, budget: Budget) -> bytes | None:
        """Return the content where it is one short, sound stream that the budget pays for; of any other None, and nothing is taken."""
        started = self.begin(self.data, self.end) if self.end < self.stop else None
        decoder, at = started or (None, 0)
        if not isinstance(decoder, Inflate):
            return None
        fed = self.data[at : min(at + QUICK, self.stop)]
        content = decoder.at_once(fed)
        if content is None or len(content) > min(budget.bytes, budget.member_size):
            return None
        end = at + len(fed) - len(decoder.unused_data)
        if (not self.single and end < self.stop) or budget.spent:
            return None
        self.end = end
        budget.take(len(content))
        return content

    def pieces(self) -> Iterator[bytes]:
        """Yield the content; an empty piece now and then lets the caller look at the clock."""
        data = self.data
        while self.end < self.stop:
            started = self.begin(data, self.end)
            if started is None:
                return
            opened = self.end
            decoder, self.end = started
            yield from self._one(decoder, opened)
            if self.state or self.single:
                return
            while data[self.end : self.end + 1] == b"\x00":
                self.end += 1

    def _one(self, decoder: Any, opened: int) -> Iterator[bytes]:
        step = 4096
        given = 0
        yield b""
        while not decoder.eof:
            fed = b""
            if decoder.needs_input:
                fed = self.data[self.end : min(self.end + step, self.stop)]
                if not fed:
                    self.state = "truncated"
                    return
                self.end += len(fed)
                step = min(2 * step, _SLICE)
            try:
                piece = decoder.decompress(fed, PIECE)
            except Exception as error:  # each library has an error of its own; their texts are not told
                self.state = "needs too much memory" if "emory" in str(error) else "damaged"
                yield from self._salvage(opened, given)
                return
            given += len(piece)
            yield piece
        self.end -= len(decoder.unused_data)

    def _salvage(self, opened: int, given: int) -> Iterator[bytes]:
        """Yield what comes after the first `given` bytes and before the damage, which swallowed it."""
        started = self.begin(self.data, opened)
        if started is None:
            return
        decoder, at = started
        edge = max(at, self.end - _SLICE)
        while at < self.end:
            step = 1 if at >= edge else min(4096, edge - at)
            fed = self.data[at : at + step] if decoder.needs_input else b""
            try:
                piece = decoder.decompress(fed, PIECE)
            except Exception:  # the damage again
                self.sound = at - opened
                return
            at += len(fed)
            if given < len(piece):
                yield piece[given:]
            given = max(0, given - len(piece))


def read(streams: Streams, budget: Budget) -> tuple[bytes, str]:
    """Return what streams hold within the budget, and the limit that cut it short or ""."""
    content = streams.at_once(budget)
    return collect(streams.pieces(), budget) if content is None else (content, "")


def collect(pieces: Iterator[bytes], budget: Budget, most: int = 0) -> tuple[bytes, str]:
    """Join pieces within the budget; return (content, the limit that cut it short or "").

    Of what is longer than `most`, if given, only the first HEAD bytes are.
    """
    from io import BytesIO

    held = BytesIO()  # its value is its buffer: no second copy of a large member is made
    size = 0
    while True:
        reason = budget.spent
        if not reason and size > budget.member_size:
            reason = budget.oversize
        piece = None if reason else next(pieces, None)
        if piece is None:
            return held.getvalue(), reason
        size += len(piece)
        budget.take(len(piece))
        if not most or size <= most:
            held.write(piece)
        elif held.tell() != HEAD:
            held.write(piece[:HEAD])
            held.seek(held.truncate(min(HEAD, held.tell())))


def verdict(name: str, data: bytes, state: str, reason: str, kind: str) -> Iterator[Skip]:
    """Yield the Skip for what of one stream was not read, if anything."""
    if reason:
        yield Skip(name, reason)
    elif state == "truncated":
        yield Skip(name, f"truncated {kind}: what is there was read", harmless=True)
    elif state == "damaged" and not data:
        yield Skip(name, f"no valid {kind}: read as plain bytes", harmless=True)
    elif state:
        yield Skip(name, f"{kind} {state}: not read to its end")


def open_streams(view: View, budget: Budget, kind: str, begin: Begin, stored: str = "",
                 quiet: bool = False) -> Iterator[Inner | Skip]:  # fmt: skip
    """Open a file that is one compressed content; `quiet` says nothing where its magic is weak and little came."""
    from guard.layers._huge import Content

    if not budget.take(0, 1):
        yield Skip("", budget.spent)
        return
    content = Content(lambda: Streams(view.data, begin), budget)
    name = "" if is_tar(content.data) else stored or stem(view.name)
    yield from content.inner(name)
    streams, data = content.streams, content.data
    if not quiet or (data and not _by_chance(streams, data)):
        yield from verdict(name if data else "", data, streams.state, content.reason, kind)


def _by_chance(streams: Streams, data: bytes) -> bool:
    """Tell whether what came before the damage is noise: other bytes, even prose, can begin like a weak magic."""
    written = len(data) >= 16 and is_text(data[:64])
    return streams.state == "damaged" and streams.sound < _BY_CHANCE and not written


def stem(path: str) -> str:
    """Return what a compressed file is called without its suffix."""
    name = path.rpartition("!")[2].rpartition("/")[2]
    low = name.lower()
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)] + (".tar" if suffix.startswith(".t") else "")
    return "content"


def is_tar(data: bytes) -> bool:
    """Tell whether bytes begin with a tar header, whose checksum is right."""
    if data[257:262] != b"ustar" and not data[156:157].strip(b"\x000123456"):
        head = data[:512]
        return len(head) == 512 and head[0] != 0 and checksum(head) == number(head[148:156])
    return data[257:262] == b"ustar"


def checksum(head: bytes) -> int:
    """Return the checksum of a tar header (POSIX ustar)."""
    return sum(head) - sum(head[148:156]) + 256


def number(field: bytes) -> int:
    """Return a number of a tar header: octal text, or base 256 (GNU); -1 where it is neither."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    text = field.strip(b" \x00")
    if not text:
        return 0
    return int(text, 8) if not text.strip(b"01234567") else -1
