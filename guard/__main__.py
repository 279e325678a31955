"""The first lines of the program, as a command and as python -m guard: Ctrl-C while the rest is loaded is no traceback."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # see guard.cli
import os

_INTERRUPTED = 130  # guard.errors has it, and is not loaded yet


def _end(signal: int, frame: object) -> None:
    os._exit(_INTERRUPTED)  # nothing was read or written


if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:  # what the caller ignores stays ignored
    _signal.signal(_signal.SIGINT, _end)


def entry() -> None:
    """Run as the console script."""
    from guard import cli

    cli.entry()


if __name__ == "__main__":
    entry()
