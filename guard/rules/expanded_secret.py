"""Seed and public key in one 64-byte value, in Backpack context."""

from __future__ import annotations

from guard import context, names
from guard.rule import DELETE, Case, Rule


def _check(case: Case) -> bool:
    if not case.expanded:
        return False
    if max(case.line_level, case.file_level) > context.NONE:
        return True
    # elsewhere in a repository that trades on Backpack, a wallet of Solana has the same form
    return case.repo_level == context.STRONG and case.name == names.SECRET and case.encoding in ("base64", "base64url")


RULE = Rule(
    id="expanded-secret",
    severity="critical",
    confidence="proven",
    order=30,
    title="64-byte secret that proves itself",
    message="64-byte Backpack secret of key {key} (proven)",
    why=(
        "The value holds a seed followed by its own public key: several clients accept it as "
        "an API secret, and it alone can trade."
    ),
    fix=DELETE,
    check=_check,
    examples=("BACKPACK_API_SECRET={expanded}\n",),
    counter_examples=(
        "priv_key: {expanded}\n",
        "BACKPACK_SIGNATURE={unproven64}\n",
    ),
)
