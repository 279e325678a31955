"""Reader of git packs (gitformat-pack(5)) as bytes: objects one after another, deltas resolved within the pack.

No git process and no index: this is for packs and bundles that lie around as files.
"""

from __future__ import annotations

from hashlib import sha1, sha256

from guard.layers._streams import Inflate, Streams, read
from guard.model import Inner, Skip
from guard.packs.delta import apply as sound

KINDS = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}
_OFFSET, _REFERENCE = 6, 7
_KEPT = 48 << 20
_NAMED = 500_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget


def apply(base: bytes, delta: bytes, limit: int) -> bytes:
    """Return the result of a delta; ValueError where it does not fit its base or exceeds `limit` bytes."""
    try:
        return sound(base, delta, limit)[0]
    except ValueError:
        return _lenient(base, delta, limit)


def _lenient(base: bytes, delta: bytes, limit: int) -> bytes:
    """Return the same of a delta with instructions that git does not write, as long as the size is right."""
    expected, at = _size(delta, 0)
    size, at = _size(delta, at)
    if expected != len(base) or size > limit:
        raise ValueError
    parts, made = [], 0
    while at < len(delta):
        code = delta[at]
        at += 1
        if code < 128:
            piece = delta[at : at + code]
            at += code
        else:
            numbers = []
            for bits in (range(4), range(4, 7)):
                value = 0
                for shift, bit in enumerate(bits):
                    if code >> bit & 1:
                        value |= delta[at] << 8 * shift if at < len(delta) else 0
                        at += 1
                numbers.append(value)
            piece = base[numbers[0] : numbers[0] + (numbers[1] or 0x10000)]
        parts.append(piece)
        made += len(piece)
        if made > size:
            raise ValueError
    if made != size:
        raise ValueError
    return b"".join(parts)


