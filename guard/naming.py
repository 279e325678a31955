"""Where a value's name stands: left of it on its line, on a line above, or at the head of its column."""

from __future__ import annotations

from guard import names
from guard.locate import Lines

_NEUTRAL = frozenset(
    ["value", "values", "string", "str", "text", "data", "b", "r", "f", "u", "rb", "br", "default", "val", "content"]
)
_BARE = _NEUTRAL | {"const", "let", "var", "val", "static", "final", "public", "auto", "def", "my", "new", "return"}
_REACH = 400


def mask(text: str) -> str:
    """Replace other values on the line, so that a neighbour's text is not read as a name."""
    import re

    return re.sub(r"[A-Za-z0-9+/=]{40,}", "*", text)


def left_of(data: bytes, first: int, start: int) -> str:
    """Return what stands left of a value on its line, other values masked.

    On a line longer than people write, packed code, it begins no earlier than the value's own statement.
    """
    left = mask(data[max(first, start - _REACH) : start].decode("utf-8", "replace"))
    return _statement(left) if start - first > _REACH else left


def _statement(left: str) -> str:
    import re

    begins = re.compile(r"[;{}]\s*(?:const|let|var)\s|[;,{}]\s*[A-Za-z_$][\w$]?\s*=(?![=>])")
    last = max((found.start() + 1 for found in begins.finditer(left)), default=0)
    return left[last:]


def name_of(lines: Lines, start: int) -> str:
    """Return names.SECRET, KEY, OTHER or UNNAMED for the value at offset `start`."""
    data = lines.data
    first = lines.start(start)
    left = left_of(data, first, start)
    name = names.classify(left)
    if name:
        return name
    column = _column(data, first, start, lines.end(start))
    if column:
        return column
    words = names.tokens(left.rpartition("*")[2])
    if "*" in left or not set(words) <= _NEUTRAL:
        return names.UNNAMED
    return _above(data, first)


def _above(data: bytes, first: int) -> str:
    """Take the name from the nearest line above that says anything; a line with a value keeps its own name."""
    end = first - 1
    for _ in range(3):
        if end <= 0:
            break
        begin = data.rfind(b"\n", 0, end) + 1
        text = mask(data[max(begin, end - 200) : end].decode("utf-8", "replace"))
        if any(character.isalnum() for character in text):
            return names.UNNAMED if "*" in text else names.classify(text)
        end = begin - 1
    return names.UNNAMED


def _column(data: bytes, first: int, start: int, end: int) -> str:
    """Take the name from the first line where the file is a table."""
    if end - first > 10 * _REACH:
        return names.UNNAMED
    for mark in (b"\t", b",", b";"):
        at = data.count(mark, first, start)
        if not at or first == 0:
            continue
        head = data[: max(0, data.find(b"\n", 0, 10 * _REACH))]
        if head.count(mark) == data.count(mark, first, end):
            return names.classify(head.split(mark)[at].decode("utf-8", "replace"))
    return names.UNNAMED


def is_bare(lines: Lines, start: int) -> bool:
    """Tell whether the value at `start` is called nothing at all: a literal, or a variable of one letter."""
    left = left_of(lines.data, lines.start(start), start)
    return all(word in _BARE or len(word) == 1 for word in names.tokens(left))
