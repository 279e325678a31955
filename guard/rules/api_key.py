"""An API key alone, with a key's name or in a form for public keys, in Backpack context."""

from __future__ import annotations

from guard import context, names
from guard.rule import Case, Rule


def _check(case: Case) -> bool:
    if not case.exact or not case.point or case.foreign:
        return False
    if not case.public_form and (case.name != names.KEY or case.encoding not in ("base64", "base64url")):
        return False
    return max(case.line_level, case.file_level) > context.NONE


RULE = Rule(
    id="api-key",
    severity="medium",
    confidence="likely",
    order=80,
    title="Backpack API key without its secret",
    message="Backpack API key {key} (public half)",
    why=(
        "An API key names the account's key. It is no secret, but it shows which credential "
        "is in use, and its secret tends to follow it."
    ),
    fix=(
        "List your own keys under watch in the configuration: they are then acknowledged, and"
        " their secrets are recognised anywhere."
    ),
    leak=False,
    check=_check,
    examples=("BACKPACK_API_KEY={key}\n", "# backpack exchange\n{spki}\n"),
    counter_examples=(
        "API_KEY={key}\n",
        "X-Signature: {unproven64}\n",
    ),
)
