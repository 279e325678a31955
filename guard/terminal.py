"""What a terminal can show: colour, width of text, and a progress line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STYLES = {"error": "1;31", "warning": "1;33", "note": "1;36", "frame": "1;34", "path": "1", "help": "32", "good": "1;32"}


def use_color(option: str, environment: Mapping[str, str], is_terminal: bool) -> bool:
    """Decide on colour: option, NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, CLICOLOR, then the terminal itself.

    GitHub's log shows colours without being a terminal.
    """
    if option != "auto":
        return option == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environment.get("CLICOLOR") == "0":
        return False
    if environment.get("GITHUB_ACTIONS") == "true":
        return True
    return is_terminal and environment.get("TERM", "") != "dumb"


def paint(text: str, style: str, color: bool) -> str:
    """Return the text in one of STYLES where colour is on."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if color and text else text


def display_width(text: str) -> int:
    """Return how many columns a text takes: wide East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(one) else 1 + (east_asian_width(one) in "WF") for one in text)


class Progress:
    """One line that is written over again while a long scan runs, twice a second at most."""

    __slots__ = ("_err", "_last", "_shown")

    def __init__(self, err: Callable[[str], None]) -> None:
        self._err = err
        self._last = 0.0
        self._shown = 0

    def show(self, text: str) -> None:
        """Show the text if it is time to."""
        from time import monotonic

        now = monotonic()
        if not self._last:
            self._last = now + 0.5  # what is over in a second shows nothing
        if now - self._last < 0.5:
            return
        self._last = now
        width = display_width(text)
        self._err("\r" + text + " " * max(0, self._shown - width))
        self._shown = width

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._err("\r" + " " * self._shown + "\r")
            self._shown = 0
