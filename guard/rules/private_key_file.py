"""An Ed25519 private key file in Backpack context."""

from __future__ import annotations

from guard import context
from guard.rule import DELETE, Case, Rule


def _check(case: Case) -> bool:
    return case.private_form and max(case.line_level, case.file_level) > context.NONE


RULE = Rule(
    id="private-key-file",
    severity="high",
    confidence="likely",
    order=40,
    title="Ed25519 private key file",
    message="Ed25519 private key of API key {key}",
    why=("A private key file holds the 32-byte seed that is the API secret, in a text that speaks of Backpack."),
    fix=DELETE,
    check=_check,
    examples=("# backpack exchange key\n{pkcs8}\n",),
    counter_examples=("# some host\n{pkcs8}\n",),
)
