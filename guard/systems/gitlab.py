"""GitLab CI: pushes, merge requests, tags, schedules."""

from __future__ import annotations

from guard.ci import Job, System, is_id, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range; CI_COMMIT_BEFORE_SHA is zero for new refs and in merge request pipelines."""
    head = environment.get("CI_COMMIT_SHA", "")
    source = environment.get("CI_PIPELINE_SOURCE", "")
    target = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    base = environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    if target or base:
        end = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "")
        return of_ids("merge request", end if is_id(end) else head, base, fork=True, target=target)
    default = environment.get("CI_DEFAULT_BRANCH", "")
    if environment.get("CI_COMMIT_TAG"):
        return of_ids("tag", head, environment.get("CI_COMMIT_BEFORE_SHA", ""), target=default)
    if source in ("schedule", "web", "api", "trigger", "pipeline"):
        return Job(f"pipeline source {source}: no range", head or "HEAD", whole=True)
    return of_ids("push", head, environment.get("CI_COMMIT_BEFORE_SHA", ""), target=default)


SYSTEM = System(
    name="gitlab", title="GitLab CI", detect="GITLAB_CI", job=job,
    reports=(("text", ""), ("gitlab", "gl-secret-detection-report.json"), ("codequality", "gl-code-quality-report.json")),
    deepen='set GIT_DEPTH: "0" in the job\'s variables',
)  # fmt: skip
