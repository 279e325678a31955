"""Memory of large contents, which goes back to the system when they are done with.

The C library of GNU keeps what is smaller than the largest block that was ever freed (up to 32 MB) in its heap, of which only the end
goes back: after one large archive every process held it twice. mallopt(3), M_MMAP_THRESHOLD.
"""

from __future__ import annotations

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # malloc.h
_LARGE = 1 << 20
_done: list[bool] = []


def give_back() -> None:
    """Let blocks of a megabyte and more go back as soon as they are freed; elsewhere than with GNU's library do nothing."""
    if _done:
        return
    _done.append(True)
    try:
        from ctypes import CDLL

        mallopt = CDLL(None).mallopt
    except (ImportError, OSError, AttributeError, TypeError):  # no ctypes, no library by that name, no such function
        return
    mallopt(_MMAP_THRESHOLD, _LARGE)
    mallopt(_TRIM_THRESHOLD, _LARGE)
