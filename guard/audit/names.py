"""Names as hiding places: those in trees, in the index, and of refs."""

from __future__ import annotations

import re

from guard.audit.trees import entries
from guard.candidates import unfold
from guard.gitdir import printable
from guard.hiding import secret_names
from guard.model import Fragment, Skip, View

_CUT = re.compile(rb"[A-Za-z0-9+/]{1,85}=(?![A-Za-z0-9+/])")
_SHORTEST = 22

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.audit.refstore import Refs
    from guard.model import Finding


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
        long = bool(View(data).stretches)
        ends = data.find(b"=") in range(data.rfind(b"\0"))  # an "=" that a name, or an id, ends behind
        if not (long or ends):
            return
        for _, name, _ in entries(data, self.width):
            if len(name) >= _SHORTEST and name not in self.seen:
                self.seen.add(name)
                yield Fragment(name, printable(name), "path", blob=oid)
            if b"=" in name and _CUT.match(name):
                self.tails.add(name)


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
