"""Reader of the zip format (PKWARE APPNOTE) for bytes that may be hostile, damaged or lead with junk.

Members come from the central directory where there is one; local headers that it does not name (hidden
or left over members, truncated archives) are looked for in what lies between.
"""

from __future__ import annotations

from struct import Struct

from guard.layers._huge import Content, stored
from guard.layers._streams import MEMORY, QUICK, Inflate, Streams, verdict
from guard.model import Inner, Skip

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64, _LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
_STORED, _DEFLATE, _BZIP2, _LZMA, _ZSTD, _XZ = 0, 8, 12, 14, 93, 95
_PACKED = (_DEFLATE, _BZIP2, _LZMA, _ZSTD, _XZ)
_PLACE = 48  # bits of an offset in the archive
_CONTROLS = bytes(range(32)) + b"\x7f"
_ENTRY = Struct("<8x2H4x3I3H8xI")  # flags, method, CRC-32, sizes packed and not, lengths of name, extra and comment, offset
_WHOLE = 46

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any

    from guard.model import Budget


class Entry:
    """One member: where its local header stands, how it is packed, and its name as raw bytes."""

    __slots__ = ("at", "check", "flags", "method", "name", "packed", "spans")

    def __init__(self, at: int, flags: int, method: int, packed: int, name: bytes, spans: list[tuple[int, int]]) -> None:
        self.at = at
        self.check = 0  # CRC-32 of the content, 0 where it is not known
        self.flags = flags
        self.method = method
        self.packed = packed
        self.name = name
        self.spans = spans  # where its names and comments stand


def word(data: bytes, at: int, size: int = 2) -> int:
    """Return a little-endian number."""
    return int.from_bytes(data[at : at + size], "little")


def central(data: bytes) -> Iterator[Entry]:
    """Yield the members of the central directory in the order of their places, of which alone all are held: there may be 100,000."""
    end = data.rfind(END, max(0, len(data) - 66_000))
    if end < 0:
        return
    at = end - word(data, end + 12, 4)
    shift = at - word(data, end + 16, 4)
    if data.startswith(_LOCATOR, end - 20):  # zip64: a record of its own stands before, whatever leads the file
        record = data.rfind(_END_64, 0, end - 20)
        at = record - word(data, record + 40, 8)
        shift = at - word(data, record + 48, 8)
    if not data.startswith(CENTRAL, max(0, at)):  # a size that lies
        at = data.find(CENTRAL, word(data, end + 16, 4) if word(data, end + 16, 4) < end else 0)
        shift = 0
    order: list[int] = []
    last = -1
    while at >= 0 and data.startswith(CENTRAL, at):
        entry = _record(data, at)
        order.append(entry.at + shift << _PLACE | at)
        last, at = at, entry.spans[1][1]
    comment = word(data, end + 20)
    for one in sorted(order):
        entry = _record(data, one & (1 << _PLACE) - 1)
        entry.at += shift
        if comment and one & (1 << _PLACE) - 1 == last:
            entry.spans.append((end + 22, end + 22 + comment))
        yield entry


def _record(data: bytes, at: int) -> Entry:
    """Return the member that an entry of the central directory names."""
    first = at + _WHOLE
    head = data[at:first]
    flags, method, check, packed, size, name, extra, comment, place = _ENTRY.unpack(head if len(head) == _WHOLE else head.ljust(_WHOLE, b"\x00"))
    then = first + name
    entry = Entry(place, flags, method, packed, data[first:then], [(first, then), (then + extra, then + extra + comment)])
    if extra:
        _wide(entry, data[then : then + extra], size)
    entry.check = check
    return entry


def _wide(entry: Entry, extra: bytes, size: int) -> None:
    """Take sizes and offsets above 4 GiB from the zip64 field."""
    at = 0
    while at + 4 <= len(extra):
        if word(extra, at) == 1:
            at += 4 + (8 if size == 0xFFFFFFFF else 0)
            if entry.packed == 0xFFFFFFFF:
                entry.packed = word(extra, at, 8)
                at += 8
            if entry.at == 0xFFFFFFFF:
                entry.at = word(extra, at, 8)
            return
        at += 4 + word(extra, at + 2)


def local(data: bytes, at: int) -> Entry | None:
    """Return the member whose local header stands at `at`, or None."""
    if not data.startswith(LOCAL, at) or at + 30 > len(data):
        return None
    name = data[at + 30 : at + 30 + word(data, at + 26)]
    flags, method = word(data, at + 6), word(data, at + 8)
    packed = -1 if flags & 8 and not word(data, at + 18, 4) else word(data, at + 18, 4)
    entry = Entry(at, flags, method, packed, name, [(at + 30, at + 30 + len(name))])
    after = at + 30 + len(name)
    _wide(entry, data[after : after + word(data, at + 28)], word(data, at + 22, 4))
    if entry.packed == 0xFFFFFFFF:
        entry.packed = -1
    return entry


