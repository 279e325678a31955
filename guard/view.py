"""Bytes under examination and what every encoding and layer asks of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sort_out import Sorted

    Area = tuple[int, int]

# What a text has; an encoding or layer that rests on none of it is not asked.
RUNS, PARTS, LISTS, SHORT, ZEROS, BARS = 1, 2, 4, 8, 16, 32
HIGH, PERCENT, AMPERSAND, BACKSLASH, EQUALS, SEAMS, ROWS = 64, 128, 256, 512, 1024, 2048, 4096
BINARY, OFFSETS, SEQUENCES = 8192, 16384, 32768
# One byte is looked for by its number throughout: bytes in bytes are first taken for a number, and the error costs ten times the search.
_TELLING = (0x5C, 0x1B, 0x5E)  # a backslash, an escape, "^"
_FEWEST = 8  # backslashes of a byte string with escapes (guard.encodings.escaped_bytes)
OFFSET = b"0000000"
"""What stands in the offsets of a dump that begins at 0."""
_DUMP = 32 << 10  # a larger text is a dump where it has lists of numbers
_HEAD, _NOISE = 512, 4096
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b") + b"\x7f"
_MARKED = ((128, HIGH), (0x25, PERCENT), (0x26, AMPERSAND), (0x5C, BACKSLASH), (0x3D, EQUALS))


class View:
    """Bytes under examination, with the tables of runs that encodings and layers share.

    `name` is the path of these bytes as shown, for layers that name their member after it. `memo` is
    for what two of them would work out alike. `hushed` says that only what is `always` asked looks at
    them, and at stretches no shorter than a value.
    """

    __slots__ = ("_has", "_lists", "_rows", "_seams", "_sorts", "_stretches", "data", "hushed", "memo", "name")

    def __init__(self, data: bytes, name: str = "") -> None:
        self.data = data
        self.name = name
        self.hushed = False
        self._has = -1
        self._lists: list[Area] | None = None
        self._rows: list[Area] | None = None
        self._stretches: list[Area] | None = None
        self._seams: list[Area] | None = None
        self._sorts: Sorted | None = None
        self.memo: dict[str, object] = {}

    @property
    def has(self) -> int:
        """What encodings and layers may rest on, as a sum of the bits above.

        RUNS, PARTS, LISTS, ROWS, SEAMS and SHORT say that the list of that name is not empty, HIGH, PERCENT,
        AMPERSAND, BACKSLASH and EQUALS that a stretch has such a mark; ZEROS that there is a NUL, BARS that
        there are eight backslashes, BINARY that the text is none, OFFSETS that it may be a dump with offsets,
        SEQUENCES that it may tell a terminal something.
        """
        if self._has < 0:
            has = ZEROS if 0 in self.data else 0
            if not self.hushed:
                has |= self._apart()
            found = self._sorted()
            if found.some:
                has |= (RUNS if found.runs else 0) | (PARTS if found.parts else 0) | (SHORT if found.short else 0)
                for mark, bit in _MARKED:
                    if found.marked[mark]:
                        has |= bit
            self._has = has
        return self._has

    def _apart(self) -> int:
        """Return what it has besides stretches and NULs."""
        data = self.data
        has = BARS if has_many(data, b"\\", _FEWEST) else 0
        if self.lists:
            has |= LISTS
        if (has & LISTS or len(data) <= _DUMP) and OFFSET in data:
            has |= OFFSETS
        if is_binary(data):
            has |= BINARY
        if any(map(data.__contains__, _TELLING)):
            has |= SEQUENCES
        if self.rows:
            has |= ROWS
        return has | SEAMS if self.seams else has

    @property
    def runs(self) -> list[Area]:
        """Maximal runs of 43 or more characters of [A-Za-z0-9+/_-] that are not words alone, as (start, end)."""
        return self._sorted().runs

    @property
    def short(self) -> list[Area]:
        """Stretches of 32 or 42 run characters and nothing else: halves of hex, the shortest base58."""
        return self._sorted().short

    @property
    def stretches(self) -> list[Area]:
        """Maximal stretches of 22 or more run characters, escape marks and bytes over 127."""
        if self._stretches is None:
            from guard.runs import find_stretches

            self._stretches = find_stretches(self.data)
        return self._stretches

    @property
    def lists(self) -> list[Area]:
        """Regions of 88 or more digits, hex digits, separators and white space: where bytes may be listed."""
        if self._lists is None:
            from guard.runs import find_lists

            self._lists = find_lists(self.data)
        return self._lists

    @property
    def rows(self) -> list[Area]:
        """Where numbers stand in rows or in equal surroundings (guard.rows)."""
        if self._rows is None:
            from guard.rows import areas

            self._rows = areas(self.data)
        return self._rows

    @property
    def seams(self) -> list[Area]:
        """Regions in which three or more literals are joined, each of which may be short."""
        if self._seams is None:
            from guard.runs import find_seams

            self._seams = find_seams(self.data)
        return self._seams

    @property
    def parts(self) -> list[Area]:
        """Runs of 22 or more characters that may be part of a value."""
        return self._sorted().parts

    def marked(self, mark: int) -> list[Area]:
        """Return the stretches with a mark in them: "%", "&", a backslash, "=", or sort_out.HIGH for bytes over 127."""
        return self._sorted().marked[mark]

    def _sorted(self) -> Sorted:
        if self._sorts is None:
            from guard.runs import HALF, SHORTEST
            from guard.sort_out import sort_out

            self._sorts = sort_out(self.data, SHORTEST if self.hushed else HALF)
        return self._sorts


def has_many(data: bytes, byte: bytes, least: int) -> bool:
    """Tell whether a byte stands in content `least` times or more; where it is rare, to search is faster than to count."""
    at = -1
    for _ in range(least):
        at = data.find(byte, at + 1)
        if at < 0:
            return False
    return True


def is_binary(data: bytes) -> bool:
    """Tell whether content is no text, by its beginning: control characters, or what is not UTF-8."""
    head = data[:_HEAD]
    if head.translate(None, _CONTROLS) != head:
        return True
    if head.isascii():
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start < len(head) - 4 or len(data) <= _HEAD
    return False


def is_noise(data: bytes) -> bool:
    """Tell whether a large text that escapes were taken off is data for a program: what is left of them is all over it.

    Literals joined in it, and numbers in rows, are there by chance, and there are very many.
    """
    if len(data) < _NOISE:
        return False
    return data.count(b"\\") * 8 > len(data) or (len(data) - len(data.translate(None, _CONTROLS))) * 32 > len(data)
