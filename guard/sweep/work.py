"""What one worker does: walk the delta trees of its jobs and send home what it found in them."""

from __future__ import annotations

import pickle
from array import array

from guard.packs import loose
from guard.packs.entries import BLOB, KINDS
from guard.packs.walk import LARGE, Walker
from guard.sweep.news import News
from guard.sweep.plan import LOOSE, Plan
from guard.sweep.values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.limits import Limits
    from guard.prove import Ledger


class Yield:
    """What one job brought: numbers and digests only.

    `records` and `proven` are those of Values; `close`, `named` and `holders` are numbers of objects,
    `lost` of those that could not be read here; `objects` and `size` count what was read.
    """

    __slots__ = ("close", "holders", "job", "lost", "named", "objects", "proven", "records", "size")

    def __init__(self, job: int) -> None:
        self.job = job
        self.records = array("Q")
        self.proven = array("Q")
        self.close = array("Q")
        self.named = array("Q")
        self.holders = array("Q")
        self.lost = array("Q")
        self.objects = [0] * 8
        self.size = 0


class Worker:
    """Does jobs of a plan; `run` fits a Pool."""

    def __init__(self, plan: Plan, ledger: Ledger, limits: Limits | None) -> None:
        self._plan = plan
        self._ledger = ledger
        self._limits = limits

    def run(self, numbers: Iterator[int]) -> Iterator[bytes]:
        """Do jobs and yield what each brought."""
        values = Values(self._ledger)
        news = News(values, self._limits)
        for number in numbers:
            brought = Yield(number)
            values.records, values.proven = brought.records, brought.proven
            news.close, news.named, news.holders = brought.close, brought.named, brought.holders
            _, pack, places = self._plan.jobs[number]
            if pack == LOOSE:
                self._loose(places, news, brought)
            else:
                self._packed(pack, places, news, brought)
            yield pickle.dumps(brought, 5)

    def _packed(self, pack: int, roots: array[int], news: News, brought: Yield) -> None:
        base = pack << 32
        kinds = self._plan.store.packs[pack].entries.kinds
        objects = brought.objects
        size = 0
        look = news.visit

        def visit(entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> int:
            nonlocal size
            objects[kinds[entry]] += 1
            if kinds[entry] == BLOB:
                size += len(data)
            return look(base | entry, data, pieces, state)

        walker = Walker(self._plan.store.packs[pack], self._plan.forests[pack], visit)
        for root in roots:
            news.begin(base | root)
            walker.family(root)
        brought.size += size
        brought.lost.extend(base | entry for entry in walker.lost)

    def _loose(self, places: array[int], news: News, brought: Yield) -> None:
        for place in places:
            number = LOOSE << 32 | place
            try:
                kind, data = loose.read(self._plan.loose[place][1], LARGE)
            except ValueError:
                brought.lost.append(number)
                continue
            brought.objects[KINDS.index(kind) if kind in KINDS else 0] += 1
            if kind in ("blob", "commit", "tag"):
                brought.size += len(data) if kind == "blob" else 0
                news.begin(number)
                news.visit(number, data, None, None)
