"""The one place that reads the environment."""

from __future__ import annotations

import os


def get(name: str, default: str = "") -> str:
    """Return one variable, or `default`."""
    return os.environ.get(name, default)


def variables() -> dict[str, str]:
    """Return a copy of the environment."""
    return dict(os.environ)
