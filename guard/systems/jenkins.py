"""Jenkins."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("GIT_COMMIT", "")
    target = environment.get("CHANGE_TARGET", "")
    if target:
        return of_ids("change request", head, "", target=target, fork=True)
    previous = environment.get("GIT_PREVIOUS_COMMIT", "")
    return of_ids("build", head, previous)


SYSTEM = System(
    name="jenkins", title="Jenkins", detect="JENKINS_URL", job=job, reports=(("text", ""), ("junit", "backpack-guard-junit.xml")),
    deepen="switch off the shallow clone in the Git plugin's advanced clone behaviours",
)  # fmt: skip
