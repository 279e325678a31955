"""What one pack says of its trees, commits and tags, kept in the cache: all that a report asks of them.

A body holds counts, places of objects in the pack, and ids of objects that the pack refers to and has
not. Names stay where they are: trees that have one worth telling are kept by place and read again.
"""

from __future__ import annotations

from array import array
from struct import Struct

from guard.audit.trees import GITLINK, TREE, Commit, entries, tag_target
from guard.packs.entries import BROKEN, KINDS

_PLACES = ("names", "marked", "lost", "telling", "modules")
_HEAD = Struct(f"<{len(KINDS) + 1 + len(_PLACES) + 3}Q")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Reference = tuple[str, bytes, bytes]


class Linked:
    """`counts` are objects by kind (packs.entries.KINDS), `size` the bytes of those that are no blobs.

    `names`, `marked` and `lost` are places of trees that may have a value for a name, that speak of
    Backpack, and of objects that could not be read. `outside` are (kind, id) of what is not in the pack,
    `parents` (commit, parent) where the parent is not, and `modules` places of trees that name a
    submodule, one for each name, `targets` what it is at. `telling` are the families, by entry in a pack, of commits and
    tags that a light look has to look at (sweep.telling).
    """

    __slots__ = ("counts", "lost", "marked", "modules", "names", "outside", "parents", "size", "targets", "telling")

    def __init__(self) -> None:
        self.counts = array("Q", bytes(8 * len(KINDS)))
        self.size = 0
        self.names = array("Q")
        self.marked = array("Q")
        self.lost = array("Q")
        self.telling = array("Q")
        self.modules = array("Q")
        self.targets: list[bytes] = []
        self.outside: set[tuple[int, bytes]] = set()
        self.parents: set[tuple[bytes, bytes]] = set()

    def refer(
        self, contents: Iterable[tuple[int, str, str, bytes]], width: int, lacking: Callable[[set[bytes]], set[bytes]]
    ) -> None:
        """Take (place, id, kind, content) of objects that refer to something outside; `lacking` tells which ids are."""
        names: set[bytes] = set()
        last: set[Reference] = set()
        for place, oid, kind, data in contents:
            here = set(_references(oid, kind, data, width))
            fresh, last = here - last, here  # neighbours in a pack share most of theirs
            absent = lacking({one[1] for one in fresh})
            for what, target, extra in sorted(one for one in fresh if one[1] in absent):
                if what == "module":
                    if extra not in names:
                        names.add(extra)
                        self.modules.append(place)
                        self.targets.append(target)
                elif extra:
                    self.parents.add((extra, target))
                else:
                    self.outside.add((KINDS.index(what) if what in KINDS else BROKEN, target))

    def dump(self) -> bytes:
        """Return the whole as bytes."""
        parts = [getattr(self, name) for name in _PLACES]
        ids = [b"".join(self.targets), b"".join(bytes((kind,)) + oid for kind, oid in sorted(self.outside)),
               b"".join(commit + parent for commit, parent in sorted(self.parents))]  # fmt: skip
        head = _HEAD.pack(*self.counts, self.size, *map(len, parts), *map(len, ids))
        return head + b"".join(part.tobytes() for part in parts) + b"".join(ids)

    @classmethod
    def load(cls, raw: bytes, width: int) -> Linked:
        """Return what `dump` wrote; ValueError if it is something else."""
        if len(raw) < _HEAD.size:
            raise ValueError("too short")
        numbers = _HEAD.unpack_from(raw)
        kinds = len(KINDS)
        found = cls()
        found.counts = array("Q", numbers[:kinds])
        found.size = numbers[kinds]
        lengths = [8 * number for number in numbers[kinds + 1 : -3]] + list(numbers[-3:])
        if len(raw) != _HEAD.size + sum(lengths):
            raise ValueError("wrong length")
        *parts, _ = pieces(raw, _HEAD.size, lengths)
        for name, part in zip(_PLACES, parts, strict=False):
            getattr(found, name).frombytes(part)
        targets, outside, parents = parts[-3:]
        found.targets = cut(targets, width)
        found.outside = {(one[0], one[1:]) for one in cut(outside, width + 1)}
        found.parents = {(one[:width], one[width:]) for one in cut(parents, 2 * width)}
        if len(found.targets) != len(found.modules):
            raise ValueError("wrong length")
        return found


def pieces(raw: bytes, at: int, lengths: Iterable[int]) -> list[bytes]:
    """Return the pieces of these lengths from `at` on, and the rest."""
    found = []
    for length in lengths:
        found.append(raw[at : at + length])
        at += length
    return [*found, raw[at:]]


def cut(raw: bytes, size: int) -> list[bytes]:
    """Return pieces of one size; ValueError if some are left over."""
    if len(raw) % size:
        raise ValueError("wrong length")
    return [raw[at : at + size] for at in range(0, len(raw), size)]


def _references(oid: str, kind: str, data: bytes, width: int) -> Iterable[Reference]:
    """Yield (kind, id, name of a submodule or id of the commit whose parent it is) of all that an object refers to."""
    if kind == "tree":
        for mode, name, target in entries(data, width):
            if mode == GITLINK:
                yield "module", target, name
            else:
                yield "tree" if mode.lstrip(b"0") == TREE else "blob", target, b""
    elif kind == "commit":
        commit = Commit(data)
        yield "tree", _whole(commit.tree, width), b""
        for parent in commit.parents:
            yield "commit", _whole(parent, width), bytes.fromhex(oid)
    elif kind == "tag":
        named, what = tag_target(data)
        yield what, _whole(named, width), b""


def _whole(oid: bytes, width: int) -> bytes:
    """Return an id; a damaged one as one that nothing has."""
    return oid if len(oid) == width else bytes(width)
