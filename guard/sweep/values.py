"""All distinct values of a repository, in numbers: enough to say which meet, too little to say what they are.

A value is a record of three 64-bit numbers: the keyed digest of the value, that of the verifying key
it derives to (0: it can only be a key), and the family of objects it is in, with PRIVATE added for a
form that cannot be a key.
"""

from __future__ import annotations

from array import array

from guard import keys
from guard.model import Candidate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.limits import Limits
    from guard.prove import Ledger

PRIVATE = 1 << 63
_MOST_KNOWN = 400_000


def number(digest: bytes) -> int:
    """Return the number that stands for a digest of the ledger."""
    return int.from_bytes(digest[:8], "big") or 1


class Values:
    """Records of what one worker has found."""

    __slots__ = ("_derived", "_family", "_here", "_ledger", "proven", "records")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._derived: dict[bytes, int] = {}
        self._here: set[bytes] = set()
        self._family = 0
        self.records = array("Q")
        self.proven = array("Q")  # families with a value that proves itself

    def begin(self, family: int) -> None:
        """Go on to another family of objects."""
        self._family = family
        self._here = set()

    def add(self, candidate: Candidate) -> None:
        """Enter one value, once for each family."""
        whole = candidate.value
        value = whole[:32]
        mark = self._ledger.digest(whole) + candidate.role.encode()
        if mark in self._here:
            return
        self._here.add(mark)
        digest = mark[:16] if len(whole) == 32 else self._ledger.digest(value)
        public = 0
        if candidate.role != "key":
            public = self._derived.get(digest, 0)
            if not public:
                if len(self._derived) > _MOST_KNOWN:
                    self._derived.clear()
                key = keys.derive(value)
                public = self._derived[digest] = number(self._ledger.digest(key))
            if len(whole) == 64 and number(self._ledger.digest(whole[32:])) == public:
                self.proven.append(self._family)
        private = PRIVATE if len(whole) == 64 or candidate.role == "seed" else 0
        self.records.extend((number(digest), public, self._family | private))


def joined(records: array[int], seen: set[int], publics: set[int]) -> tuple[set[int], set[int]]:
    """Return (numbers of all values in a pair, families that hold one).

    `seen` are the numbers of values known from elsewhere, `publics` those of keys that secrets elsewhere
    derive to, watched ones among them. Only what the records have in common becomes a set.
    """
    many = range(0, len(records), 3)
    values = array("Q", sorted({records[at] for at in many if not records[at + 2] & PRIVATE}))
    keep = {public for public in publics if _has(values, public)}
    for public in set(records[1::3]):
        if public and (public in seen or public in publics or _has(values, public)):
            keep.add(public)
    hits: set[int] = set()
    families: set[int] = set()
    for at in many:
        if records[at + 1] in keep or (records[at] in keep and not records[at + 2] & PRIVATE):
            families.add(records[at + 2] & ~PRIVATE)
            hits.add(records[at])
    return hits, families


def _has(values: array[int], wanted: int) -> bool:
    from bisect import bisect_left

    at = bisect_left(values, wanted)
    return at < len(values) and values[at] == wanted


def holds(data: bytes, hits: set[int], digest: Callable[[bytes], bytes], limits: Limits | None) -> bool:
    """Tell whether a content has one of the values, or one that proves itself."""
    from guard.candidates import unfold
    from guard.model import Skip

    for opened in unfold(data, limits):
        if isinstance(opened, Skip):
            continue
        for candidate in opened.candidates():
            value = candidate.value
            if number(digest(value[:32])) in hits:
                return True
            if len(value) == 64 and keys.is_expanded(value):
                return True
    return False
