"""All distinct values of a repository, in numbers: enough to say which meet, too little to say what they are.

A value is a record of three numbers of 63 bits: the keyed digest of the value, that of the verifying key
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

    Mark = tuple[int, int, int, int]  # hash, the numbers of a record but that of the family, PRIVATE apart

PRIVATE = _PROVEN = 1 << 63
_MOST_KNOWN = 400_000


def number(digest: bytes) -> int:
    """Return the number that stands for a digest of the ledger."""
    return int.from_bytes(digest[:8], "big") >> 1 or 1


class Values:
    """Records of what one worker has found."""

    __slots__ = ("_here", "_known", "_ledger", "proven", "records")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[int, Mark] = {}
        self._here: set[int] = set()
        self.records = array("Q")
        self.proven = array("Q")  # families with a value that proves itself

    def mark(self, candidate: Candidate) -> Mark:
        """Return what stands for a value; what it derives to is remembered from one to the next."""
        mark = hash((candidate.value, candidate.role))
        known = self._known.get(mark)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            private = PRIVATE if len(candidate.value) == 64 or candidate.role == "seed" else 0
            known = self._known[mark] = (mark, *self._numbers(candidate), private)
        return known

    def record(self, mark: Mark, family: int) -> None:
        """Enter one value, once for each family."""
        here = hash((mark[0], family))
        if here in self._here:
            return
        if len(self._here) > _MOST_KNOWN:
            self._here.clear()
        self._here.add(here)
        _, value, public, private = mark
        self.records.extend((value, public & ~_PROVEN, family | private))
        if public & _PROVEN:
            self.proven.append(family)

    def forget(self) -> None:
        """Begin the records of another job."""
        self._here.clear()

    def _numbers(self, candidate: Candidate) -> tuple[int, int]:
        """Return the numbers of a value and of its verifying key, the latter with _PROVEN added if it proves itself."""
        digest = self._ledger.digest
        value = candidate.value[:32]
        if candidate.role == "key":
            return number(digest(value)), 0
        key = keys.derive(value)
        return number(digest(value)), number(digest(key)) | (_PROVEN if candidate.value[32:] == key else 0)


def joined(
    parts: list[tuple[int, array[int]]], seen: set[int], publics: set[int], watched: set[int]
) -> tuple[set[int], set[int]]:  # fmt: skip
    """Return (numbers of all values in a pair, families that hold one) of (pack, records).

    `seen` are the numbers of values known from elsewhere, `publics` those of keys that secrets elsewhere
    derive to. A value that stands here and elsewhere is no pair: names of classes are values by their length, and stand
    in every version of their pages. `watched` keys need not be seen. Families are numbered with their pack times 2**32.
    """
    values = seen | watched
    derived = set(publics)
    for _, records in parts:
        derived.update(records[1::3])
        values.update(
            records[0::3] if not records or max(records[2::3]) < PRIVATE
            else [records[at] for at in range(0, len(records), 3) if records[at + 2] < PRIVATE]
        )  # fmt: skip
    keep = values & derived
    keep.discard(0)
    hits: set[int] = set()
    families: set[int] = set()
    if not keep:
        return hits, families
    for pack, records in parts:
        for at in range(0, len(records), 3):
            if records[at + 1] in keep or (records[at] in keep and records[at + 2] < PRIVATE):
                families.add(pack << 32 | records[at + 2] & ~PRIVATE)
                hits.add(records[at])
    return hits, families


def holds(
    data: bytes, hits: set[int], digest: Callable[[bytes], bytes], limits: Limits | None, hushed: bool = False
) -> bool:  # fmt: skip
    """Tell whether a content has one of the values, or one that proves itself; `hushed` for no more than a light look finds."""
    from guard.candidates import unfold
    from guard.model import Skip

    for opened in unfold(data, limits, hushed=hushed):
        if isinstance(opened, Skip):
            continue
        for candidate in opened.candidates():
            value = candidate.value
            if number(digest(value[:32])) in hits:
                return True
            if len(value) == 64 and keys.is_expanded(value):
                return True
    return False
