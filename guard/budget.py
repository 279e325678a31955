"""What opening the layers of one fragment may cost."""

from __future__ import annotations

from time import monotonic

WHOLE = 64 << 20
"""Up to this size (bytes) a content is looked at as a whole."""
TEXT_SHARE = 16
"""Bytes that text layers may rewrite for each byte looked at."""


class Budget:
    """What the layers of one fragment may spend together: bytes uncovered, members, seconds.

    `member_size` bounds one member, `depth` the wrappings around each other. `ratio` is given when
    the bytes allowed come from the fragment's own size. `spent` names the limit that was reached.
    `text` is what text layers may still rewrite: a multiple of the bytes looked at.
    """

    __slots__ = ("_ratio", "_seconds", "_total", "bytes", "deadline", "depth", "member_size", "members", "text")

    def __init__(
        self, size: int = 2 << 30, members: int = 1_000_000, seconds: float = 120.0, member_size: int = 256 << 20,
        depth: int = 8, ratio: float = 0.0,
    ) -> None:  # fmt: skip
        self.bytes = self._total = size
        self.members = members
        self.member_size = member_size
        self.depth = depth
        self._ratio = ratio
        self._seconds = seconds
        self.deadline = monotonic() + seconds
        self.text = 1 << 20

    def take_text(self, size: int) -> bool:
        """Charge text that is rewritten, not unpacked; False as for `take`."""
        self.text -= size
        return self.text >= 0 and self.take(0)

    def take(self, size: int, members: int = 0) -> bool:
        """Charge before reading; False means the budget is used up and the rest is to be skipped."""
        self.bytes -= size
        self.members -= members
        return self.bytes >= 0 and self.members >= 0 and monotonic() < self.deadline

    def refuses(self, size: int) -> str:
        """Charge one member of known size before it is read; return why it is not, "" if it may be."""
        if size > self.member_size:
            self.take(0, 1)
            return self.oversize
        return "" if self.take(size, 1) else self.spent

    @property
    def oversize(self) -> str:
        """What is said of a member larger than one may be."""
        return f"limit reached: larger than {self.member_size} bytes (limits.member-size)"

    @property
    def spent(self) -> str:
        """The limit that was reached, in words and with the key that raises it; "" while there is room."""
        if self.text < 0:
            return "limit reached: text wrapped in too many ways"
        if self.members < 0:
            return "limit reached: too many members (limits.members)"
        if self.bytes < 0:
            if self._ratio:
                return f"limit reached: unfolds to more than {self._ratio:g} times its size (limits.ratio)"
            return f"limit reached: unfolds to more than {self._total} bytes (limits.total-size)"
        if monotonic() >= self.deadline:
            return f"limit reached: takes more than {self._seconds:g} seconds (limits.seconds)"
        return ""
