"""All commits and tags of a repository in columns: kept in the cache by the packs they are of, new ones merged in.

What the cache holds of a commit are ids and times: nothing that anyone wrote.
"""

from __future__ import annotations

from array import array
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import chain
from struct import Struct

from guard.audit.linked import cut, pieces
from guard.audit.trees import Commit, tag_target
from guard.packs.entries import COMMIT, KINDS, TAG
from guard.packs.forest import Forest
from guard.packs.walk import Walker
from guard.sweep.trust import is_unchanged

_HEAD = Struct("<8Q")
_ZONE = 5
_FEWEST = 256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.audit.objects import Objects
    from guard.packs.store import Pack
    from guard.sweep.cache import Cache

    Content = tuple[bytes, str, bytes]


class History:
    """Commits in columns, parents first and otherwise by the committer's clock; `parents` are numbers.

    `authored` are (seconds, zone), `absent` the ids of parents that are not there, `tags` {id: id of what
    it names}, and `packs` the keys of those packs that all this was read from.
    """

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.trees: list[bytes] = []
        self.parents: list[list[int]] = []
        self.authored: list[tuple[int, str]] = []
        self.committed: list[int] = []
        self.number: dict[bytes, int] = {}
        self.absent: set[bytes] = set()
        self.tags: dict[bytes, bytes] = {}
        self.packs: list[str] = []

    def add(self, commits: dict[bytes, Commit]) -> None:
        """Take in commits none of which is `absent`: those here keep their order, so that all stand as if sorted at once."""
        fresh = {oid: commit for oid, commit in commits.items() if oid not in self.number}
        if not fresh:
            return
        first, order = self._order(fresh)
        old = self.ids[first:], self.trees[first:], self.parents[first:], self.authored[first:], self.committed[first:]
        place = {oid: at for at, oid in enumerate(old[0])}
        before = self.ids[first:]
        for column in (self.ids, self.trees, self.parents, self.authored, self.committed):
            del column[first:]
        for oid in order:
            self.number[oid] = len(self.ids)
            self.ids.append(oid)
            if oid in fresh:
                commit = fresh[oid]
                self.trees.append(commit.tree)
                self.authored.append(commit.author)
                self.committed.append(commit.committed)
                self.parents.append([self.number[parent] for parent in commit.parents if parent in self.number])
                self.absent.update(parent for parent in commit.parents if parent not in self.number and len(parent) == len(oid))
            else:
                at = place[oid]
                self.trees.append(old[1][at])
                self.authored.append(old[3][at])
                self.committed.append(old[4][at])
                self.parents.append([self.number[before[up - first]] if up >= first else up for up in old[2][at]])

    def _order(self, fresh: dict[bytes, Commit]) -> tuple[int, list[bytes]]:
        """Return (number from which on the order changes, ids in order from there)."""
        waits: dict[bytes, int] = {}
        children: dict[bytes, list[bytes]] = {}
        first = len(self.ids)
        for oid, commit in fresh.items():
            parents = {parent for parent in commit.parents if parent in fresh or parent in self.number}
            waits[oid] = len(parents)
            first = min(first, 1 + max((self.number.get(parent, len(self.ids)) for parent in parents), default=-1))
            for parent in parents:
                children.setdefault(parent, []).append(oid)
        for oid, commit in fresh.items():
            waits[oid] -= sum(self.number.get(parent, first) < first for parent in set(commit.parents))
        ready = [(fresh[oid].committed, oid) for oid, count in waits.items() if not count]
        heapify(ready)
        order: list[bytes] = []
        at = first
        while ready or at < len(self.ids):
            if ready and (at == len(self.ids) or ready[0] < (self.committed[at], self.ids[at])):
                oid = heappop(ready)[1]
            else:
                oid = self.ids[at]
                at += 1
            order.append(oid)
            for child in children.get(oid, ()):
                waits[child] -= 1
                if not waits[child]:
                    heappush(ready, (fresh[child].committed, child))
        return first, order

    def dump(self) -> bytes:
        """Return the whole as bytes."""
        ends, flat = array("I"), array("I")
        for parents in self.parents:
            flat.extend(parents)
            ends.append(len(flat))
        parts = [
            b"".join(self.ids), b"".join(tree.ljust(len(self.ids[0]), b"\0") for tree in self.trees), ends.tobytes(), flat.tobytes(),
            array("q", (seconds for seconds, _ in self.authored)).tobytes() + array("q", self.committed).tobytes(),
            "".join(zone for _, zone in self.authored).encode("ascii", "replace"),
            b"".join(sorted(self.absent)), b"".join(oid + target for oid, target in sorted(self.tags.items())),
        ]  # fmt: skip
        return _HEAD.pack(*map(len, parts)) + b"".join(parts) + "\n".join(self.packs).encode()

    @classmethod
    def load(cls, raw: bytes, width: int) -> History:
        """Return what `dump` wrote; ValueError if it is something else."""
        if len(raw) < _HEAD.size:
            raise ValueError("too short")
        *parts, rest = pieces(raw, _HEAD.size, _HEAD.unpack_from(raw))
        found = cls()
        found.packs = rest.decode("ascii").split("\n")
        found.ids, found.trees, absent = (cut(parts[number], width) for number in (0, 1, 6))
        found.absent = set(absent)
        found.number = {oid: number for number, oid in enumerate(found.ids)}
        ends, flat, times = array("I", parts[2]), array("I", parts[3]).tolist(), array("q", parts[4]).tolist()
        count, zones = len(found.ids), parts[5].decode("ascii")
        if not (len(found.trees) == len(ends) == count and len(times) == 2 * count and len(zones) == _ZONE * count):
            raise ValueError("wrong length")
        found.parents = [flat[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)] if count else []
        found.committed = times[count:]
        found.authored = [(times[one], zones[_ZONE * one : _ZONE * (one + 1)]) for one in range(count)]
        found.tags = {one[:width]: one[width:] for one in cut(parts[7], 2 * width)}
        return found


