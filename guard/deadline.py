"""A time limit that ends in a refusal: asked for between objects, and enforced by an alarm within one."""

from __future__ import annotations

from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType

LATE = "push"
"""The path under which a report tells that time was over."""
_SHARE = 0.85  # of the time may go into reading; the rest is for judging what was read


class Late(Exception):  # noqa: N818, RUF100 - not an error: what was seen is still judged
    """The time for reading is over; what was read is still to be judged."""


class Overdue(BaseException):
    """The whole time is over; no handler of ordinary errors may keep this."""


class Deadline:
    """`seconds` for the time of a `with` block, in the main thread."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = monotonic() + seconds * _SHARE

    def check(self) -> None:
        """Raise Late once the time for reading is over."""
        if monotonic() > self._end:
            raise Late(f"the time limit of {self.seconds:g} seconds is over")

    def __enter__(self) -> Deadline:
        import signal

        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import signal

        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    raise Overdue
