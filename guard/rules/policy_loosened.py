"""A configuration that the examined commits make less strict than their base has it."""

from __future__ import annotations

from guard.rule import Case, Rule


def _check(case: Case) -> bool:
    return False  # no value of a file is meant: guard.loosened compares the policies of two revisions


RULE = Rule(
    id="policy-loosened",
    severity="medium",
    confidence="proven",
    order=100,
    title="Configuration made less strict",
    message="these commits would loosen the policy: {detail} (not applied)",
    why=(
        "Commits under examination ask for a policy that lets more pass than that of their base: a higher fail-on, a"
        " further accept or revoked entry, fewer watched keys. It was not applied to them, but it would hold for all that"
        " comes after them."
    ),
    fix=(
        "Let somebody who may decide it read the change. To approve it, accept this fingerprint in a configuration given"
        " with --config, or let the change through with the rights of a maintainer; it holds once it is in the base."
    ),
    leak=False,
    policy=True,
    check=_check,
    examples=('fail-on = "never"\n', '[[accept]]\napi-key = "{key}"\nreason = "emptied"\n', "push-bypass = true\n"),
    counter_examples=('fail-on = "low"\n', 'watch = ["{key}"]\n', "solana = true\n"),
)
