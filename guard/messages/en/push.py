"""What a push hook says, and the installation of hooks."""

from __future__ import annotations

TEXTS = {
    "refused": "push refused (findings: {count})",
    "refused-missed": "push refused: not all of it could be checked",
    "finding": "{rule} ({confidence}): API key {key}, {place}, commit {commit}",
    "finding-policy": "{rule}: would loosen the policy: {detail}, {place}, commit {commit}, fingerprint {fingerprint}",
    "more": "and {count} more",
    "proven": "proven",
    "likely": "likely",
    "possible": "possible",
    "advice": (
        "Delete the key first (Backpack web app > Settings > API Keys), then take it out of these commits and push again."
    ),
    "advice-policy": (
        "Take the change out of these commits, or have it approved in the server's own configuration (--config)."
    ),
    "advice-missed": "Nothing was accepted: what cannot be read cannot be checked.",
    "late": "push refused: it could not be checked within {seconds} seconds",
    "late-hint": "push it in smaller parts, or have the server allow more time: hook pre-receive --deadline SECONDS",
    "bypass-off": "the push option backpack-guard.bypass is not allowed here (push-bypass in the trusted configuration)",
    "bypass-reason": "the push option backpack-guard.bypass needs a reason: backpack-guard.bypass=REASON",
    "bypassed": "push let through by its option, reason: {reason} (findings: {count}; API keys: {keys})",
    "framework": (
        "{tool} does not say which branches are pushed: every branch and tag was checked that the remote does not have"
    ),
    "installed": "installed: {path}",
    "unchanged": "already installed: {path}",
    "removed": "removed: {path}",
    "foreign": "not touched, another hook stands here: {path}",
    "managed": "{manager} has charge of the hooks of this repository. Add there:",
    "not-installed": "not installed: {stages}",
    "not-installed-hint": "add the lines printed above; nothing of others was changed",
    "template": "New clones get these hooks; in a repository that exists run `backpack-guard install` or `git init`.",
}
