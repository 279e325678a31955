"""A secret whose API key stands elsewhere in the scan, in Backpack context."""

from __future__ import annotations

from guard import context
from guard.rule import DELETE, Case, Rule


def _check(case: Case) -> bool:
    return (
        case.paired
        and max(case.line_level, case.file_level, case.repo_level) > context.NONE
        and (case.repo_level > context.WEAK or max(case.line_level, case.file_level) > context.NONE)
    )


RULE = Rule(
    id="key-pair",
    severity="critical",
    confidence="proven",
    order=20,
    title="Backpack API secret with its API key",
    message="Backpack API secret of key {key} (proven)",
    why=(
        "The API key computed from this value stands in the same scan, so the two are a "
        "working pair: whoever reads them can trade with the account."
    ),
    fix=DELETE,
    check=_check,
    examples=(
        "BACKPACK_API_KEY={key}\nBACKPACK_API_SECRET={seed}\n",
        "# api.backpack.exchange\nC('{seed}', '{key}')\n",
    ),
    counter_examples=(
        "BACKPACK_API_KEY={key}\n",
        "BACKPACK_API_KEY={key}\nBACKPACK_OTHER={other}\n",
    ),
)
