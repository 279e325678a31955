"""Limits on what the layers may uncover in one fragment, and the `[limits]` table that sets them."""

from __future__ import annotations

from guard.errors import ConfigError
from guard.model import Budget

FLOOR = 256 << 20
_UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_RANGES: dict[str, tuple[float, float]] = {
    "member-size": (1, 1 << 40),
    "total-size": (1, 1 << 50),
    "members": (1, 10**9),
    "depth": (1, 64),
    "seconds": (0.001, 86_400),
    "ratio": (1, 10**6),
}


class Limits:
    """How much one fragment may unfold to.

    `member_size` and `total_size` are bytes, `ratio` is total size over the fragment's own size (it
    counts only above 256 MiB), `depth` is the number of containers around each other,
    and that of escapings of one text in each of them. `watching` says that API keys are watched, so that
    their secrets are looked for in any form; where `thorough`, at any cost (guard.worth).
    """

    __slots__ = ("depth", "member_size", "members", "ratio", "seconds", "thorough", "total_size", "watching")

    def __init__(self) -> None:
        self.member_size = 256 << 20
        self.total_size = 2 << 30
        self.members = 1_000_000
        self.depth = 8
        self.seconds = 300.0
        self.ratio = 128.0
        self.watching = self.thorough = False

    def patient(self, times: float = 10) -> Limits:
        """Return the same limits with ten times the time, to look again at what was read once: nothing may go missing."""
        limits = Limits()
        for name in self.__slots__:
            setattr(limits, name, getattr(self, name))
        limits.seconds *= times
        return limits

    def budget(self, size: int) -> Budget:
        """Return the budget of a fragment of `size` bytes."""
        allowed = int(max(FLOOR, size * self.ratio))
        ratio = self.ratio if allowed < self.total_size else 0.0
        return Budget(
            min(self.total_size, allowed), self.members, self.seconds, self.member_size, self.depth, ratio
        )  # fmt: skip


def read_limits(where: str, table: object) -> Limits:
    """Read the `[limits]` table; raises ConfigError for an unknown key, a wrong type or range."""
    if not isinstance(table, dict):
        raise ConfigError(f"{where}: limits must be a table", "write it as [limits]")
    limits = Limits()
    for key, value in table.items():
        if key not in _RANGES:
            from difflib import get_close_matches

            near = get_close_matches(key, _RANGES, 1, 0.0)[0]
            raise ConfigError(f"{where}: unknown key {key[:40]!r} in limits", f"did you mean {near!r}?")
        number = _number(where, key, value)
        low, high = _RANGES[key]
        if not low <= number <= high:
            raise ConfigError(f"{where}: limits.{key} must lie between {low} and {high}")
        setattr(limits, key.replace("-", "_"), number)
    return limits


def _number(where: str, key: str, value: object) -> float:
    if isinstance(value, str) and key.endswith("-size"):
        text = value.strip().lower().replace(" ", "").replace("_", "")
        digits = text.rstrip("kmgtib")
        unit = text[len(digits) :].removesuffix("b").removesuffix("i")
        if digits.isascii() and digits.isdigit() and len(digits) < 19 and unit in _UNITS:
            return int(digits) * _UNITS[unit]
    elif isinstance(value, (int, float) if key in ("seconds", "ratio") else int) and not isinstance(value, bool):
        return value
    kind = 'a number of bytes or a size such as "512 MiB"' if key.endswith("-size") else "a number"
    raise ConfigError(f"{where}: limits.{key} must be {kind}")
