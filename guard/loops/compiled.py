"""Whether this is a compiled build (building/backend.py), where loops over bytes cost less than calls."""

from __future__ import annotations

COMPILED = not __file__.endswith((".py", ".pyc"))


def is_sound() -> bool:
    """Tell whether slices that end before they begin are empty: a compiler may have its own view of that."""
    return not any(b"abc"[start:end] for start in range(-4, 5) for end in range(-4, start + 1) if (start < 0) == (end < 0))
