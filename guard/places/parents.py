"""Folders above the file that others may write to: who can rename can replace."""

from __future__ import annotations

import os
import stat

from guard.place import Hit, Place, Spot, open_to_others, short
from guard.problem import WARNING, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _examine(spot: Spot) -> Iterator[Hit]:
    if os.name == "nt":
        return
    folder = os.path.dirname(os.path.realpath(spot.path))
    while True:
        try:
            status = os.stat(folder)
        except OSError:
            return
        if open_to_others(status) & 2 and not status.st_mode & stat.S_ISVTX:
            yield Hit(Problem("parent-writable", WARNING, folder=short(folder, spot.home)))
            return
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


PLACE = Place("parents", _examine)
