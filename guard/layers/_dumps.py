"""Rows of a dump: an offset, bytes in groups of one width, and often what they look like as text."""

from __future__ import annotations

from itertools import chain, islice

from guard.rows import with_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_BODY = (
    rb"(?<![\w.])(?:0[xX])?[0-9a-fA-F]+"
    rb"(?:(?:[ \t]*:[ \t]+|[ \t]*\|[ \t]*|[ \t]+(?:-[ \t]+)?|[-:]|,[ \t]*)(?:0[xX])?[0-9a-fA-F]+(?![.\w])){1,}"
)
_TOKEN = rb"(?:0[xX])?([0-9a-fA-F]+)"


def _shape(digits: bytes) -> bytes:
    """Return the table that shows these digits as "h", what stands between numbers as "s", and all else as "."."""
    return bytes(104 if byte in digits else 115 if byte in b" \t:,-|" else 46 for byte in range(256))


_SHAPE = _shape(b"0123456789abcdefABCDEF")
_GROUPS = (
    b"hhs" * 7, b"hhhhs" * 5, b"hhhhhhhhshhhhhhhhs", b"h" * 16 + b"s" + b"h" * 16, b"hhshhshhshh.shhshhshhshh",
)  # fmt: skip
_PREFIXED = (b"h.hhsh.hhsh.hhs", b".hhhhhhhhsh.hhhhhhhh", b".hhhhhhhhhhhhhhhhsh.hhhhhhhhhhhhhhhh")  # the sign is an "x"
_IN_OCTAL = (b"shhhshhhshhhs", b"hhhhhhshhhhhhs")
_OCTAL = b"01234567"
_OCTAL_SHAPE = _shape(_OCTAL)
_MOST = 64  # bytes of a row
_PATTERNS: list[re.Pattern[bytes]] = []


class Row:
    """One line of a dump: its offset as it is written, or b"", and its groups as (bytes, end)."""

    __slots__ = ("groups", "line", "offset", "start", "width")

    def __init__(self, line: int, start: int, offset: bytes, groups: list[tuple[bytes, int]], width: int) -> None:
        self.line = line
        self.start = start
        self.offset = offset
        self.groups = groups
        self.width = width

    def size(self) -> int:
        """Return how many bytes stand in it, text that looks like bytes included."""
        return sum(len(data) for data, _ in self.groups)

    def cut(self, size: int) -> None:
        """Drop groups behind the first `size` bytes."""
        left = size
        kept = []
        for data, end in self.groups:
            if left <= 0:
                break
            kept.append((data[:left], end))
            left -= len(data)
        self.groups = kept


class Dump:
    """Rows that follow each other: their bytes, the width of their words, and where each row stands."""

    __slots__ = ("_at", "_spans", "data", "width")

    def __init__(self, rows: list[Row]) -> None:
        self.width = rows[0].width
        self._spans = [(row.start, row.start + row.groups[-1][1]) for row in rows]
        parts = [b"".join(data for data, _ in row.groups) for row in rows]
        self.data = b"".join(parts)
        self._at = [0]
        for part in parts:
            self._at.append(self._at[-1] + len(part))

    def place(self, offset: int) -> int:
        """Map an offset of `data` to one of the text: in its row, as far in as it is in the row's bytes."""
        from bisect import bisect_right

        number = max(0, min(bisect_right(self._at, offset) - 1, len(self._spans) - 1))
        start, end = self._spans[number]
        size = max(1, self._at[number + 1] - self._at[number])
        return start + min(size, offset - self._at[number]) * (end - start) // size

    def swapped(self) -> bytes:
        """Return the bytes with those of each word in the other order."""
        width, data = self.width, self.data
        return b"".join(data[at : at + width][::-1] for at in range(0, len(data), width))


def may_dump(data: bytes, start: int, end: int) -> bool:
    """Tell whether there are groups of digits of one width in an area."""
    text = data[start:end]
    if any(map(text.translate(_SHAPE).__contains__, _GROUPS if b"x" not in text and b"X" not in text else _GROUPS + _PREFIXED)):
        return True
    return any(map(text.translate(_OCTAL_SHAPE).__contains__, _IN_OCTAL))


