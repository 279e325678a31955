"""Loose objects in groups by the first bits of their ids: a group whose files have not changed is not read again.

A new object changes one group, so what an audit reads again is a small share of all. A file counts as
unchanged by its size, its number and its times, and only if it was written some seconds before it was read.
"""

from __future__ import annotations

import os
from array import array
from struct import Struct

from guard.sweep.found import Found
from guard.sweep.trust import SETTLED, identity

GROUPS = 64
_STATE = Struct("<5Q")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.sweep.memo import Memo


def groups(files: list[tuple[str, str]]) -> Iterator[range]:
    """Yield the places of each group in a list of (id, path) that is in order."""
    first = 0
    for place in range(1, len(files) + 1):
        if place == len(files) or _group(files[place][0]) != _group(files[first][0]):
            yield range(first, place)
            first = place


def _group(oid: str) -> int:
    return int(oid[:2], 16) * GROUPS >> 8


def key(memo: Memo, files: list[tuple[str, str]], moment: int, name: str = "") -> bytes:
    """Return the key of a group's files (id, path) as they are, or nothing if one is younger than `moment` allows (ns).

    `name` tells what is looked for.
    """
    parts = [b"loose", name.encode()]
    for oid, path in files:
        try:
            state = os.stat(path)
        except OSError:
            return b""
        if max(state.st_mtime_ns, state.st_ctime_ns) > moment - SETTLED:
            return b""
        parts += [oid.encode(), _STATE.pack(*identity(state))]
    return memo.key(*parts)


def remembered(memo: Memo, name: bytes, first: int) -> Found | None:
    """Return what was found in a group that now begins at place `first`."""
    body = memo.get(name) if name else None
    try:
        return _moved(Found.load(body), first) if body else None
    except ValueError:
        return None


def remember(memo: Memo, name: bytes, message: bytes, first: int) -> None:
    """Keep what a job has found in a group that begins at place `first`, unless something could not be read."""
    found = Found.load(message)
    if name and not found.lost:
        memo.put(name, _moved(found, -first).dump())


def _moved(found: Found, by: int) -> Found:
    """Return what was found with all places (and families, which are places) moved."""
    for name in ("proven", "close", "named", "holders", "speaking"):
        setattr(found, name, array("Q", (place + by for place in getattr(found, name))))
    found.records[2::3] = array("Q", (family + by for family in found.records[2::3]))
    return found
