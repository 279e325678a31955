"""What is new in an object, looked at as where nothing speaks of Backpack: for base64, and for words that speak (guard.hush)."""

from __future__ import annotations

from array import array

from guard import context
from guard.packs.delta import REACH
from guard.runs import SHORTEST
from guard.sweep import anchors
from guard.sweep.news import News
from guard.sweep.pending import Family, Waiting
from guard.sweep.values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.limits import Limits

TEXT = Waiting(0, Family(0), b"", None)
"""The state of any object that need not be taken whole."""
TEXT.settle(0)
TEXT.plain = True


class Lightly(News):
    """Looks at the objects of one family after another, as News does.

    `take` tells of the families that have an object that speaks of Backpack: those are to be looked at in full.
    """

    _reach = REACH  # bytes: more than any word that speaks has, and a value that touches what is new is within it as a whole
    __slots__ = ("_heard",)

    def __init__(self, values: Values, limits: Limits | None) -> None:
        super().__init__(values, limits, hushed=True)
        self._heard: dict[int, int] = {}

    def begin(self, family: int) -> None:
        """Go on to another family."""
        self.family = Family(family, self._heard)

    def take(self) -> tuple[array[int], int]:
        """Return the families that speak of Backpack, once a job is done, and how much they do."""
        heard, self._heard = self._heard, {}
        return array("Q", sorted(heard)), max(heard.values(), default=context.NONE)

    def _sort_out(self) -> None:
        sieve = self._sieved()
        for at in sieve.speaking():
            self._listen(sieve.queue[at])
        stretches = sieve.stretches(SHORTEST, alone=True)
        for at, waiting in enumerate(sieve.queue):
            if waiting.deep:
                self._listen(waiting)
                self._look_whole(waiting)
                continue
            areas = stretches.get(at)
            if areas:
                self._batch.add(waiting, anchors.texts(waiting.data, areas))
            else:
                waiting.settle(0)

    @staticmethod
    def _listen(waiting: Waiting) -> None:
        """Take in how much an object speaks of Backpack."""
        waiting.family.hear(context.level(waiting.data))

    def _settle(self, waiting: Waiting) -> None:
        if waiting.failed:
            self.close.append(waiting.number)  # the look at the whole object tells what was not read
        waiting.settle(0)
