"""Huge contents looked at in windows, so that memory stays bounded: with overlap, and true lines and columns.

Every place belongs to the core of one window; around it stand MARGIN bytes of the content on either side. A form
that is longer than MARGIN can be missed where it crosses a border: an encoded text that does is told as not read.
"""

from __future__ import annotations

from guard import context
from guard.errors import SourceError
from guard.locate import Lines, width
from guard.model import Fragment, Skip
from guard.turns import TURNS

SIZE = 8 << 20
MARGIN = 64 << 10
_FEW = 8  # an encoded text of so few different characters says nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.candidates import Opened
    from guard.model import Budget, Inner

    Read = Callable[[int, int], bytes]


class Part:
    """Where a window stands in its content.

    `first` and `last` are the offsets in the window between which places belong to it, `line` and `column`
    (1-based) those of its first byte; `level` is how much the whole content speaks of Backpack, `fresh` the
    count of bytes that no window before it had in its core.
    """

    __slots__ = ("column", "first", "fresh", "last", "level", "line")

    def __init__(self, first: int, last: int, line: int, column: int, level: int) -> None:
        self.first = first
        self.last = last
        self.line = line
        self.column = column
        self.level = level
        self.fresh = last - first

    def owns(self, offset: int) -> bool:
        """Tell whether a place of the window is told by it and not by its neighbours."""
        return self.first <= offset < self.last


class Moved(Lines):
    """Lines and columns of a window, counted from the begin of its content."""

    __slots__ = ("_part",)

    def __init__(self, data: bytes, part: Part) -> None:
        super().__init__(data)
        self._part = part

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column) in the whole content."""
        line, column = super().position(offset)
        return line + self._part.line - 1, column + self._part.column - 1 if line == 1 else column


class _Again:
    """Reads one window once more."""

    __slots__ = ("read", "size", "start")

    def __init__(self, read: Read, start: int, size: int) -> None:
        self.read = read
        self.start = start
        self.size = size

    def __call__(self) -> bytes:
        return self.read(self.start, self.size)


class Huge:
    """A content that is looked at in windows; `read(start, size)` gives any of its bytes again and again."""

    __slots__ = ("_level", "about", "blob", "origin", "path", "read", "size")

    def __init__(self, read: Read, size: int, path: str, origin: str = "file", blob: str | None = None) -> None:
        self.read = read
        self.size = size
        self.path = path
        self.origin = origin
        self.blob = blob
        self.about = ""  # as in a Fragment
        self._level = -1

    @property
    def level(self) -> int:
        """How much the content speaks of Backpack, as guard.context tells it."""
        if self._level < 0:
            near: list[bytes] = []
            last, found = 0, b""
            for start in range(0, self.size, SIZE):
                piece = self.read(start, SIZE)
                if hash(piece) != last:  # what is made to be huge repeats itself
                    last, found = hash(piece), context.near(piece)
                near += [found] if found else []
            self._level = context.level(b"\n".join(near)[: 4 * SIZE])
        return self._level

    def is_container(self) -> bool:
        """Tell by its two ends whether this is a container, which only its reader can look into."""
        from guard.candidates import is_container

        head = self.read(0, 1 << 20)
        return is_container(head + self.read(max(0, self.size - (1 << 17)), 1 << 17))

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield all windows, and a Skip for what of them cannot be read, or not as a whole."""
        try:
            yield from self._windows()
        except (OSError, SourceError):
            yield Skip(self.path, "changed while it was being scanned")

    def _windows(self) -> Iterator[Fragment | Skip]:
        place = _Place(_unit(self.read(0, 4)))
        level = self.level
        start = 0
        for core in range(0, self.size, SIZE):
            stop = min(self.size, core + SIZE)
            end = min(self.size, stop + MARGIN)
            data = self.read(start, end - start)
            if len(data) != end - start:
                raise SourceError("shorter than it was")
            part = Part(core - start, stop - start, place.line, place.column, level)
            again = _Again(self.read, start, end - start)
            yield Fragment(data, self.path, self.origin, self.blob, None, again, self.about, part)
            if end == self.size and stop == end:
                return
            if _is_encoded(data[stop - start - MARGIN : stop - start + MARGIN]):
                yield Skip(self.path, f"an encoded text goes on across byte {stop} and was not decoded as a whole")
            following = max(0, stop - MARGIN)
            while following > start and data[following - start] & 0xC0 == 0x80 and stop - following < MARGIN + 4:
                following -= 1  # not within a character
            place.pass_over(data[: following - start], data[following - start : following - start + 1])
            start = following


def members(made: Opened, inner: Inner, budget: Budget) -> Iterator[Opened | Skip]:
    """Yield the windows of a huge member: what is done with all of it at once would take several times its size.

    A container is yielded whole, which its reader needs, and by one process at a time; of a tar only its headers are, for its
    members stand one behind the other.
    """
    try:
        yield from _members(made, inner, budget)
    except MemoryError:
        yield Skip(made.name, "too large for the memory at hand")


def _members(made: Opened, inner: Inner, budget: Budget) -> Iterator[Opened | Skip]:
    from guard.candidates import Opened, is_container
    from guard.layers._huge_tar import HugeTar
    from guard.layers._streams import is_tar
    from guard.model import View

    data = made.outer
    if inner.huge:
        content = Huge(inner.huge, inner.huge.size, made.name)
        if content.is_container():
            tar = HugeTar(inner.huge)
            if is_tar(inner.huge(0, 512)) and tar.list_all():
                made.view.data = made.outer = tar.heads
                made.view.memo["tar"] = tar
                yield made
                return
            budget.deadline += TURNS.take()  # to wait is not to work
            try:
                made.view.data = made.outer = inner.huge.whole()
                yield made  # and asked for the next only after all that is inside
            finally:
                TURNS.give()
            return
    elif is_container(data):
        yield made
        return
    else:
        content = Huge(lambda start, size: data[start : start + size], len(data), made.name)
    for one in content.fragments():
        if isinstance(one, Skip):
            yield one
        else:
            window = Opened(View(one.data, made.view.name), one.data, None, made.name, made.exact)
            window.view.memo.update(made.view.memo)
            window.part, window.ground, window.inside = one.part, one.data, made.inside
            yield window


class _Place:
    """The line and column that a walk through a content has reached; `unit` is the bytes of one character, or 1."""

    __slots__ = ("_code", "column", "line")

    def __init__(self, code: str) -> None:
        self._code = code
        self.line = self.column = 1

    def pass_over(self, data: bytes, following: bytes) -> None:
        if self._code:
            data = data.decode(self._code, "replace").encode()
        breaks = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
        if data.endswith(b"\r") and following == b"\n":
            breaks -= 1  # told with its second half
        if breaks:
            self.line += breaks
            data = data[max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - (following == b"\n"))) + 1 :]
            self.column = 1
        self.column += width(data)


def _unit(head: bytes) -> str:
    """Return the name of the wide encoding that a byte order mark tells, "" for none."""
    if head in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return "utf-32-le" if head[0] else "utf-32-be"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-le" if head[0] == 0xFF else "utf-16-be"
    return ""


def _is_encoded(data: bytes) -> bool:
    """Tell whether a stretch is nothing but an encoded text, wrapped or not."""
    from string import ascii_letters, digits

    rest = data.translate(None, f"{ascii_letters}{digits}+/-_=\r\n".encode())
    return not rest and len(set(data)) > _FEW and len(data) == 2 * MARGIN
