"""New stretches of many objects looked at as one text, and each value told to the object it stands in."""

from __future__ import annotations

from bisect import bisect_right

from guard import names, naming
from guard.candidates import Opened, unfold
from guard.locate import Lines
from guard.model import Candidate, Skip
from guard.sift import BASE64, is_labelled

FULL = 128 << 10
_HELD = 32 << 20
_GAP = b"\n\x01\n\x01\n"
_MOST_NAMES = 20_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.limits import Limits


class Waiting:
    """One object whose new stretches are not looked at yet.

    `data` is its content and `text` what is new in it, `base` the state of the object it is built on.
    Afterwards `state` holds its own state; before, it is -1.
    """

    __slots__ = ("base", "data", "failed", "family", "found", "kept", "likely", "named", "number", "state", "text", "whole")

    def __init__(self, number: int, family: int, data: bytes, text: bytes, base: int | Waiting, kept: int) -> None:
        self.number = number
        self.family = family
        self.data = data
        self.text = text
        self.base = base
        self.kept = kept
        self.state = -1
        self.found = self.likely = self.named = self.failed = False
        self.whole = False  # whether all of it was looked at


class Batch:
    """Collects texts and looks at them together: most of the cost of a look does not depend on its length.

    `enter(candidate, family)` gets every value, `settle(waiting)` every object, in the order they were added.
    """

    __slots__ = ("_areas", "_enter", "_held", "_limits", "_names", "_objects", "_owners", "_settle", "_size")

    def __init__(
        self, limits: Limits | None, enter: Callable[[Candidate, int], None], settle: Callable[[Waiting], None]
    ) -> None:
        self._limits = limits
        self._enter = enter
        self._settle = settle
        self._names: dict[bytes, str] = {}
        self._objects: list[Waiting] = []
        self._areas: list[bytes] = []
        self._owners: list[Waiting] = []
        self._size = self._held = 0

    def add(self, waiting: Waiting, areas: list[bytes]) -> None:
        """Add an object with those stretches of it that are to be looked at."""
        self._objects.append(waiting)
        for text in areas:
            self._areas.append(text)
            self._owners.append(waiting)
            self._size += len(text)
        self._held += len(waiting.data)
        if self._size > FULL or self._held > _HELD:
            self.flush()

    def flush(self) -> None:
        """Look at everything that waits."""
        objects, areas, owners = self._objects, self._areas, self._owners
        self._objects, self._areas, self._owners = [], [], []
        self._size = self._held = 0
        if areas and not self._look(_GAP.join(areas), _starts(areas), owners):
            for text, owner in zip(areas, owners, strict=True):  # one by one: it matters which
                if not self._look(text, [0], [owner]):
                    owner.failed = owner.found = True
        for waiting in objects:
            self._settle(waiting)
            waiting.data = waiting.text = b""
            waiting.base = 0

    def look(self, waiting: Waiting) -> None:
        """Look at a whole object by itself."""
        waiting.whole = True
        if not self._look(waiting.data, [0], [waiting]):
            waiting.failed = waiting.found = True

    def _look(self, text: bytes, starts: list[int], owners: list[Waiting]) -> bool:
        """Enter all values of a text; False where something was not read, or cannot be told to its owner."""
        enter = self._enter
        alone = len(starts) == 1
        whole = True
        for opened in unfold(text, self._limits, whole=alone):
            if isinstance(opened, Skip):
                if not alone:
                    return False
                whole = False
                continue
            lines = None
            offsets = opened.offsets
            for candidate in opened.candidates():
                if alone:
                    owner = owners[0]
                elif offsets is None and opened.view.data is not text:
                    return False
                else:
                    place = offsets(candidate.start) if offsets else candidate.start
                    owner = owners[bisect_right(starts, place) - 1]
                owner.found = True
                enter(candidate, owner.family)
                if not owner.named:
                    lines = lines or Lines(opened.view.data)
                    self._judge(owner, lines, candidate, opened)
        return whole

    def _judge(self, owner: Waiting, lines: Lines, candidate: Candidate, opened: Opened) -> None:
        """Tell of an object whether a value of it could be reported without a proof (guard.sift, guard.rules).

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
