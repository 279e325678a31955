"""What a costly look is worth: where API keys are watched, where a text holds a value or speaks of Backpack."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Candidate, View

WORTH = 1 << 16
"""The bit of `rests` for what is asked only where it is worth it; guard.view has the others."""
LITTLE = 2 << 10  # bytes: where keys are watched, so small a text is looked at whatever it says
_SMALL = 8 << 10  # of larger texts only the path is asked whether they speak of Backpack
_API_KEY = 44  # characters, as Backpack writes one
_WORDS = (b"ackpack", b"ACKPACK")


def pass_over(view: View, starts: list[int] | None = None) -> None:
    """Note that a text is made of surroundings of many others, which begin at `starts`; costly looks are for whole texts."""
    view.memo["surroundings"] = starts


def part_of(view: View, place: int | None, *offsets: Callable[[int], int] | None) -> int:
    """Return in which of the surroundings that a text is made of something stands: at a place, or where offsets lead from 0."""
    starts = view.memo.get("surroundings")
    if not isinstance(starts, list):
        return 0
    if place is None:
        place = 0
        for outer in offsets:
            place = outer(place) if outer else place
    from bisect import bisect_right

    return bisect_right(starts, place)


def watch(view: View, thorough: bool) -> None:
    """Note that API keys are watched, and whether costly looks are for all texts then, however large."""
    view.memo["watching"] = thorough


def is_watching(view: View) -> bool:
    """Tell whether API keys are watched."""
    return "watching" in view.memo


def is_worth(view: View) -> bool:
    """Tell whether a text is looked at for forms that rest on nothing cheap.

    `guard.candidates` notes in the view's memo that keys are watched, and that the text, or the one it was uncovered
    in, holds what looks like an API key.
    """
    memo = view.memo
    if memo.get("watching"):
        return True
    if "surroundings" in memo:
        return False
    if "watching" in memo and len(view.data) <= LITTLE:
        return True
    if "held" in memo:
        return True
    if "speaks" not in memo:
        memo["speaks"] = "backpack" in view.name.lower() or speaks(view.data)
    return bool(memo["speaks"])


def is_key(candidate: Candidate) -> bool:
    """Tell whether a value can only be a key, or is written as an API key is and is a point of the curve, as one hash in sixteen is."""
    if candidate.role == "key":
        return True
    if not candidate.exact or candidate.end - candidate.start != _API_KEY or len(candidate.value) != 32:
        return False
    from guard.keys import is_point

    return is_point(candidate.value)


def speaks(data: bytes) -> bool:
    """Tell whether a small text speaks of Backpack, as far as one search can tell."""
    return len(data) <= _SMALL and next(mentions(data), None) is not None


def mentions(data: bytes) -> Iterator[int]:
    """Yield where a text of any size speaks of Backpack, not in order."""
    for word in _WORDS:
        at = data.find(word)
        while at >= 0:
            yield at
            at = data.find(word, at + 1)
