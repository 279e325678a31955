"""CircleCI."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("CIRCLE_SHA1", "")
    text = environment.get("CIRCLE_RANGE", "") or environment.get("CIRCLE_COMPARE_URL", "").rpartition("/")[2]
    base, _, end = text.replace("...", "..").partition("..")
    return of_ids("push", head or end, base)


SYSTEM = System(
    name="circleci", title="CircleCI", detect="CIRCLECI", job=job, reports=(("text", ""), ("junit", "test-results/backpack-guard.xml")),
    deepen="use the full checkout method",
)  # fmt: skip
