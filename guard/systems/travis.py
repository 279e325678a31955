"""Travis CI."""

from __future__ import annotations

from guard.ci import Job, System, of_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Environment, Event


def job(environment: Environment, event: Event) -> Job:
    """Return the range that the variables name."""
    head = environment.get("TRAVIS_PULL_REQUEST_SHA", "") or environment.get("TRAVIS_COMMIT", "")
    base = environment.get("TRAVIS_COMMIT_RANGE", "").partition("..")[0]
    if environment.get("TRAVIS_PULL_REQUEST", "false") != "false":
        return of_ids("pull request", head, base, fork=True, target=environment.get("TRAVIS_BRANCH", ""))
    kind = environment.get("TRAVIS_EVENT_TYPE", "")
    if kind in ("cron", "api"):
        return Job(f"event type {kind}: no range", head or "HEAD", whole=True)
    return of_ids("push", head, base)


SYSTEM = System(
    name="travis", title="Travis CI", detect="TRAVIS", job=job, reports=(("text", ""), ("junit", "backpack-guard-junit.xml")),
    deepen="set git: depth: false",
)  # fmt: skip
