"""GitHub Actions, and what speaks its language: the event file says what came."""

from __future__ import annotations

from guard.ci import Job, System, at, is_id, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range of a push, a pull request or a merge group; other events mean the whole tree."""
    name = environment.get("GITHUB_EVENT_NAME", "")
    if name.startswith("pull_request") and at(event, "pull_request", "base", "sha"):
        base = at(event, "pull_request", "base", "sha")
        head = at(event, "pull_request", "head", "sha")
        job = of_ids("pull request", head, base, fork=True, target=at(event, "pull_request", "base", "ref"))
        if name == "pull_request_target":
            job.why += " (pull_request_target runs with the base's rights: only the commits are read)"
        return job
    if name == "merge_group":
        return of_ids("merge group", at(event, "merge_group", "head_sha"), at(event, "merge_group", "base_sha"))
    if name == "push":
        return _push(environment, event)
    return Job(f"event {name or 'unknown'}: no range", environment.get("GITHUB_SHA") or "HEAD", whole=True)


def _push(environment: Environment, event: Event) -> Job:
    head = at(event, "after") if is_id(at(event, "after")) else environment.get("GITHUB_SHA", "")
    forced = event.get("forced") is True
    kind = "push of a tag" if at(event, "ref").startswith("refs/tags/") else "forced push" if forced else "push"
    job = of_ids(kind, head, at(event, "before"), target=at(event, "repository", "default_branch"))
    if not job.base:
        job.why = f"{kind} of a new ref: what the default branch has not"
    return job


SYSTEM = System(
    name="github", title="GitHub Actions", detect="GITHUB_ACTIONS=true", job=job, reports=(("github", ""),),
    event="GITHUB_EVENT_PATH", summary="GITHUB_STEP_SUMMARY", outputs="GITHUB_OUTPUT",
    deepen="set fetch-depth: 0 at actions/checkout",
)  # fmt: skip
