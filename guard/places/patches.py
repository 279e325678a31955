"""Patches that pre-commit and prek keep of unstaged changes: plain text, and never deleted by them."""

from __future__ import annotations

import os

from guard.place import Hit, Place, Spot, find_secrets, read_copy, short
from guard.problem import ERROR, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _folders(spot: Spot) -> Iterator[str]:
    """Yield pre-commit's and prek's own folders, as they choose them themselves."""
    cache = spot.environment.get("XDG_CACHE_HOME") or (os.path.join(spot.home, ".cache") if spot.home else "")
    local = spot.environment.get("LOCALAPPDATA", "")
    bases = [base for base in (cache, local) if base]
    for name, variable in (("pre-commit", "PRE_COMMIT_HOME"), ("prek", "PREK_HOME")):
        if spot.environment.get(variable):
            yield spot.environment[variable]
        yield from (os.path.join(base, name) for base in bases)


def _examine(spot: Spot) -> Iterator[Hit]:
    if not spot.secrets:
        return
    for folder in dict.fromkeys(_folders(spot)):
        for inner in (folder, os.path.join(folder, "patches")):
            try:
                names = sorted(os.listdir(inner))
            except OSError:
                continue
            for name in names:
                if name.startswith("patch") or name.endswith(".patch"):
                    yield from _patch(os.path.join(inner, name), spot)


def _patch(path: str, spot: Spot) -> Iterator[Hit]:
    data = read_copy(path)
    for secret in find_secrets(data, spot.secrets) if data else ():
        yield Hit(Problem("hook-patch", ERROR, file=short(path, spot.home)), secret)


PLACE = Place("patches", _examine, for_file=False)
