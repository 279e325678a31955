"""Lines of one width, narrower than a run: base64 or hex wrapped at 22 to 42 columns."""

from __future__ import annotations

from guard.encodings.base64 import glued

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import View

    Area = tuple[int, int]

# line breaks, plain or escaped, with indentation and the marks of quoted mail and comments
GAP = rb"[ \t]*(?:\\*\r)?(?:\n|\r|\\+n(?:\\+r)?)(?:[ \t>]|[#*|;] |// )*"
MOST = 64
"""How long a gap may be."""
REST = rb"[A-Za-z0-9+/_-]{1,42}(?=[^A-Za-z0-9+/_-]|\Z)"
"""A line that is no run."""
BREAKS = frozenset(b"\r\n\\ \t")
_ENDS = frozenset(b"\r\n\\")  # behind a narrow line no blank may stand
_NARROW, _WIDEST = 22, 42


def narrow(view: View) -> list[list[Area]]:
    """Return rows of lines of one width below 43, each with its shorter last line; they are looked for once."""
    if "narrow" not in view.memo:
        view.memo["narrow"] = list(_find(view)) if view.parts else []
    return view.memo["narrow"]  # type: ignore[return-value]  # what was put there a line above


def _find(view: View) -> Iterator[list[Area]]:
    data = view.data
    size = len(data)
    done = 0
    for start, end in view.parts:
        if end - start > _WIDEST + 1 or start < done or end >= size or data[end] not in _ENDS:
            continue
        first = start + glued(data, start)
        if _NARROW <= end - first <= _WIDEST:
            row = _lines(data, first, end)
            if len(row) > 1:
                done = row[-1][1]
                yield row


def _lines(data: bytes, start: int, end: int) -> list[Area]:
    """Return the line given with those of its width behind it, and the shorter one that ends them."""
    import re

    gap, line = re.compile(GAP), re.compile(REST)
    width = end - start
    row = [(start, end)]
    while True:
        between = gap.match(data, row[-1][1], row[-1][1] + MOST)
        more = line.match(data, between.end()) if between else None
        if more is None or more.end() - more.start() > width:
            return row
        row.append(more.span())
        if more.end() - more.start() < width:
            return row
