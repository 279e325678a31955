"""Plug-points: list a folder of the package and take one value from each module."""

from __future__ import annotations

import os
from importlib import import_module

_loaded: dict[tuple[str, str], dict[str, object]] = {}


def names(package: str) -> list[str]:
    """Return the module names in folder `package` (for example "encodings"), sorted."""
    folder = os.path.join(os.path.dirname(__file__), package)
    found = [entry[:-3] for entry in os.listdir(folder) if entry.endswith(".py")]
    return sorted(name for name in found if not name.startswith("_"))


def load(package: str, attribute: str) -> dict[str, object]:
    """Return {module name: its `attribute`} for every module of the folder that has it."""
    wanted = (package, attribute)
    if wanted not in _loaded:
        table: dict[str, object] = {}
        for name in names(package):
            value = getattr(import_module(f"guard.{package}.{name}"), attribute, None)
            if value is not None:
                table[name] = value
        _loaded[wanted] = table
    return _loaded[wanted]
