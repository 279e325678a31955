"""The first look at a fragment: its values enter the ledger, and which of them need a second look.

Nothing here asks for lines, excerpts or texts around a value unless its name must be known: a tree
holds thousands of hashes for each credential.
"""

from __future__ import annotations

from guard import context
from guard.candidates import unfold
from guard.model import Skip

BASE64 = ("base64", "base64url")
LABELS = (
    b"h1:", b"sha256:", b"sha256-", b"sha256=", b"sha512-", b"iv:", b"tag:", b"data:", b"base64:", b"sha384-",
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.candidates import Opened
    from guard.hush import Hush
    from guard.limits import Limits
    from guard.locate import Lines
    from guard.model import Candidate, Fragment
    from guard.prove import Ledger
    from guard.trail import Trail


def sift(
    fragment: Fragment, number: int, book: Callable[[], Ledger], limits: Limits | None = None, background: bool = False,
    hush: Hush | None = None, trail: Trail | None = None,
) -> tuple[list[Skip], bool]:  # fmt: skip
    """Enter the values of a fragment, place `number`; return what was not read, and whether it has any value.

    `book` gives the ledger once there is a value to enter.

    In the `background` only proofs count: none of its values is a suspect. With `hush`, what does not speak of
    Backpack is looked at lightly (guard.hush). The `trail` is told where values stand (guard.trail).
    """
    if hush:
        found = _sift(fragment, number, book, limits, background, hush, hushed=True)
        if found:
            return found
    return _sift(fragment, number, book, limits, background, hush, hushed=False, trail=trail) or ([], False)


def silent(fragment: Fragment, limits: Limits | None = None) -> list[Skip] | None:
    """Return what is not read of a fragment by a light look (guard.hush) without a look at its values; None if it speaks of Backpack."""
    skips: list[Skip] = []
    for opened in unfold(fragment.data, limits, fragment.path, hushed=True):
        if isinstance(opened, Skip):
            skips.append(_own(fragment, opened))
        elif _Text(fragment, opened).level:
            return None
        del opened  # nothing of one member is held while the next is read
    return skips


def _own(fragment: Fragment, skip: Skip) -> Skip:
    return Skip(fragment.path + ("!" + skip.path if skip.path else ""), skip.reason, skip.harmless)


def _sift(
    fragment: Fragment, number: int, book: Callable[[], Ledger], limits: Limits | None, background: bool,
    hush: Hush | None, hushed: bool, trail: Trail | None = None,
) -> tuple[list[Skip], bool] | None:  # fmt: skip
    """Do it; None where one of the `hushed` texts speaks."""
    skips: list[Skip] = []
    some = False
    for opened in unfold(fragment.data, limits, fragment.path, hushed=hushed):
        if isinstance(opened, Skip):
            skips.append(_own(fragment, opened))
            continue
        text: _Text | None = None
        if trail:
            trail.saw(opened)
        if hush:
            text = _Text(fragment, opened)
            if hush.hear(text.level) and hushed:
                return None
        for candidate in opened.candidates():
            some = True
            ledger = book()
            digest, expanded = _enter(candidate, number, ledger)
            if trail:
                trail.note(candidate, digest)
            if not background and digest not in ledger.suspects:
                text = text or _Text(fragment, opened)
                if expanded or text.suspects(candidate):
                    ledger.suspects.add(digest)
            if hush and text and not hush.telling and text.level:
                hush.telling = expanded or text.is_telling(candidate)
        del opened, text  # nothing of one member is held while the next is read
    return skips, some


def _enter(candidate: Candidate, number: int, ledger: Ledger) -> tuple[bytes, bool]:
    """Return the digest of a candidate's seed, and whether its 64 bytes prove themselves."""
    value = candidate.value
    if len(value) == 64:
        digest = ledger.enter(value[:32], number, "seed")
        return digest, ledger.derived[digest] == ledger.digest(value[32:])
    return ledger.enter(value, number, candidate.role), False


def spoken_path(fragment: Fragment, opened: Opened) -> str:
    """Return the path of a text, or what stands for it (Fragment.about): what it says counts as context."""
    return (fragment.about or fragment.path) + ("!" + opened.name if opened.name else "")


def text_level(opened: Opened, path: str) -> int:
    """Return how much a text, the text around it or its path speaks of Backpack."""
    level = context.level(opened.view.data)
    if opened.outer is not opened.view.data:
        level = max(level, context.level(opened.outer))
    return level or min(context.WEAK, context.level(path.encode("utf-8", "replace")))


def is_labelled(data: bytes, start: int) -> bool:
    """Tell whether a label of hashes, such as "h1:", stands directly before the value at `start`."""
    return data[max(0, start - 12) : start].rstrip(b" \"'`").lower().endswith(LABELS)


class _Text:
    """What is asked of one text no more than once."""

    def __init__(self, fragment: Fragment, opened: Opened) -> None:
        self.opened = opened
        self.path = spoken_path(fragment, opened)
        self._floor = max((part.level for part in (fragment.part, opened.part) if part), default=0)
        self._level = -1
        self._lines: Lines | None = None

    @property
    def level(self) -> int:
        if self._level < 0:
            self._level = max(self._floor, text_level(self.opened, self.path))
        return self._level

    def suspects(self, candidate: Candidate) -> bool:
        """Tell whether a value may be reported without a proof of its pair."""
        if len(candidate.value) == 64:
            return False
        if candidate.role == "key":
            return self.level > context.NONE
        if not (candidate.exact and self.opened.exact):
            return False
        if candidate.role == "seed":
            return True
        if candidate.encoding in BASE64:
            if is_labelled(self.opened.view.data, candidate.start):
                return False
            if self._is_secret(candidate.start):
                return True
        return self.level > context.NONE

    def is_telling(self, candidate: Candidate) -> bool:
        """Tell whether a value of a text that speaks of Backpack may itself be a secret of it."""
        if candidate.role != "any":
            return candidate.role == "seed"
        return candidate.exact and self.opened.exact and len(candidate.value) == 32 and self._is_secret(candidate.start)

    def _is_secret(self, start: int) -> bool:
        from guard import names, naming

        if self._lines is None:
            from guard.locate import Lines

            self._lines = Lines(self.opened.view.data)
        return naming.name_of(self._lines, start) == names.SECRET
