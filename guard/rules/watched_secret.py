"""The secret of an API key on the watch list."""

from __future__ import annotations

from guard.rule import DELETE, Case, Rule


def _check(case: Case) -> bool:
    return case.watched


RULE = Rule(
    id="watched-secret",
    severity="critical",
    confidence="proven",
    order=10,
    title="Secret of a watched API key",
    message="API secret of watched key {key} (proven)",
    why=("The API key computed from this value is on the watch list: whoever reads it can trade with the account."),
    fix=DELETE,
    check=_check,
    examples=("watched: {seed}\n",),
    counter_examples=(
        "watched: {key}\n",
        "value {other}\n",
    ),
)
