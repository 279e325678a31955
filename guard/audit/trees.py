"""What an audit asks of trees, commits and tags beyond guard.trees: times, parents, targets (gitformat)."""

from __future__ import annotations

import re

from guard.trees import GITLINK, LINK, TREE, entries, last_end, split_commit

_IDS = {width: re.compile(rb"\d{1,16} [^\0]+\0(.{%d})" % width, re.DOTALL) for width in (20, 32)}
_BELOW = {
    width: re.compile(rb"(?:1\d{1,15} [^\0]+\0.{%d})+|0?40000 [^\0]+\0(.{8}).{%d}" % (width, width - 8), re.DOTALL)
    for width in (20, 32)
}


def ids(data: bytes, width: int) -> list[bytes]:
    """Return the ids of all entries of a tree."""
    return _IDS[width].findall(data, 0, last_end(data, width))


def below(data: bytes, width: int) -> list[int]:
    """Return the first 8 bytes, as a number, of the ids of the trees in a tree."""
    return [int.from_bytes(oid, "big") for oid in _BELOW[width].findall(data, 0, last_end(data, width)) if oid]


class Commit:
    """The header of a commit: `tree` and `parents` as bytes, author and committer times.

    `author` is (seconds, zone as +hhmm), `committed` seconds; zero where the line is damaged.
    """

    __slots__ = ("author", "committed", "parents", "tree")

    def __init__(self, raw: bytes) -> None:
        self.tree = b""
        self.parents: list[bytes] = []
        self.author = (0, "+0000")
        self.committed = 0
        for line in raw.partition(b"\n\n")[0].split(b"\n"):
            word, _, rest = line.partition(b" ")
            if word == b"tree":
                self.tree = _id(rest)
            elif word == b"parent":
                self.parents.append(_id(rest))
            elif word == b"author":
                self.author = _time(rest)
            elif word == b"committer":
                self.committed = _time(rest)[0]
                break


def links(raw: bytes) -> list[bytes]:
    """Return the ids of the tree and of the parents of a commit, as Commit has them."""
    header = raw.partition(b"\n\n")[0]
    end = header.find(b"\ncommitter ")
    found = []
    tree = b""
    for line in header[: end if end >= 0 else len(header)].split(b"\n"):
        if line.startswith(b"parent "):
            found.append(_id(line[7:]))
        elif line.startswith(b"tree "):
            tree = _id(line[5:])
    return [tree, *found]


def _id(text: bytes) -> bytes:
    try:
        return bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return b""


def _time(person: bytes) -> tuple[int, str]:
    words = person.rpartition(b">")[2].split()
    if len(words) == 2 and words[0].lstrip(b"-").isdigit() and len(words[0]) < 15:
        zone = words[1].decode("ascii", "replace")
        sound = len(zone) == 5 and zone[0] in "+-" and zone[1:].isdigit() and int(zone[1:3]) < 24
        return int(words[0]), zone if sound else "+0000"
    return 0, "+0000"


def tag_target(raw: bytes) -> tuple[bytes, str]:
    """Return (id, kind) of what a tag object names."""
    first, _, rest = raw.partition(b"\n")
    kind = rest.partition(b"\n")[0].removeprefix(b"type ").decode("ascii", "replace")
    return _id(first.removeprefix(b"object ")), kind


def iso(moment: tuple[int, str]) -> str:
    """Return a time and its zone as ISO 8601."""
    from datetime import datetime, timedelta, timezone

    seconds, zone = moment
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    offset = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
    try:
        return datetime.fromtimestamp(seconds, timezone(offset)).isoformat()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, timezone.utc).isoformat()


__all__ = [
    "GITLINK", "LINK", "TREE", "Commit", "below", "entries", "ids", "iso", "last_end", "links", "split_commit", "tag_target",
]  # fmt: skip
