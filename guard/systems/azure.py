"""Azure Pipelines."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("BUILD_SOURCEVERSION", "")
    target = environment.get("SYSTEM_PULLREQUEST_TARGETBRANCH", "").removeprefix("refs/heads/")
    if target:
        end = environment.get("SYSTEM_PULLREQUEST_SOURCECOMMITID", "") or head
        return of_ids("pull request", end, "", target=target, fork=True)
    reason = environment.get("BUILD_REASON", "")
    if reason in ("Schedule", "Manual", "ResourceTrigger"):
        return Job(f"build reason {reason}: no range", head or "HEAD", whole=True)
    return of_ids("build", head, "")


SYSTEM = System(
    name="azure", title="Azure Pipelines", detect="TF_BUILD", job=job, reports=(("text", ""), ("junit", "backpack-guard-junit.xml")),
    deepen="set fetchDepth: 0 at the checkout step",
)  # fmt: skip
