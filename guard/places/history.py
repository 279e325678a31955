"""Histories of shells and interpreters that hold the secret."""

from __future__ import annotations

import os

from guard.place import Hit, Place, Spot, find_secrets, read_copy, short
from guard.problem import ERROR, Problem

_FILES = (
    ".bash_history", ".zsh_history", ".zhistory", ".histfile", ".history", ".sh_history", ".ash_history", ".tcsh_history",
    ".local/share/fish/fish_history", ".config/fish/fish_history", ".python_history", ".node_repl_history",
    ".local/share/powershell/PSReadLine/ConsoleHost_history.txt",
    "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _examine(spot: Spot) -> Iterator[Hit]:
    if not spot.secrets:
        return
    paths = [os.path.join(spot.home, name) for name in _FILES] if spot.home else []
    if spot.environment.get("HISTFILE"):
        paths.append(spot.environment["HISTFILE"])
    for path in dict.fromkeys(paths):
        data = read_copy(path)
        for secret, line in find_secrets(data, spot.secrets).items() if data else ():
            yield Hit(Problem("history", ERROR, file=short(path, spot.home), line=line), secret)


PLACE = Place("history", _examine, for_file=False)
