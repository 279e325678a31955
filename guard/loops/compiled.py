"""Whether this is a compiled build (packaging/backend.py), where loops over bytes cost less than calls."""

from __future__ import annotations

COMPILED = not __file__.endswith((".py", ".pyc"))
