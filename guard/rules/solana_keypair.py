"""A 64-byte Solana secret key that proves itself."""

from __future__ import annotations

from guard.rule import Case, Rule


def _check(case: Case) -> bool:
    return case.expanded and case.solana


RULE = Rule(
    id="solana-keypair",
    severity="high",
    confidence="proven",
    order=90,
    title="Solana secret key",
    message="64-byte Ed25519 secret key of public key {key} (proven)",
    why=("A Solana wallet key is seed and public key in one; off unless the configuration says solana = true."),
    fix="Move the wallet's funds to a new key and keep the new one outside the repository.",
    leak=False,
    check=_check,
    examples=("key: {expanded}\n",),
    counter_examples=("key: {unproven64}\n",),
)