def _size(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at
    raise ValueError


class Pack:
    """One pack that begins at `start` of `data`; ids have `width` bytes."""

    def __init__(self, data: bytes, start: int, budget: Budget, width: int = 20) -> None:
        self.data = data
        self.start = start
        self.budget = budget
        self.width = width
        self.unread = ""
        self._places: dict[bytes, int] = {}  # id to offset
        self._ids: dict[int, bytes] = {}
        self._kinds: dict[int, int] = {}
        self._kept: dict[int, bytes] = {}
        self._held = 0
        self._listed = b""  # the names in the tree noted last, one a line
        self._names: dict[bytes, tuple[bytes, bytes]] = {}  # id to (tree that lists it, name there)

    def members(self) -> Iterator[Inner | Skip]:
        """Yield every object: blobs last, by their path where a tree of the pack tells it."""
        count = int.from_bytes(self.data[self.start + 8 : self.start + 12], "big")
        at = self.start + 12
        later, blobs = [], []
        for _ in range(count):
            if at >= len(self.data) or not self.budget.take(0, 1):
                break
            read = self._read(at)
            if read is None and self.unread:
                break
            if read is None:
                later.append(at)
            elif self._note(at, *read) == 3:
                blobs.append(at)
            else:
                yield self._text(at, *read)
            at = self._end
        lost = 0
        for entry in later:  # deltas whose base stands behind them, or in another pack
            read = self._read(entry)
            lost += read is None
            if read is not None and self._note(entry, *read) == 3:
                blobs.append(entry)
            elif read is not None:
                yield self._text(entry, *read)
        for entry in blobs:
            read = self._read(entry) if not self.budget.spent else None
            if read is not None and read[1]:
                yield Inner(read[1], self._path(self._ids[entry]) or f"blob {self._ids[entry].hex()[:12]}")
        yield from self._verdict(at, lost)

    def _verdict(self, at: int, lost: int) -> Iterator[Skip]:
        if self.budget.spent:
            yield Skip("", self.budget.spent)
        elif self.unread:
            none = not self._places and "limit" not in self.unread
            yield Skip("", "no valid git pack: read as plain bytes" if none else self.unread, harmless=none)
        elif at >= len(self.data):
            yield Skip("", "truncated git pack: what is there was read", harmless=True)
        if lost:
            yield Skip("", f"{lost} deltas of the git pack have no base in it: not read")

    def _read(self, at: int) -> tuple[int, bytes] | None:
        """Return (kind, content) of the entry at an offset and set `_end`; None where its base is unknown."""
        chain: list[bytes] = []
        first = True
        while True:
            kept = self._kept.get(at)  # an entry is kept only after it was read once
            if kept is not None:
                kind, content = self._kinds[at], kept
                break
            kind, base, content = self._entry(at)
            if first:
                self._end = self._stop
                first = False
            if self.unread:
                return None
            if kind in KINDS:
                break
            if base < 0 or len(chain) > 10_000:
                return None
            chain.append(content)
            at = base
        try:
            for delta in reversed(chain):
                content = apply(content, delta, min(self.budget.member_size, max(0, self.budget.bytes)))
                self.budget.take(len(content))
        except (ValueError, IndexError):
            return None
        return kind, content

    def _entry(self, at: int) -> tuple[int, int, bytes]:
        """Return (kind, offset of the base or -1, inflated bytes) and set `_stop`."""
        data, head = self.data, at
        kind = data[at] >> 4 & 7 if at < len(data) else 0
        while data[at : at + 1] > b"\x7f":
            at += 1
        at += 1
        base = -1
        if kind == _OFFSET:
            distance = -1
            while True:
                byte = int.from_bytes(data[at : at + 1], "big")
                distance = distance + 1 << 7 | byte & 127
                at += 1
                if byte < 128:
                    break
            base = head - distance if self.start < head - distance < head else -1
        elif kind == _REFERENCE:
            base = self._places.get(data[at : at + self.width], -1)
            at += self.width
        streams = Streams(data, lambda data, at: (Inflate(15), at), start=at, single=True)
        content, reason = read(streams, self.budget)
        self._stop = streams.end
        if reason:
            self.unread = reason
        elif streams.state == "damaged":
            self.unread = "git pack damaged: not read to its end"
        return kind, base, content

    def _note(self, at: int, kind: int, content: bytes) -> int:
        """Remember an object, as a base for others and by its id; return its kind."""
        state = (sha1 if self.width == 20 else sha256)(KINDS[kind] + b" %d\x00" % len(content))
        state.update(content)  # apart from its head: no second copy of a large object is made
        name = state.digest()
        self._places[name] = at
        self._ids[at] = name
        self._kinds[at] = kind
        self._listed = self._tree(name, content) if kind == 2 else b""
        self._kept[at] = content
        self._held += len(content)
        while self._held > _KEPT and self._kept:
            self._held -= len(self._kept.pop(next(iter(self._kept))))
        return kind

    def _text(self, at: int, kind: int, content: bytes) -> Inner:
        name = f"{KINDS[kind].decode('ascii')} {self._ids[at].hex()[:12]}"
        return Inner(self._listed if kind == 2 else content, name)  # the one noted last

    def _tree(self, tree: bytes, content: bytes) -> bytes:
        """Note the names in a tree; return them one a line."""
        names, at = [], 0
        while at < len(content):
            space = content.find(b" ", at)
            end = content.find(b"\x00", space)
            if space < 0 or end < 0:
                break
            at = end + 1 + self.width
            names.append(content[space + 1 : end])
            if len(self._names) < _NAMED:
                self._names.setdefault(content[end + 1 : at], (tree, names[-1]))
        return b"\n".join(names)

    def _path(self, name: bytes) -> str:
        from guard.redact import member_path

        parts: list[bytes] = []
        while name in self._names and len(parts) < 100:
            name, part = self._names[name]
            parts.append(part)
        return member_path(b"/".join(reversed(parts))[:4096])
