"""Drone."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("DRONE_COMMIT_SHA", "") or environment.get("DRONE_COMMIT_AFTER", "")
    base = environment.get("DRONE_COMMIT_BEFORE", "")
    event_name = environment.get("DRONE_BUILD_EVENT", "")
    if event_name in ("cron", "custom", "promote", "rollback"):
        return Job(f"event {event_name}: no range", head or "HEAD", whole=True)
    if event_name == "pull_request":
        return of_ids("pull request", head, "", fork=True, target=environment.get("DRONE_TARGET_BRANCH", ""))
    return of_ids("push", head, base, target=environment.get("DRONE_REPO_BRANCH", ""))


SYSTEM = System(
    name="drone", title="Drone", detect="DRONE", job=job, order=20, reports=(("text", ""), ("junit", "backpack-guard-junit.xml")),
    deepen="set clone: depth: 0",
)  # fmt: skip
