"""What one worker does: walk the delta trees of its jobs and send home what it found in them."""

from __future__ import annotations

from array import array

from guard.packs import loose
from guard.packs.entries import BLOB, KINDS
from guard.packs.walk import LARGE, Walker
from guard.sweep.found import Found
from guard.sweep.lightly import Lightly
from guard.sweep.news import News
from guard.sweep.plan import LOOSE, Plan
from guard.sweep.signatures import without
from guard.sweep.skim import Skim
from guard.sweep.values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.limits import Limits
    from guard.prove import Ledger


class Worker:
    """Does jobs of a plan; `run` fits a Pool.

    `lightly` says that it looks as where nothing speaks of Backpack (sweep.lightly).
    """

    def __init__(self, plan: Plan, ledger: Ledger, limits: Limits | None, lightly: bool = False) -> None:
        self._lightly = lightly
        self._plan = plan
        self._ledger = ledger
        self._limits = limits

    def run(self, numbers: Iterator[int]) -> Iterator[bytes]:
        """Do jobs and yield what each brought."""
        values = Values(self._ledger)
        news = Lightly(values, self._limits) if self._lightly else News(values, self._limits)
        for number in numbers:
            brought = Found(number)
            values.records, values.proven = brought.records, brought.proven
            news.close, news.named, news.holders = brought.close, brought.named, brought.holders
            job = self._plan.jobs[number]
            pack, places = job.pack, job.places
            if job.first:
                order = self._plan.store.packs[pack].entries.order
                brought.lost.extend(order[entry] for entry in self._plan.forest(pack).broken)
                for kind, many in enumerate(self._plan.silent.get(pack, ())):
                    brought.objects[kind] += many
            if pack == LOOSE:
                self._loose(places, news, brought)
            elif isinstance(news, Lightly):
                one = self._plan.store.packs[pack]
                Skim(news, one, brought).walk(self._plan.forest(pack), places)
            else:
                self._packed(pack, places, news, brought)
            news.end()
            if isinstance(news, Lightly):
                brought.speaking, brought.level = news.take()
            yield brought.dump()

    def _packed(self, pack: int, roots: array[int], news: News, brought: Found) -> None:
        entries = self._plan.store.packs[pack].entries
        kinds, order = entries.kinds, entries.order
        objects = brought.objects
        size = 0
        look = news.visit

        def visit(entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> object:
            nonlocal size
            kind = kinds[entry]
            objects[kind] += 1
            if kind == BLOB:
                size += len(data)
            elif (shorter := without(data)) is not data:
                data, pieces = shorter, None
            return look(order[entry], data, pieces, state)

        walker = Walker(self._plan.store.packs[pack], self._plan.forest(pack), visit)
        for root in roots:
            news.begin(root)
            walker.family(root)
        brought.size += size
        brought.lost.extend(order[entry] for entry in walker.lost)

    def _loose(self, places: array[int], news: News, brought: Found) -> None:
        for place in places:
            try:
                kind, data = loose.read(self._plan.loose[place][1], LARGE)
            except ValueError:
                brought.lost.append(place)
                continue
            brought.objects[KINDS.index(kind) if kind in KINDS else 0] += 1
            if kind in ("blob", "commit", "tag"):
                brought.size += len(data) if kind == "blob" else 0
                news.begin(place)
                news.visit(place, data if kind == "blob" else without(data), None, None)