def read(objects: Objects, cache: Cache | None) -> History:
    """Return the history of a repository: what the cache has of its packs, and the rest from the objects."""
    store = objects.store
    if store is None:
        contents = ((bytes.fromhex(oid), kind, data) for oid, kind, data in objects.walk(("commit", "tag")) if data is not None)
        return _at_once(contents)
    loose = [*objects.loose("commit"), *objects.loose("tag")]
    history = _of_packs(objects, store.packs, cache)
    if _take(history, _read(objects, loose)):
        return history
    return _at_once(chain(_packed(objects, store.packs), _read(objects, loose)))


def _of_packs(objects: Objects, packs: list[Pack], cache: Cache | None) -> History:
    name = "history-" + packs[0].key if packs and packs[0].known else ""
    history = _remembered(cache, name, objects.width, {pack.key for pack in packs if pack.known}) or History()
    rest = [pack for pack in packs if not pack.known or pack.key not in history.packs]
    if not _take(history, _packed(objects, rest)):
        rest = packs
        history = _at_once(_packed(objects, packs))  # a parent has come that was not there
    much = sum(pack.index.count for pack in rest) > max(_FEWEST, len(history.ids) // 50)
    if cache and name and much and all(pack.known and is_unchanged(pack) for pack in packs):
        history.packs = [pack.key for pack in packs]
        cache.keep(name, 1, 0, history.dump())
    return history


def _at_once(contents: Iterator[Content]) -> History:
    history = History()
    _take(history, contents)
    return history


def _remembered(cache: Cache | None, name: str, width: int, packs: set[str]) -> History | None:
    body = cache.parts(name).get(0) if cache and name else None
    try:
        found = History.load(body, width) if body else None
    except ValueError:
        return None
    return found if found and packs.issuperset(found.packs) else None


def _take(history: History, contents: Iterator[Content]) -> bool:
    """Add commits and tags; False if one of them is a parent that was not there."""
    commits = {}
    for oid, kind, data in contents:
        if kind == "commit":
            commits[oid] = Commit(data)
        elif kind == "tag":
            history.tags[oid] = tag_target(data)[0].ljust(len(oid), b"\0")
    if not history.absent.isdisjoint(commits):
        return False
    history.add(commits)
    return True


def _packed(objects: Objects, packs: list[Pack]) -> Iterator[Content]:
    """Yield all commits and tags of some packs, without their messages."""
    for pack in packs:
        found: list[Content] = []
        walker = Walker(pack, forest := Forest(pack, (COMMIT, TAG)), partial(_enter, pack, found))
        for root in forest.roots:
            walker.family(root)
            yield from found
            found.clear()
        yield from _read(objects, [pack.name(entry) for entry in walker.lost])


def _enter(pack: Pack, found: list[Content], entry: int, data: bytes, pieces: object, state: object) -> None:
    found.append((bytes.fromhex(pack.name(entry)), KINDS[pack.entries.kinds[entry]], data.partition(b"\n\n")[0]))


def _read(objects: Objects, oids: list[str]) -> Iterator[Content]:
    for oid, kind, content in objects.read(oids):
        if content is not None:
            yield bytes.fromhex(oid), kind, content
