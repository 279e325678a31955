"""What an audit is asked to look at."""

from __future__ import annotations

from guard.errors import UsageError


class Request:
    """The breadth of one audit.

    `refs` (as typed) and `since` (seconds since 1970) leave only what those commits hold, `reachable`
    only what refs reach; `objects` and `bytes` are limits, 0 for none.
    """

    __slots__ = ("bytes", "objects", "reachable", "refs", "since", "submodules")

    def __init__(
        self, *, refs: tuple[str, ...] = (), since: int | None = None, reachable: bool = False,
        objects: int = 0, size: int = 0, submodules: bool = True,
    ) -> None:  # fmt: skip
        self.refs = refs
        self.since = since
        self.reachable = reachable
        self.objects = objects
        self.bytes = size
        self.submodules = submodules

    @property
    def narrow(self) -> bool:
        """Whether only the history of some commits is wanted, not what lies beside it."""
        return bool(self.refs) or self.since is not None

    @property
    def whole(self) -> bool:
        """Whether every object is wanted."""
        return not (self.narrow or self.reachable)

    @property
    def complete(self) -> bool:
        """Whether nothing narrows this audit."""
        return self.whole and self.submodules and not (self.objects or self.bytes)


def parse_date(text: str) -> int:
    """Return the seconds since 1970 of an ISO 8601 date or time, UTC unless it says otherwise."""
    from datetime import datetime, timezone

    try:
        found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise UsageError("--since does not hold a date", "write it as 2024-12-31 or 2024-12-31T23:59:59Z") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone.utc)
    return int(found.timestamp())


def parse_size(text: str, option: str) -> int:
    """Return a count of bytes written as 1000, 10k, 20MiB or 3G; raises UsageError."""
    digits = text.strip().lower()
    unit = 1
    for mark, factor in (("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("t", 1 << 40)):
        for ending in (mark + "ib", mark + "b", mark):
            if digits.endswith(ending):
                digits, unit = digits[: -len(ending)].strip(), factor
                break
        if unit > 1:
            break
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise UsageError(f"{option} does not hold a size", "write it as 500M or 2GiB")
    return int(digits) * unit
