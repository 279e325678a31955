r"""Lines that begin with an offset which grows by one step: dumps by od, xxd, hexdump in any notation and width.

The step says how many bytes stand in a line, and so what its numbers are: bytes or words, hex, decimal or
octal; or characters in cells of four columns, as `od -c` shows them (`\0`, `237`, `a`).
"""

from __future__ import annotations

from guard.view import OFFSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

_LINE = rb"(?m)^([^\r\n0-9a-fA-F]{0,12})(0[0-9a-fA-F]{6,15})(?::|(?=[ \t\r\n])|\Z)([^\r\n]*)"
_ANY_LINE = rb"\n([^\r\n0-9a-fA-F]{0,6})((?:0[xX])?[0-9a-fA-F]{3,16})(?::|(?=[ \t\r\n])|\Z)([^\r\n]*)"
_STEPS = frozenset((4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64))
_OCTAL_DIGITS = {3: 1, 6: 2, 11: 4, 22: 8}
_CELL = 4
_NAMED = {b"\\0": 0, b"\\a": 7, b"\\b": 8, b"\\t": 9, b"\\n": 10, b"\\v": 11, b"\\f": 12, b"\\r": 13}
_PATTERNS: list[re.Pattern[bytes]] = []

Line = tuple[bytes, int, int]  # offset as written, and where what follows it begins and ends


def lines(data: bytes) -> Iterator[list[Line]]:
    """Yield groups of two or more neighbouring lines that begin with an offset."""
    if not _PATTERNS:
        import re

        _PATTERNS.append(re.compile(_LINE))
    group: list[Line] = []
    last = -1
    at = data.find(OFFSET)
    while at >= 0:
        start = max(data.rfind(b"\n", max(0, at - 13), at) + 1, at - 13, 0)
        match = _PATTERNS[0].match(data, start)
        while match:
            if group and match.start() > last + 2:
                yield group
                group = []
            group.append((match.group(2), match.start(3), match.end()))
            last = match.end()
            following = data.find(b"\n", last, last + 2) + 1
            match = _PATTERNS[0].match(data, following) if following else None
        at = data.find(OFFSET, max(at + len(OFFSET), last))
    if group:
        yield group


def lines_anywhere(data: bytes) -> Iterator[list[Line]]:
    """Yield the groups of lines whatever their offsets are; below each may stand one that shows it as characters."""
    if len(_PATTERNS) < 2:
        import re

        _PATTERNS[:] = [re.compile(_LINE), re.compile(_ANY_LINE)]
    group: list[Line] = []
    for match in _PATTERNS[1].finditer(b"\n" + data):  # so that the machine jumps from one line break to the next
        between = data[group[-1][2] : match.start()] if group else b""
        if group and (between.count(b"\n") > 2 or (between.strip() and not between.lstrip(b"\r\n").startswith(b"    "))):
            yield group
            group = []
        group.append((match.group(2), match.start(3) - 1, match.end() - 1))
    if len(group) > 1:
        yield group


