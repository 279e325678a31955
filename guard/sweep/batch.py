"""New stretches of many objects looked at as one text, and each value told to the object it stands in."""

from __future__ import annotations

from bisect import bisect_right

from guard import context, names, naming
from guard.candidates import NOT_INSIDE, Opened, unfold
from guard.locate import Lines
from guard.model import Candidate, Skip
from guard.sift import BASE64, is_labelled
from guard.sweep.repeats import Outcome, Repeats
from guard.worth import is_key, mentions

FULL = 128 << 10
_HELD = 16 << 20
_GAP = b"\n\x01\n\x01\n"
_MOST_NAMES = 20_000
_MOST_MARKS, _MOST_KNOWN = 64, 100_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from guard.limits import Limits
    from guard.sweep.pending import Waiting
    from guard.sweep.values import Values


class Batch:
    """Collects texts and looks at them together: most of the cost of a look does not depend on its length.

    The same text is looked at once, however many objects have it. `values` get every value, `settle`
    all objects, in the order they were added. `hushed` looks as where nothing speaks of Backpack (guard.hush).
    """

    __slots__ = (
        "_areas", "_held", "_hushed", "_known", "_limits", "_names", "_objects", "_owners", "_places", "_repeats", "_settle", "_size",
        "_values",
    )  # fmt: skip

    def __init__(
        self, limits: Limits | None, values: Values, settle: Callable[[list[Waiting]], None], hushed: bool = False
    ) -> None:  # fmt: skip
        self._hushed = hushed
        self._limits = limits
        self._values = values
        self._settle = settle
        self._names: dict[bytes, str] = {}
        self._known: dict[int, Outcome] = {}
        self._repeats = Repeats()
        self._objects: list[Waiting] = []
        self._areas: list[bytes] = []
        self._owners: list[list[Waiting]] = []
        self._places: dict[int, int] = {}
        self._size = self._held = 0

    def add(self, waiting: Waiting, areas: list[bytes]) -> None:
        """Add an object with those stretches of it that are to be looked at."""
        self._objects.append(waiting)
        for text in areas:
            key = hash(text)
            known = self._known.get(key)
            if known:
                known.told(waiting, self._values.record)
            elif key in self._places:
                self._owners[self._places[key]].append(waiting)
            else:
                self._places[key] = len(self._areas)
                self._areas.append(text)
                self._owners.append([waiting])
                self._size += len(text)
        self._held += len(waiting.data)
        if self._size > FULL or self._held > _HELD:
            self.flush()

    def flush(self) -> None:
        """Look at everything that waits."""
        objects, areas, owners, places = self._objects, self._areas, self._owners, self._places
        self._objects, self._areas, self._owners, self._places = [], [], [], {}
        self._size = self._held = 0
        for key, outcome, having in zip(places, self._outcomes(areas, owners), owners, strict=True):
            if outcome:
                self._keep(key, outcome)
                for waiting in having:
                    outcome.told(waiting, self._values.record)
        self._settle(objects)

    def _outcomes(self, areas: list[bytes], owners: list[list[Waiting]]) -> Sequence[Outcome | None]:
        """Return what each of some texts has; one half and the other where they cannot be told apart."""
        if len(areas) < 2:
            return [self._alone(text, having, whole=False) for text, having in zip(areas, owners, strict=True)]
        found = self._look(_GAP.join(areas), _starts(areas))
        if found is not None:
            return [
                one or self._alone(text, having, whole=False) for one, text, having in zip(found, areas, owners, strict=True)
            ]
        half = len(areas) // 2
        return [*self._outcomes(areas[:half], owners[:half]), *self._outcomes(areas[half:], owners[half:])]

    def _keep(self, key: int, outcome: Outcome) -> None:
        """Remember what a text has; not of one with very many values."""
        if len(outcome.marks) <= _MOST_MARKS:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[key] = outcome

    def look_at(self, waiting: Waiting, areas: list[bytes]) -> None:
        """Look at stretches of an object at once."""
        for outcome in self._outcomes(areas, [[waiting]] * len(areas)):
            if outcome:
                outcome.told(waiting, self._values.record)

    def look(self, waiting: Waiting) -> None:
        """Look at a whole object by itself."""
        waiting.whole = True
        outcome = self._alone(waiting.data, [waiting], whole=True)
        if outcome:
            outcome.told(waiting, self._values.record)

    def _alone(self, text: bytes, owners: list[Waiting], whole: bool) -> Outcome | None:
        """Look at a text by itself; what was found up to a failure is told at once."""
        outcome = Outcome()
        if self._fill([outcome], text, [0], whole):
            return outcome
        for waiting in owners:
            outcome.told(waiting, self._values.record)
            waiting.failed = waiting.found = True
        return None

    def _look(self, text: bytes, starts: list[int]) -> list[Outcome | None] | None:
        """Return what each of some texts has, None for one that is to be looked at by itself.

        None for all of them where something was not read, or cannot be told to one of them.
        """
        outcomes = [Outcome() for _ in starts]
        doubted: set[int] = set()
        if not self._fill(outcomes, text, starts, whole=False, doubted=doubted):
            return None
        return [None if number in doubted else outcome for number, outcome in enumerate(outcomes)]

    def _fill(
        self, outcomes: list[Outcome], text: bytes, starts: list[int], whole: bool, doubted: set[int] | None = None
    ) -> bool:  # fmt: skip
        """Look at a text; False where something was not read, or cannot be told.

        Of what containers hold it is known only in which text they stand: with `doubted`, those come there in which
        one holds anything.
        """
        enter = self._values.mark
        read = True
        repeats = self._repeats if whole else None
        if repeats:
            repeats.begin(outcomes[0])
        for opened in unfold(text, self._limits, whole=whole, hushed=self._hushed, starts=starts, repeats=repeats):
            if isinstance(opened, Skip):
                if doubted is not None:
                    return False
                read = False
                if repeats:
                    repeats.spoil()
                continue
            if repeats:
                outcomes = [repeats.outcome]
            if doubted is not None and opened.inside != NOT_INSIDE:
                if self._tells(opened):
                    if opened.inside < 0:
                        return False
                    doubted.add(bisect_right(starts, opened.inside) - 1)
                continue
            lines = None
            offsets = opened.offsets
            if opened.view.data is not text and not self._hear(outcomes, opened, starts):
                return False
            for candidate in opened.candidates():
                outcome = outcomes[0]
                if doubted is not None:
                    place = offsets(candidate.start) if offsets else candidate.start
                    outcome = outcomes[bisect_right(starts, place) - 1]
                outcome.marks.append(enter(candidate))
                if self._hushed:
                    continue
                outcome.worth = outcome.worth or is_key(candidate)
                if not outcome.named:
                    lines = lines or Lines(opened.view.data)
                    self._judge(outcome, lines, candidate, opened)
        return read

    def _tells(self, opened: Opened) -> bool:
        """Tell whether a text holds a value, or says anything of Backpack."""
        data = opened.view.data
        heard = context.level(data) if self._hushed else next(mentions(data), None) is not None
        return bool(heard) or next(opened.candidates(), None) is not None

    def _hear(self, outcomes: list[Outcome], opened: Opened, starts: list[int]) -> bool:
        """Note what was uncovered and speaks of Backpack: how much for a light look, else that it is worth a costly one.

        False if it cannot be told whose it is.
        """
        if self._hushed:
            level = context.level(opened.view.data)
            outcomes[0].level = max(outcomes[0].level, level)
            return not level or len(starts) == 1
        for place in mentions(opened.view.data):
            outcomes[bisect_right(starts, opened.offsets(place)) - 1 if opened.offsets else 0].worth = True
        return True

    def _judge(self, owner: Outcome, lines: Lines, candidate: Candidate, opened: Opened) -> None:
        """Tell of a text whether a value of it could be reported without a proof (guard.sift, guard.rules).

        `named`: with nothing around it that speaks of Backpack. `likely`: where something does; a number in
        hex then needs the name of a secret.
        """
        if candidate.role != "any":
            owner.likely = True
            owner.named = candidate.role == "seed"
            return
        if not (candidate.exact and opened.exact) or len(candidate.value) != 32:
            return
        plain = candidate.encoding in BASE64
        if owner.likely and not plain:
            return
        if plain and is_labelled(lines.data, candidate.start):
            return
        if plain or candidate.encoding == "hex":
            secret = self._is_secret(lines, candidate.start)
            owner.named = plain and secret
            owner.likely = owner.likely or plain or secret
        else:
            owner.likely = True

    def _is_secret(self, lines: Lines, start: int) -> bool:
        """Tell whether a value has a secret's name."""
        left = lines.data[max(lines.start(start), start - 160) : start]
        name = self._names.get(left)
        if name is None:
            if len(self._names) > _MOST_NAMES:
                self._names.clear()
            name = self._names[left] = names.classify(naming.mask(left.decode("utf-8", "replace")))
        return (name or naming.name_of(lines, start)) == names.SECRET


def _starts(areas: list[bytes]) -> list[int]:
    starts, at = [], 0
    for text in areas:
        starts.append(at)
        at += len(text) + len(_GAP)
    return starts
