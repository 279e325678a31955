"""Entry point: errors to exit status."""

from __future__ import annotations


def entry() -> int:
    """Run the console script."""
    import sys

    sys.stderr.write("backpack-guard: error: no command is available yet\n")
    return 2
