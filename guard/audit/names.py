"""Names as hiding places: those in trees, in the index, and of refs."""

from __future__ import annotations

import re
from array import array

from guard.audit.trees import entries
from guard.candidates import unfold
from guard.gitdir import printable
from guard.hiding import secret_names
from guard.model import Fragment, Skip, View
from guard.runs import HALF, STRETCH

_CUT = re.compile(rb"[A-Za-z0-9+/]{1,85}=(?![A-Za-z0-9+/])")
_SHORTEST = 22
_NEEDLE = b"\x01" * HALF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.audit.places import Source
    from guard.audit.refstore import Refs
    from guard.model import Finding
    from guard.sweep.memo import Memo


class Names:
    """Looks at the names of tree entries, each once, and keeps what is too short to be a value by itself.

    Base64 has a slash, so a value can span folders: names that can only be the end of such a value are
    kept in `tails`; their whole paths are to be looked at once they are known.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.tails: set[bytes] = set()
        self.seen: set[bytes] = set()

    def look(self, data: bytes, oid: str) -> Iterator[Fragment]:
        """Yield a fragment for every name of a tree that may hold a value."""
        for name in self.take(data):
            yield Fragment(name, printable(name), "path", blob=oid)

    def take(self, data: bytes) -> list[bytes]:
        """Return the names of a tree that may hold a value, those that were not seen before."""
        long = _NEEDLE in data.translate(STRETCH)
        ends = data.find(b"=") in range(data.rfind(b"\0"))  # an "=" that a name, or an id, ends behind
        if not (long or ends):
            return []
        names = [name for _, name, _ in entries(data, self.width) if len(name) >= _SHORTEST or b"=" in name]
        found = list(dict.fromkeys(name for name in names if len(name) >= _SHORTEST and name not in self.seen))
        self.seen.update(found)
        self.tails.update(name for name in names if b"=" in name and _CUT.match(name))
        return found

    @property
    def count(self) -> int:
        """How many names were kept."""
        return len(self.seen) + len(self.tails)


class Bringing:
    """The trees of one pack that bring a name no earlier one of it has: in the next audit of it no others are read for names."""

    def __init__(self, source: Source, places: array[int], memo: Memo, width: int) -> None:
        self._memo = memo
        self._key = memo.key(b"names", source.key, places.tobytes()) if source.key else b""
        self._own = Names(width)
        self._bring = array("Q")
        self._read = 0
        known = memo.get(self._key) if self._key else None
        self.places = places if known is None else array("Q", known)

    def brings(self, place: int, data: bytes) -> bool:
        """Take a tree, and tell whether one of its names is new."""
        before = self._own.count
        self._own.take(data)
        self._read += 1
        if self._own.count > before:
            self._bring.append(place)
            return True
        return False

    def keep(self) -> None:
        """Remember them, if all could be read."""
        if self._key and self._read == len(self.places):
            self._memo.put(self._key, self._bring.tobytes())


def path_fragment(path: bytes, oid: str | None = None) -> Fragment | None:
    """Return a fragment for a whole path if it may hold a value."""
    if len(path) < _SHORTEST or not View(path).stretches:
        return None
    return Fragment(path, printable(path), "path", blob=oid)


def ref_fragment(name: bytes) -> Fragment | None:
    """Return a fragment for the name of a ref if it may hold a value."""
    if len(name) < _SHORTEST:
        return None
    return Fragment(name, printable(name), "ref-name")


def secrets_of(findings: list[Finding], refs: Refs, complete: bool) -> set[str]:
    """Return what names hold and nothing may show.

    An audit that did not read all there is has not seen what could prove the values in names of refs: stories tell those.
    """
    unproven = set() if complete else _values(refs.names)
    return secret_names(findings) | (unproven - {one.api_key for one in findings if one.api_key})


def _values(names: Iterable[bytes]) -> set[str]:
    found = set()
    for name in names:
        spans: list[tuple[int, int]] = []
        for opened in unfold(name) if len(name) >= _SHORTEST else ():
            if isinstance(opened, Skip):
                continue
            place = opened.offsets or int
            spans += [(place(one.start), place(one.end - 1) + 1) for one in opened.candidates() if one.role != "key"]
        found |= {printable(name[start:end]) for start, end in _together(spans)}
    return found


def _together(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans of which those that overlap are one: a value is often found at several places of one text."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            start, end = made[-1][0], max(made.pop()[1], end)
        made.append((start, end))
    return made
