"""Bitbucket Pipelines."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("BITBUCKET_COMMIT", "")
    target = environment.get("BITBUCKET_PR_DESTINATION_BRANCH", "")
    base = environment.get("BITBUCKET_PR_DESTINATION_COMMIT", "")
    if target or base:
        return of_ids("pull request", head, base, target=target, fork=True)
    return of_ids("push", head, "")


SYSTEM = System(
    name="bitbucket", title="Bitbucket Pipelines", detect="BITBUCKET_BUILD_NUMBER", job=job, reports=(("text", ""), ("junit", "test-results/backpack-guard.xml")),
    deepen="set clone: depth: full",
)  # fmt: skip
