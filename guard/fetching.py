"""The one place where git may use the network: only when the user asks for it with --fetch."""

from __future__ import annotations

import os

from guard import environ
from guard.git import run
from guard.refs import real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


def deepen(git: GitDir) -> None:
    """Fetch the whole history from origin into the examined repository itself; SourceError on a failure.

    Its configuration takes part, because its credentials stand there; hooks and fsmonitor stay off.
    """
    home = environ.get("HOME") or os.path.expanduser("~")
    kept = environ.get("GIT_CONFIG_GLOBAL") or os.path.join(home, ".gitconfig")
    outside = {
        **real(git), "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh", "GIT_CONFIG_GLOBAL": kept,
        "GIT_OPTIONAL_LOCKS": "1", "GIT_OBJECT_DIRECTORY": os.path.join(git.common, "objects"),
    }  # fmt: skip
    run(["fetch", "--quiet", "--unshallow", "--no-tags", "--no-recurse-submodules", "origin"], outside, timeout=600.0)
