"""A proven pair in Backpack's own encoding, without any Backpack context."""

from __future__ import annotations

from guard.rule import DELETE, Case, Rule


def _check(case: Case) -> bool:
    return case.paired and case.plain


RULE = Rule(
    id="foreign-pair",
    severity="medium",
    confidence="proven",
    order=70,
    title="Ed25519 pair without Backpack context",
    message="Ed25519 secret of public key {key} (proven pair, no Backpack context)",
    why=(
        "Secret and public key are a proven pair in exactly the encoding Backpack uses, but "
        "nothing around them says whose they are."
    ),
    fix=DELETE,
    check=_check,
    examples=("a={key}\nb={seed}\n",),
    counter_examples=(
        "a={key}\nb={other}\n",
        "a={keyhex}\nb={seedhex}\n",
    ),
)
