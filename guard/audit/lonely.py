"""Packs that git passes over without a word: cut short, or without their index, and indexes without a pack.

A pack whose index is lost is read all the same: guard.packs.unindexed makes one.
"""

from __future__ import annotations

import os

from guard.gitdir import printable
from guard.model import Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


def check_packs(git: GitDir, skips: list[Skip]) -> None:
    """Make lost indexes anew, and tell what of the packs of a repository cannot be read at all."""
    from guard.packs.unindexed import lend

    lend(git)
    place = os.path.join(git.objects, "pack")
    width = 32 if git.format == "sha256" else 20
    try:
        names = sorted(os.listdir(place))
    except OSError:
        return
    for name in names:
        stem, kind = os.path.splitext(name)
        if os.path.join(place, stem + ".pack") in git.rebuilt:
            continue
        shown = printable(os.fsencode(name))
        if kind == ".pack" and not os.path.lexists(os.path.join(place, stem + ".idx")):
            skips.append(Skip(shown, "the index of this pack is missing; its objects were not read"))
        elif kind == ".idx" and not os.path.lexists(os.path.join(place, stem + ".pack")):
            skips.append(Skip(shown, "the pack of this index is missing; its objects were not read"))
        elif kind == ".idx" and not _belong(os.path.join(place, stem), width):
            skips.append(Skip(shown, "this pack is damaged: it does not end as its index says"))


def _belong(stem: str, width: int) -> bool:
    try:
        with open(stem + ".idx", "rb") as index, open(stem + ".pack", "rb") as pack:
            index.seek(-2 * width, os.SEEK_END)
            pack.seek(-width, os.SEEK_END)
            return index.read(width) == pack.read(width)
    except OSError:
        return False