class Archive:
    """The members of one archive, read in the order of their places."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data = data
        self.budget = budget
        self.found = 0
        self.names: set[bytes] = set()

    def members(self) -> Iterator[Inner | Skip]:
        """Yield every member, those of the central directory and those between."""
        position, led, absent = 0, self.data.startswith(b"PK"), []
        for entry in central(self.data):
            if position < entry.at:
                yield from self._between(position, entry.at)
            if self.budget.spent:
                break
            there = local(self.data, entry.at)
            if there is None:
                absent.append(entry.name)
                continue
            led = True
            there.packed, there.name, there.check = entry.packed, entry.name, entry.check
            position = max(position, (yield from self._one(there)))
        yield from self._between(position, len(self.data))
        for name in absent if led else ():  # else other bytes in which the marks of a zip stand: a program that writes them
            if name not in self.names:
                yield Skip(_shown(name), "no member where the zip directory says: not read")
        if self.budget.spent:
            yield Skip("", self.budget.spent)

    def _between(self, position: int, end: int) -> Iterator[Inner | Skip]:
        while not self.budget.spent:
            position = self.data.find(LOCAL, position, end)
            entry = local(self.data, position) if position >= 0 else None
            if entry is None:
                return
            if not entry.name or entry.method > 99 or entry.flags & 0x8000 or _is_no_member(entry):
                position += 4
                continue
            position = max(position + 4, (yield from self._one(entry)))

    def _one(self, entry: Entry) -> Generator[Inner | Skip, None, int]:
        """Yield one member; return where it ends."""
        self.found += 1
        self.names.add(entry.name)
        name = _shown(entry.name)
        start = entry.at + 30 + word(self.data, entry.at + 26) + word(self.data, entry.at + 28)
        known = entry.packed >= 0
        end = start + entry.packed if known else start
        if not self.budget.take(0, 1):
            return end
        if entry.flags & 1:
            yield Skip(name, "encrypted")
        elif entry.method == _STORED:
            if not known:
                stop = self.data.find(b"PK", start)
                end = len(self.data) if stop < 0 else stop
            yield from self._stored(name, start, end)
        elif entry.method in _PACKED:
            stop = yield from self._packed(name, entry, start, end if known else None)
            end = stop if entry.method == _DEFLATE else max(end, stop)  # deflate tells its own end, sizes may lie
        else:
            yield Skip(name, f"packed by method {entry.method}, which is not supported")
        return end

    def _stored(self, name: str, start: int, end: int) -> Iterator[Inner | Skip]:
        there = min(end, len(self.data))
        if there - start > self.budget.member_size:
            yield Skip(name, self.budget.oversize)
        elif self.budget.take(max(0, there - start)):
            if there > start:
                yield stored(self.data, start, there - start, name)
            if there < end:
                yield Skip(name, "truncated zip: what is there was read", harmless=True)
        else:
            yield Skip(name, self.budget.spent)

    def _packed(self, name: str, entry: Entry, start: int, end: int | None) -> Generator[Inner | Skip, None, int]:
        begin = _decoder(entry.method)
        if begin is None:
            from guard.layers._zstd import MISSING

            yield Skip(name, MISSING)
            return start
        stop = None if entry.method == _DEFLATE else end
        content = Content(lambda: Streams(self.data, begin, start=start, single=True, stop=stop), self.budget, entry.packed <= QUICK)
        yield from content.inner(name)
        streams, reason = content.streams, content.reason
        if entry.check and not reason and not streams.state and content.check != entry.check:
            streams.state = "damaged"
        yield from verdict(name, content.data or b"?", streams.state, reason, "zip member")
        return streams.end


def _is_no_member(entry: Entry) -> bool:
    """Tell whether a mark that no directory lists stands in other bytes, such as the constants of a program.

    No archive has names with line breaks or other control characters; where there may be content, it is tried all the same.
    """
    readable = not entry.flags & 1 and entry.method in (_STORED, *_PACKED)
    return not readable and entry.name.translate(None, _CONTROLS) != entry.name


def _decoder(method: int) -> Any:
    """Return the `begin` of Streams for a method; None where the extra is missing."""
    import bz2
    import lzma

    if method == _DEFLATE:
        return lambda data, at: (Inflate(), at)
    if method == _BZIP2:
        return lambda data, at: (bz2.BZ2Decompressor(), at)
    if method == _XZ:
        return lambda data, at: (lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY), at)
    if method == _LZMA:
        return _begin_lzma
    from guard.layers._zstd import library

    module = library()
    return module and (lambda data, at: (module.ZstdDecompressor(), at))


def _begin_lzma(data: bytes, at: int) -> tuple[Any, int] | None:
    import lzma

    size = word(data, at + 2)
    if size != 5 or at + 9 > len(data) or data[at + 4] >= 225:
        return None
    rest, context_bits = divmod(data[at + 4], 9)
    position_bits, literal_bits = divmod(rest, 5)
    window = min(max(word(data, at + 5, 4), 4096), MEMORY)
    chosen = {"id": lzma.FILTER_LZMA1, "lc": context_bits, "lp": literal_bits, "pb": position_bits, "dict_size": window}
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen]), at + 9
    except (lzma.LZMAError, ValueError):
        return None


def listing(data: bytes) -> Inner | None:
    """Return comments, and names with a long part, as text of their own, one a line, where they stand in the archive.

    Other names hold no value, and are read with the archive's own bytes.
    """
    from bisect import bisect_right

    text, starts, places = bytearray(), [], []
    for entry in central(data):
        name = entry.spans[0]
        for start, end in entry.spans:
            long = end - start >= 43 and max(map(len, data[start:end].split(b"/"))) >= 43
            if long or (end > start and (start, end) != name):
                starts.append(len(text))
                places.append(start)
                text += data[start:end] + b"\n"
    if not text:
        return None

    def offsets(offset: int) -> int:
        at = max(0, bisect_right(starts, offset) - 1)
        return min(len(data), places[at] + offset - starts[at])

    return Inner(bytes(text), "", offsets)


def _shown(name: bytes) -> str:
    from guard.redact import member_path

    return member_path(name[:4096]) or "content"
