"""Who may read or change the file, and who owns it."""

from __future__ import annotations

import os
import stat

from guard.place import Hit, Place, Spot, open_to_others
from guard.problem import ERROR, NOTE, WARNING, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _examine(spot: Spot) -> Iterator[Hit]:
    if os.name == "nt":
        yield Hit(Problem("mode-unchecked", NOTE))
        return
    try:
        status = os.stat(spot.path)
    except OSError:
        return
    mode = f"{stat.S_IMODE(status.st_mode):04o}"
    others = open_to_others(status)
    if others & 2:
        yield Hit(Problem("mode-writable", ERROR, mode=mode))
    elif others:
        yield Hit(Problem("mode-readable", WARNING, mode=mode))
    if status.st_uid not in (os.geteuid(), 0):
        yield Hit(Problem("owner", WARNING, uid=status.st_uid))


PLACE = Place("mode", _examine)