def dumps(data: bytes, start: int, end: int) -> Iterator[Dump]:
    """Yield the dumps around an area of rows."""
    if not may_dump(data, start, end):
        return
    start, end = with_lines(data, start, end)
    rows: list[Row] = []
    line = 0
    at = start
    while at < end:
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        row = _row(data, at, stop, line) if stop - at >= 11 else None
        if row:
            if rows and not _follow(rows[-1], row):
                yield from _whole(rows)
                rows = []
            rows.append(row)
        at = stop + 1
        line += 1
    yield from _whole(rows)


def _patterns() -> list[re.Pattern[bytes]]:
    if not _PATTERNS:
        import re

        _PATTERNS.extend([re.compile(_BODY), re.compile(_TOKEN)])
    return _PATTERNS


def _row(data: bytes, start: int, end: int, line: int) -> Row | None:
    body = max(_patterns()[0].finditer(data, start, end), key=lambda match: len(match.group()), default=None)
    if body is None:
        return None
    found = ((match.group(1), match.end()) for match in _patterns()[1].finditer(data, *body.span()))
    tokens = list(islice(found, 2))
    first = len(tokens[0][0])
    offset = b""
    after = data[tokens[0][1] : tokens[0][1] + 2]
    if first >= 3 and (first != len(tokens[1][0]) or (after[:1] == b":" and after[1:].isspace()) or after == b" -"):
        offset = tokens.pop(0)[0]
    width = len(tokens[0][0])
    groups: list[tuple[bytes, int]] = []
    rest: list[tuple[bytes, int]] = []
    for token in chain(tokens, found):  # lists of numbers are long rows, and most end soon
        if len(token[0]) != width:
            rest.append(token)
            break
        groups.append(token)
    values, size = _values([group for group, _ in groups], width, bool(offset))
    if size > 1 and rest and len(rest[0][0]) < width and len(rest[0][0]) % 2 == 0 and offset:
        values.append(bytes.fromhex(rest[0][0].decode("ascii")))  # the last word is a part only
        groups += rest
    if not values or (not offset and len(values) < 2):
        return None
    chosen = [(value, at - start) for value, (_, at) in zip(values, groups, strict=True)]
    return Row(line, start, offset, chosen, size)


def _values(groups: list[bytes], width: int, has_offset: bool) -> tuple[list[bytes], int]:
    """Return the bytes of groups of digits, and how many are one word."""
    text = b"".join(groups)
    if width == 8 and not text.strip(b"01"):
        return [int(group, 2).to_bytes(1, "big") for group in groups], 1
    if width in (3, 6) and has_offset and not text.translate(None, _OCTAL):
        size = width // 3
        numbers = [int(group, 8) for group in groups]
        return ([number.to_bytes(size, "big") for number in numbers], size) if max(numbers) < 1 << 8 * size else ([], 0)
    if width in (2, 4, 8, 16, 32):
        return [bytes.fromhex(group.decode("ascii")) for group in groups], width // 2
    return [], 0


def _follow(row: Row, after: Row) -> bool:
    """Tell whether one row goes on where the other ends; what is too much in the first is dropped."""
    if after.line != row.line + 1 or after.width != row.width or bool(after.offset) != bool(row.offset):
        return False
    if not row.offset:
        return True
    for base in (16, 8, 10):
        try:
            step = int(after.offset, base) - int(row.offset, base)
        except ValueError:
            continue
        if 0 < step <= min(_MOST, row.size()):
            row.cut(step)
            return True
    return False


def _whole(rows: list[Row]) -> Iterator[Dump]:
    if not rows:
        return
    last = rows[-1]
    if len(rows) > 1 and last.offset:
        edge = rows[-2].groups[-1][1]  # where the text beside the bytes begins
        last.groups = [group for group in last.groups if group[1] <= edge]
        last.cut(rows[-2].size())
    dump = Dump(rows) if last.groups else Dump(rows[:-1])
    if len(dump.data) >= 32:
        yield dump
