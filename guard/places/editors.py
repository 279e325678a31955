"""Swap, undo and backup copies that editors and programs leave beside a file or in their own folders."""

from __future__ import annotations

import os

from guard.place import Hit, Place, Spot, find_secrets, read_copy, short
from guard.problem import ERROR, Problem

_FOLDERS = (
    ".local/state/nvim/swap", ".local/share/nvim/swap", ".vim/swap", ".vim/backup", ".vim/undo", ".vim/tmp",
    ".local/state/nvim/undo", ".local/state/nvim/backup", ".emacs.d/auto-save-list", ".emacs.d/backups",
)  # fmt: skip
_HISTORIES = (".config/Code/User/History", ".config/VSCodium/User/History", "Library/Application Support/Code/User/History")
_AFTER = ("~", ".bak", ".backup", ".orig", ".old", ".save", ".tmp", ".swp", ".copy", "_backup", ".1")
_MOST = 2000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _is_copy(name: str, base: str) -> bool:
    low = name.lower()
    if name == base or base.lower() not in low:
        return False
    return (
        low.endswith(_AFTER) or low.startswith(("#", ".#", f".{base.lower()}.")) or ".sw" in low[-5:] or low.endswith(".un~")
    )


def _paths(spot: Spot) -> Iterator[str]:
    base = os.path.basename(spot.path)
    places = [(spot.folder, True)]
    if spot.home:
        places += [(os.path.join(spot.home, name), False) for name in _FOLDERS]
        if not spot.quick:
            for name in _HISTORIES:
                places += [(folder, False) for folder, _, _ in os.walk(os.path.join(spot.home, name))]
    left = _MOST
    for folder, beside in places:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            if left and (not beside or _is_copy(name, base)):
                left -= 1
                yield os.path.join(folder, name)


def _examine(spot: Spot) -> Iterator[Hit]:
    if not spot.secrets:
        return
    for path in _paths(spot):
        data = read_copy(path)
        for secret in find_secrets(data, spot.secrets) if data else ():
            yield Hit(Problem("editor-copy", ERROR, file=short(path, spot.home)), secret)


PLACE = Place("editors", _examine)
