"""Woodpecker."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("CI_COMMIT_SHA", "")
    event_name = environment.get("CI_PIPELINE_EVENT", "")
    if event_name in ("cron", "manual", "deployment"):
        return Job(f"event {event_name}: no range", head or "HEAD", whole=True)
    target = environment.get("CI_COMMIT_TARGET_BRANCH", "")
    if target or event_name == "pull_request":
        return of_ids("pull request", head, "", fork=True, target=target)
    default = environment.get("CI_REPO_DEFAULT_BRANCH", "")
    return of_ids("push", head, environment.get("CI_PREV_COMMIT_SHA", ""), target=default)


SYSTEM = System(
    name="woodpecker", title="Woodpecker", detect="CI=woodpecker", job=job, order=20, reports=(("text", ""), ("junit", "backpack-guard-junit.xml")),
    deepen="set partial: false and depth: 0 at the clone step",
)  # fmt: skip
