"""Members of containers that come again: versions of an archive have most of theirs in common, and each is looked at once.

What a look at one found is told again where the same bytes lie as deep, as long as the budget has what it took then.
Only what was read without fail is remembered, as marks (guard.sweep.values): no content is held.
"""

from __future__ import annotations

from guard import context
from guard.budget import TEXT_SHARE, WHOLE

_MOST_KNOWN, _MOST_MARKS = 100_000, 400_000
_MOST_OF_ONE = 40_000
_TELLING = ("backpack", "constants:")  # in a name: guard.worth and guard.encodings.raw ask it

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.candidates import Opened
    from guard.model import Budget
    from guard.sweep.pending import Waiting
    from guard.sweep.values import Mark

    Costs = tuple[int, int, int, int]


class Outcome:
    """What a look at one text found: the marks of its values (guard.sweep.values), and what Waiting has of them."""

    __slots__ = ("level", "likely", "marks", "named", "worth")

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.likely = self.named = self.worth = False
        self.level = context.NONE

    def told(self, waiting: Waiting, record: Callable[[Mark, int], None]) -> None:
        """Tell it of an object that has this text."""
        waiting.family.hear(self.level)
        waiting.worth = waiting.worth or self.worth
        if self.marks:
            waiting.found = True
            waiting.likely = waiting.likely or self.likely
            waiting.named = waiting.named or self.named
            for mark in self.marks:
                record(mark, waiting.family.number)

    def join(self, other: Outcome) -> None:
        """Take in what was found in a part."""
        self.marks += other.marks
        self.likely = self.likely or other.likely
        self.named = self.named or other.named
        self.worth = self.worth or other.worth
        self.level = max(self.level, other.level)

    def is_silent(self) -> bool:
        """Tell whether there is nothing to tell."""
        return not (self.marks or self.likely or self.named or self.worth or self.level)


class _Member:
    """A member that is being looked at: `low` is the least text budget there was meanwhile, `key` 0 if it is not to be remembered."""

    __slots__ = ("bytes", "key", "low", "members", "outcome", "text")

    def __init__(self, key: int, budget: Budget, outcome: Outcome) -> None:
        self.key = key
        self.outcome = outcome
        self.bytes, self.members = budget.bytes, budget.members
        self.text = self.low = budget.text


_NOTHING: tuple[Outcome, Costs] = (Outcome(), (0, 0, 0, 0))


class Repeats:
    """The members that were looked at, for guard.candidates.unfold; `outcome` takes what is found in the text at hand."""

    __slots__ = ("_held", "_inside", "_known", "_whole", "outcome")

    def __init__(self) -> None:
        self._known: dict[int, tuple[Outcome, Costs]] = {}
        self._held = 0
        self._inside: list[_Member] = []
        self.outcome = self._whole = Outcome()

    def begin(self, outcome: Outcome) -> None:
        """Go on to another object."""
        self._inside = []
        self.outcome = self._whole = outcome

    def knows(self, opened: Opened, containers: int, budget: Budget) -> bool:
        """Tell whether a member was looked at before, and tell what was found; if not, it is entered until `leave`."""
        key = self._key(opened, containers)
        known = self._known.get(key) if key else None
        if known and _pays(budget, known[1]):
            self.outcome.join(known[0])
            return True
        for member in self._inside:
            member.low = min(member.low, budget.text - TEXT_SHARE * len(opened.view.data))
        self.outcome = Outcome()
        self._inside.append(_Member(key, budget, self.outcome))
        return False

    def leave(self, budget: Budget) -> None:
        """Note that the member entered last was looked at, with all that is inside."""
        member = self._inside.pop()
        found = member.outcome
        if member.key and len(found.marks) <= _MOST_OF_ONE and not budget.spent:
            costs = member.bytes - budget.bytes, member.members - budget.members, member.text - budget.text
            known = found, (*costs, max(0, member.text - min(member.low, budget.text)))
            self._keep(member.key, _NOTHING if found.is_silent() and not any(known[1]) else known)
        self.outcome = self._inside[-1].outcome if self._inside else self._whole
        self.outcome.join(found)

    def spoil(self) -> None:
        """Remember none of what is being looked at: something in it was not read, or not at once."""
        for member in self._inside:
            member.key = 0

    def _keep(self, key: int, known: tuple[Outcome, Costs]) -> None:
        self._held += len(known[0].marks)
        if len(self._known) >= _MOST_KNOWN or self._held > _MOST_MARKS:
            self._known.clear()
            self._held = len(known[0].marks)
        self._known[key] = known

    def _key(self, opened: Opened, containers: int) -> int:
        """Return what stands for a member and all that a look at it depends on; 0 for one that is not looked at as a whole."""
        view = opened.view
        if opened.part or len(view.data) > WHOLE:
            self.spoil()
        held = "held" in view.memo
        if len(view.memo) > held or opened.offsets or len(view.data) > WHOLE or any(map(view.name.lower().__contains__, _TELLING)):
            return 0
        return hash((view.data, opened.exact, opened.pieces, held, containers)) or 1


def _pays(budget: Budget, costs: Costs) -> bool:
    """Take from a budget what a look took once; False if it does not have all of that."""
    size, members, text, most = costs
    if budget.bytes < size or budget.members < members or budget.text < most:
        return False
    budget.text -= text
    return budget.take(size, members)