class Cells:
    """Bytes that a group of lines shows: `data`, and the lines they stand in."""

    __slots__ = ("_lines", "_step", "data")

    def __init__(self, data: bytes, group: list[Line], step: int) -> None:
        self.data = data
        self._lines = group
        self._step = step

    def place(self, offset: int) -> int:
        """Map an offset of `data` to one of the outer text, as far into its line as it is into the line's bytes."""
        _, start, end = self._lines[min(offset // self._step, len(self._lines) - 1)]
        return start + (end - start) * (offset % self._step) // self._step


def shown(data: bytes, group: list[Line]) -> Iterator[Cells]:
    """Yield what a group of lines may show, for every way to read it."""
    for base in (16, 8, 10):
        step = _step(group, base)
        if step not in _STEPS:
            continue
        texts = [data[start:end] for _, start, end in group]
        most = step * len(group) if texts[-1].strip() else int(group[-1][0], base) - int(group[0][0], base)
        for read in (_hex, _octal, _decimal):
            rows = _rows(texts, step, read)
            for order in ("big", "little") if rows and max(width for _, width in rows) > 1 else ("big",) if rows else ():
                yield Cells(b"".join(_bytes(words, width, order) for words, width in rows)[:most], group, step)
        cells = _characters(texts, step)
        if cells:
            yield Cells(cells[:most], group, step)


def _step(group: list[Line], base: int) -> int:
    """Return how many bytes the first line shows; 0 if offsets are not of this base or do not grow evenly."""
    try:
        offsets = [int(offset, base) for offset, _, _ in group]
    except ValueError:
        return 0
    steps = [after - before for before, after in zip(offsets, offsets[1:], strict=False)]  # noqa: RUF007 - itertools is not loaded yet
    return steps[0] if steps and len(set(steps[:-1])) <= 1 and 0 < steps[-1] <= steps[0] else 0


def _rows(texts: list[bytes], step: int, read: Callable[[bytes, int, int], tuple[list[int], int] | None]) -> list[tuple[list[int], int]]:
    """Return (words, bytes of a word) of each line, [] if one cannot be read so; the last may be shorter."""
    rows: list[tuple[list[int], int]] = []
    for text in texts:
        row = read(text, step, rows[0][1] if rows else 0)
        if row is None:
            return rows if len(rows) > 1 and text is texts[-1] else []
        rows.append(row)
    return rows


def _hex(text: bytes, step: int, width: int) -> tuple[list[int], int] | None:
    digits = b""
    first = 0
    for token in text.replace(b"-", b" ").split():
        if len(digits) == 2 * step or token.translate(None, b"0123456789abcdefABCDEF") or (first and len(token) > first):
            break
        first = first or len(token)
        digits += token
    width = width or first // 2
    if width not in (1, 2, 4, 8) and first != 2 * step:
        return None
    width = width if width in (1, 2, 4, 8) else 1
    size = 2 * width
    if not digits or first % 2 or len(digits) > 2 * step:
        return None
    return [int(digits[at : at + size], 16) for at in range(0, len(digits) - len(digits) % size, size)], width


def _numbers(text: bytes, step: int, base: int) -> list[int]:
    values: list[int] = []
    for token in text.split():
        try:
            values.append(int(token, base))
        except ValueError:
            break
        if len(values) == step:
            break
    return values


def _octal(text: bytes, step: int, width: int) -> tuple[list[int], int] | None:
    tokens = text.split()
    width = width or (_OCTAL_DIGITS.get(len(tokens[0]), 0) if tokens else 0)
    values = _numbers(text, step, 8) if width else []
    if not values or min(values) < 0 or max(values) >= 1 << 8 * width:
        return None
    return values[: step // width], width


def _decimal(text: bytes, step: int, width: int) -> tuple[list[int], int] | None:
    values = _numbers(text, step, 10)
    width = width or (step // len(values) if values and step % len(values) == 0 else 0)
    if width not in (1, 2, 4, 8) or not values:
        return None
    if max(values) >= 1 << 8 * width or min(values) < -(1 << 8 * width - 1):
        return None
    return values[: step // width], width


def _characters(texts: list[bytes], step: int) -> bytes:
    out = bytearray()
    for text in texts:
        for at in range(0, min(len(text), step * _CELL), _CELL):
            cell = text[at : at + _CELL].strip()
            if len(cell) == 3 and cell.isdigit():
                out.append(int(cell, 8) & 255 if not cell.strip(b"01234567") else 63)
            elif cell in _NAMED:
                out.append(_NAMED[cell])
            elif len(cell) <= 1:
                out += cell or b" "
            else:
                return b""
    return bytes(out)


def _bytes(words: list[int], width: int, order: str) -> bytes:
    mask = (1 << 8 * width) - 1
    whole = b"".join((word & mask).to_bytes(width, "big") for word in words)
    return whole if order == "big" else b"".join(whole[at : at + width][::-1] for at in range(0, len(whole), width))
