"""What a sweep gives a scan whole: those objects that can give findings, each once."""

from __future__ import annotations

from guard.errors import SourceError
from guard.model import Skip, unread
from guard.sweep.again import Again
from guard.sweep.holding import holders
from guard.sweep.looks import Looks, Named
from guard.sweep.plan import LOOSE

READ = ("blob", "commit", "tag")
_BLOB = b"blob"
ALONE = 0.3  # seconds after which the rest is looked at by several processes
_FEWEST, _LARGEST = 8, 16
_CHANGED = "changed while it was being scanned"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.scan import Scan
    from guard.sweep.memo import Memo
    from guard.sweep.plan import Plan
    from guard.sweep.run import Maker


class Feeding:
    """Feeds a scan with objects of a plan, by their numbers; `fragment` makes what is fed (guard.sweep.run).

    `hushed` says that no more was looked for than a light look does (guard.hush).
    """

    __slots__ = ("_fed", "_fragment", "_lightly", "_memo", "_plan", "_scan", "hushed")

    def __init__(self, scan: Scan, plan: Plan, memo: Memo, fragment: Maker) -> None:
        self._scan = scan
        self._plan = plan
        self._memo = memo
        self._fragment = fragment
        self._fed: set[int] = set()
        self._lightly: set[int] = set()  # what was fed and has nothing that a light look finds: it can be fed once more
        self.hushed = False

    @property
    def count(self) -> int:
        """How many objects were fed."""
        return len(self._fed)

    def feed_lightly(self, numbers: Iterable[int]) -> None:
        """Feed objects that are to be looked at lightly (guard.sweep.looks)."""
        looks = self._scan.look
        if not isinstance(looks, Looks):
            self.feed(numbers)
            return
        looks.lightly = True
        try:
            self.feed(one for one in numbers if one not in self._lightly)
        finally:
            looks.lightly = False

    def feed(self, numbers: Iterable[int]) -> None:
        """Feed objects by number, each once; what is known to be a blob is not read for that."""
        from time import monotonic

        wanted = [one for one in dict.fromkeys(numbers) if one not in self._fed]
        shared, began = False, monotonic()
        for done, one in enumerate(wanted):
            if not shared and monotonic() - began >= ALONE:
                shared = True
                self._look_ahead(wanted[done:])
            again = Again(self._plan, one)
            name = self._name(one)
            try:
                if name and self._memo.get(name) == _BLOB:
                    self._one(one, "blob", None, name)
                    continue
                self._one(one, *again.kind_and_content(), name)
            except (ValueError, OSError, SourceError):
                self._scan.feed(Skip(self._plan.name(one), _CHANGED))

    def _name(self, one: int) -> bytes:
        """Return what stands for the content of an object in a pack; nothing for others."""
        pack = None if one >> 32 == LOOSE else self._plan.store.packs[one >> 32]
        return self._memo.key(b"object", pack.key.encode(), b"%d" % (one & 0xFFFFFFFF)) if pack and pack.known else b""

    def _one(self, one: int, kind: str, data: bytes | None, name: bytes) -> None:
        if one in self._fed or kind not in READ:
            return
        self._fed.add(one)
        scan = self._scan
        counts = scan.requested, scan.read, scan.size
        skips = len(scan.skipped)
        name = name if kind == "blob" else b""
        fragment = self._fragment(self._plan.name(one), kind, data, Again(self._plan, one), name)
        places = scan.count
        scan.feed(fragment)
        if one in self._lightly:
            told = {(skip.path, skip.reason) for skip in scan.skipped[:skips]}
            scan.skipped[skips:] = [skip for skip in scan.skipped[skips:] if (skip.path, skip.reason) not in told]
        elif isinstance(scan.look, Looks) and scan.look.lightly and scan.count == places:
            self._lightly.add(one)
            self._fed.remove(one)
        if name and isinstance(fragment, Named):
            self._memo.put(name, _BLOB)
        scan.requested, scan.read, scan.size = counts  # it was counted by the worker
        scan.requested += unread(scan.skipped[skips:])

    def _look_ahead(self, numbers: list[int]) -> None:
        """Let several processes look at blobs that are to be fed; what one of them does not tell is looked at here."""
        import pickle

        from guard.pool import Pool, cores

        looks = self._scan.look
        new = [one for one in numbers if not self._memo.get(self._name(one))]
        if not isinstance(looks, Looks) or len(new) < _FEWEST:
            return
        size = max(1, min(_LARGEST, len(new) // (cores() * 8)))
        parts = [new[first : first + size] for first in range(0, len(new), size)]

        def run(jobs: Iterator[int]) -> Iterator[bytes]:
            for job in jobs:
                yield pickle.dumps([told for one in parts[job] if (told := self._ahead(looks, one))], 5)

        for message in Pool(run, len(parts)).run():
            for name, key, body, lasts in pickle.loads(message):
                looks.take(key, body, lasts)
                if name:
                    self._memo.put(name, _BLOB)

    def _ahead(self, looks: Looks, one: int) -> tuple[bytes, bytes, bytes, bool] | None:
        """Return (what stands for it, key, what the look has found, whether that lasts) of a blob."""
        again, name = Again(self._plan, one), self._name(one)
        try:
            kind, data = again.kind_and_content()
            if kind != "blob":
                return None
            key, body, lasts = looks.ahead(self._fragment(self._plan.name(one), kind, data, again, name), self._scan.ledger, self._scan.limits)
        except (ValueError, OSError, SourceError):
            return None
        return (name, key, body, lasts) if body else None

    def families(self, wanted: Iterable[tuple[int, set[int]]]) -> None:
        """Feed those objects of families that hold a value of a pair, or one that proves itself."""
        self.feed(holders(self._scan, self._plan, self._memo, list(wanted), self._fed, self.hushed))
