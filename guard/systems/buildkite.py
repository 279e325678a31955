"""Buildkite."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("BUILDKITE_COMMIT", "")
    queued = environment.get("BUILDKITE_MERGE_QUEUE_BASE_COMMIT", "")
    if queued:
        return of_ids("merge queue", head, queued, target=environment.get("BUILDKITE_MERGE_QUEUE_BASE_BRANCH", ""))
    if environment.get("BUILDKITE_PULL_REQUEST", "false") != "false":
        return of_ids("pull request", head, "", fork=True, target=environment.get("BUILDKITE_PULL_REQUEST_BASE_BRANCH", ""))
    source = environment.get("BUILDKITE_SOURCE", "")
    if source in ("schedule", "ui", "api", "trigger_job"):
        return Job(f"build source {source}: no range", head or "HEAD", whole=True)
    return of_ids("build", head, "", target=environment.get("BUILDKITE_PIPELINE_DEFAULT_BRANCH", ""))


SYSTEM = System(
    name="buildkite", title="Buildkite", detect="BUILDKITE", job=job, reports=(("text", ""), ("junit", "backpack-guard-junit.xml")),
    deepen="fetch the whole history with BUILDKITE_GIT_CLONE_FLAGS",
)  # fmt: skip
