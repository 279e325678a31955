"""Turns: what takes much memory is done by one process of a pool at a time.

A lock of the kernel's on a nameless file that the parent made: a process that dies gives it back.
"""

from __future__ import annotations

import os


class Turns:
    """One lock of all processes that were forked between `begin` and `end`; without it no one waits."""

    __slots__ = ("_depth", "_file")

    def __init__(self) -> None:
        self._file = -1
        self._depth = 0

    def begin(self) -> None:
        """Make the lock, where the system can."""
        if self._file < 0 and hasattr(os, "memfd_create"):
            try:
                self._file = os.memfd_create("turns")
            except OSError:
                return

    def end(self) -> None:
        """Give the lock up: there are no other processes any more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def take(self) -> float:
        """Wait for the others; return for how many seconds. Whoever has the turn may take it again."""
        self._depth += 1
        if self._depth > 1 or self._file < 0:
            return 0.0
        import fcntl
        from time import monotonic

        began = monotonic()
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
        except OSError:
            return 0.0  # more memory is better than nothing read
        return monotonic() - began

    def give(self) -> None:
        """Let another process have the turn, once as often as it was taken."""
        self._depth -= 1
        if not self._depth and self._file >= 0:
            import fcntl

            try:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
            except OSError:
                return


TURNS = Turns()
