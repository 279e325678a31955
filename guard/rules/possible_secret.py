"""A value under a secret's name where the repository uses a Backpack client."""

from __future__ import annotations

from guard import context, names
from guard.rule import DELETE, Case, Rule


def _check(case: Case) -> bool:
    if not case.exact or case.foreign or case.encoding not in ("base64", "base64url"):
        return False
    if case.unnamed_pair or case.bare:
        return True
    if case.name != names.SECRET or case.service:
        return False
    return case.file_level == context.WEAK or case.repo_level == context.STRONG


RULE = Rule(
    id="possible-secret",
    severity="medium",
    confidence="possible",
    order=60,
    title="Possible Backpack API secret",
    message="possible Backpack API secret; its API key would be {key}",
    why=(
        "A 32-byte value stands under a secret's name in a repository that uses a Backpack "
        "client, or beside a public key it does not belong to."
    ),
    fix=DELETE,
    check=_check,
    examples=("uses the backpack here\n\nsecret = '{seed}'\n",),
    counter_examples=(
        "secret = '{seed}'\n",
        "asset_id: '{seed}'\n",
        "uses the backpack here\n\nJWT_SECRET={seed}\n",
    ),
)
