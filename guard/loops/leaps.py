"""Runs of a class of bytes, by leaps: for a compiled build (guard.runs.find_class).

After R. S. Boyer and J. S. Moore: "A fast string searching algorithm", CACM 20 (1977). Where the last byte of a window is of
another class, no run as long as the window ends in it, and the next window begins behind that byte.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def find_class(data: bytes, kind: bytes, shortest: i64) -> list[tuple[int, int]]:
    """Return the maximal runs of at least `shortest` bytes that table `kind` (256 bytes) maps to anything but 0, as (start, end)."""
    found: list[tuple[int, int]] = []
    size: i64 = len(data)
    low: i64 = 0  # no run that is still to be found begins before it
    at: i64 = shortest - 1
    while at < size:
        back: i64 = at
        while back >= low and kind[data[back]]:
            back -= 1
        if back >= low:
            low = back + 1
        else:
            at += 1
            while at < size and kind[data[at]]:
                at += 1
            found.append((low, at))
            low = at + 1
        at = low + shortest - 1
    return found
