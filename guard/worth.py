"""What a costly look is worth: where API keys are watched, where a text holds a value or speaks of Backpack."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import View

_SMALL = 16 << 10  # of larger texts only the path is asked whether they speak of Backpack
_WORDS = (b"ackpack", b"ACKPACK")
_MARKS = ("watching", "held")


def is_watching(view: View) -> bool:
    """Tell whether API keys are watched."""
    return "watching" in view.memo


def is_worth(view: View) -> bool:
    """Tell whether a text is looked at for forms that rest on nothing cheap.

    `guard.candidates` notes in the view's memo that keys are watched, and that the text, or the one it was uncovered
    in, holds what looks like an API key; encodings whose names come first have been asked then.
    """
    return any(mark in view.memo for mark in _MARKS) or "backpack" in view.name.lower() or speaks(view.data)


def speaks(data: bytes) -> bool:
    """Tell whether a small text speaks of Backpack, as far as one search can tell."""
    return len(data) <= _SMALL and any(word in data for word in _WORDS)
