"""What a CI system says of its run: the commits that came, and the reports it takes. Pure: variables and event in."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Environment = Mapping[str, str]
    Event = Mapping[str, object]
    Finder = Callable[[Environment, Event], "Job"]


class Job:
    """What a CI system says of one run.

    `head` is the end of the range; `base` its beginning, "" where the system names none; `fork` says that
    the range begins where the head left `base`; `whole` that no range is meant (a schedule, a manual run).
    `target` is the branch a change is made for. `why` says it in words, `untrusted` that the head is a proposal.
    """

    __slots__ = ("base", "fork", "head", "target", "whole", "why")

    def __init__(
        self, why: str, head: str = "HEAD", base: str = "", *, fork: bool = False, whole: bool = False, target: str = ""
    ) -> None:  # fmt: skip
        self.why = why
        self.head = head
        self.base = base
        self.fork = fork
        self.whole = whole
        self.target = target


class System:
    """One CI system: `detect` is a variable (or NAME=VALUE) that only it sets; `job` finds the range.

    `reports` are the (format, file) it takes, "" for standard output; `summary` and `outputs` are variables
    that name files it reads: Markdown, and NAME=VALUE lines. `event` is the variable with the event file.
    `order` is its turn: those that imitate another come before it.
    """

    __slots__ = ("deepen", "detect", "event", "job", "name", "order", "outputs", "reports", "summary", "title")

    def __init__(
        self, *, name: str, title: str, detect: str, job: Finder, reports: tuple[tuple[str, str], ...],
        order: int = 50, event: str = "", summary: str = "", outputs: str = "", deepen: str = "",
    ) -> None:  # fmt: skip
        self.name = name
        self.title = title
        self.detect = detect
        self.job = job
        self.reports = reports
        self.order = order
        self.event = event
        self.summary = summary
        self.outputs = outputs
        self.deepen = deepen or "let the job fetch the whole history"

    def found(self, environment: Environment) -> bool:
        """Tell whether the run is one of this system."""
        name, equals, value = self.detect.partition("=")
        return environment.get(name, "") == value if equals else bool(environment.get(name))


def is_id(text: object) -> bool:
    """Tell whether a text is a full object id that is not zero."""
    return isinstance(text, str) and len(text) in (40, 64) and not text.strip("0123456789abcdef") and bool(text.strip("0"))


def at(event: object, *names: str) -> str:
    """Return a text deep in an event, "" where there is none; what is no object on the way is passed over."""
    for name in names:
        event = event.get(name) if isinstance(event, dict) else None
    return event if isinstance(event, str) else ""


def of_ids(why: str, head: str, base: str, *, target: str = "", fork: bool = False) -> Job:
    """Return the job for ids as a system gives them: an unusable base is left out and named in the reason."""
    end = head if is_id(head) else "HEAD"
    if is_id(base):
        return Job(f"{why}: {base[:12]} to {end[:12]}", end, base, fork=fork, target=target)
    return Job(f"{why}: no commit before it is named", end, target=target)
