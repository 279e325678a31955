"""Forgejo Actions where they bear their own mark only."""

from __future__ import annotations

from guard.ci import System
from guard.systems.github import job

SYSTEM = System(
    name="forgejo", title="Forgejo Actions", detect="FORGEJO_ACTIONS=true", job=job, reports=(("github", ""),),
    event="GITHUB_EVENT_PATH", summary="GITHUB_STEP_SUMMARY", outputs="GITHUB_OUTPUT", order=9,
    deepen="set fetch-depth: 0 at actions/checkout",
)  # fmt: skip
