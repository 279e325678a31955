"""Which findings of another scanner are proven Backpack secrets, which are public keys, which neither. Pure."""

from __future__ import annotations

from guard import keys
from guard.candidates import unfold
from guard.model import Fragment, Skip
from guard.prove import Ledger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.peer import Record

PROVEN, PUBLIC, UNPROVEN, NEITHER = "proven", "public-key", "unproven", "neither"


class Verdict:
    """What a record of another scanner is: `kind`, and the API key where one is proven or public."""

    __slots__ = ("api_key", "kind", "record")

    def __init__(self, record: Record, kind: str = NEITHER, api_key: str = "") -> None:
        self.record = record
        self.kind = kind
        self.api_key = api_key


class Prover:
    """Enter records and the files around them, then ask for the verdicts."""

    def __init__(self, watch: Iterable[bytes] = ()) -> None:
        self._ledger = Ledger()
        self._watched = {self._ledger.digest(key): keys.api_key(key) for key in watch}
        self._public: dict[bytes, str] = {}  # digest of a seed: its API key
        self._points: dict[bytes, str] = {}  # digest of a value that can be a key: as text
        self._complete: set[bytes] = set()  # seeds whose 64-byte form proves itself
        self._records: list[tuple[Record, list[bytes]]] = []

    def add(self, record: Record, content: bytes) -> None:
        """Enter a record with the text in which its value stands."""
        found = []
        for value in _values(content):
            digest = self._ledger.enter(value[:32], 0)
            self._public[digest] = keys.api_key(keys.derive(value[:32]))
            if keys.is_point(value[:32]) and len(value) == 32:
                self._points[digest] = keys.api_key(value)
            if len(value) == 64 and keys.is_expanded(value):
                self._complete.add(digest)
            found.append(digest)
        self._records.append((record, found))

    def around(self, fragment: Fragment) -> None:
        """Enter a file as a place where public keys may stand."""
        for value in _values(fragment.data):
            if len(value) == 32:
                self._ledger.enter(value, 1, "key")

    def verdicts(self) -> list[Verdict]:
        """Return a verdict for each record, in order."""
        proven = self._ledger.proven(set(self._watched))
        halves = set(proven.values()) | set(self._watched)
        return [self._verdict(record, found, proven, halves) for record, found in self._records]

    def _verdict(self, record: Record, found: list[bytes], proven: dict[bytes, bytes], halves: set[bytes]) -> Verdict:
        for digest in found:
            if digest in proven or digest in self._complete:
                return Verdict(record, PROVEN, self._public[digest])
        for digest in found:
            if digest in halves and digest in self._points:
                return Verdict(record, PUBLIC, self._points[digest])
        return Verdict(record, UNPROVEN if found else NEITHER)


def _values(content: bytes) -> Iterable[bytes]:
    for opened in unfold(content):
        if not isinstance(opened, Skip):
            for candidate in opened.candidates():
                yield candidate.value
