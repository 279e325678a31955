"""One object of a sweep between its visit and what is known of it in the end."""

from __future__ import annotations

HOLDS, WORTHY = 1, 256
"""Of what a state says (guard.sweep.news), what is foreseen."""
UNKNOWN = 2
_MOST_OLD = 12


class Family:
    """What a root and the objects built on it have shown: `known` surroundings, each with the object that had them first.

    `old` are the stretches that could be values; None if they are many, or not all of them are known. `heard` is what
    many families share: {number: how much it speaks of Backpack}, as a light look tells (guard.sweep.lightly).
    """

    __slots__ = ("heard", "known", "number", "old")

    def __init__(self, number: int, heard: dict[int, int] | None = None) -> None:
        self.number = number
        self.heard: dict[int, int] = {} if heard is None else heard
        self.known: dict[int, Waiting] = {}
        self.old: set[bytes] | None = set()

    def hear(self, level: int) -> None:
        """Take in how much one of them speaks of Backpack."""
        if level:
            self.heard[self.number] = max(level, self.heard.get(self.number, level))

    def note(self, stretch: bytes) -> None:
        """Remember a stretch."""
        if self.old is not None:
            self.old.add(stretch)
            if len(self.old) > _MOST_OLD:
                self.old = None


class Waiting:
    """One object: `data` its content, `spans` what is new in it (None: all), `seams` where pieces of a delta's result end.

    `base` is the object it is built on. Afterwards `state` holds what follows for objects built on it; before, it
    is -1. `kept` is what is known of that at once. `kin` are objects that had the same surroundings before, `plain`
    says that it is text as far as can be told, `deep` that it has to be taken whole, `asked` that it is not what its base
    was by its beginning. `titles` are (mark between columns, how many in a row) where the first line calls a column a secret.
    """

    spans: list[tuple[int, int]] | None = None
    seams: list[int] | None = None
    text = b""
    titles: list[tuple[bytes, int]] | None = None
    kept = 0
    state = -1
    plain = False
    deep = False
    asked = False
    failed = False
    found = False  # whether it has a value, and what kind of value (guard.sweep.batch)
    likely = False
    named = False
    whole = False  # whether all of it was looked at
    worth = False  # whether a costly look at all of it could bring anything (guard.worth)
    silent = False  # whether what is new in it says nothing of Backpack
    will = 0  # before it has a state: HOLDS if that will say so, 0 if it will say neither that nor WORTHY, or UNKNOWN

    def __init__(self, number: int, family: Family, data: bytes, base: Waiting | None) -> None:
        self.number = number
        self.family = family
        self.data = data
        self.base = base
        self.kin: list[Waiting] = []

    def is_new(self, key: int) -> bool:
        """Tell whether surroundings are new to the family; those that are not make it akin to who had them first."""
        first = self.family.known.setdefault(key, self)
        if first is self:
            return True
        self.kin.append(first)
        return False

    def foresee(self) -> bool:
        """Find out what its state will say as far as that is known; tell whether the base holds values, or will."""
        base = self.base
        worth = self.worth
        if base is not None:
            if (base.will if base.state < 0 else base.state) & HOLDS:
                self.will = HOLDS
                return True
            worth = worth or (base.state >= 0 and base.state & WORTHY > 0)
        if self.found or any([one.found for one in self.kin]):
            self.will = HOLDS
        elif worth or any([one.worth or one.state < 0 for one in self.kin]):
            self.will = UNKNOWN
        return False

    def settle(self, state: int) -> None:
        """Keep nothing but the state."""
        self.state = state
        self.data = self.text = b""
        self.base = self.spans = self.seams = None
        self.kin = []
