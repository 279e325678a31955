"""Gitea and Forgejo Actions: GitHub's variables and event file, and their own mark."""

from __future__ import annotations

from guard.ci import System
from guard.systems.github import job

SYSTEM = System(
    name="gitea", title="Gitea or Forgejo Actions", detect="GITEA_ACTIONS=true", job=job, reports=(("github", ""),),
    event="GITHUB_EVENT_PATH", summary="GITHUB_STEP_SUMMARY", outputs="GITHUB_OUTPUT", order=10,
    deepen="set fetch-depth: 0 at actions/checkout",
)  # fmt: skip
