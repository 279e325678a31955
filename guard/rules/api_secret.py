"""A value under a secret's name with Backpack context in its line or file."""

from __future__ import annotations

from guard import context, names
from guard.rule import DELETE, Case, Rule

_AS_BYTES = ("ints", "escaped-bytes", "hex-separated")


def _check(case: Case) -> bool:
    if case.name != names.SECRET or not case.exact or case.foreign:
        return False
    written = case.encoding in _AS_BYTES and case.file_level == context.STRONG
    if case.encoding not in ("base64", "base64url") and not case.own_name and not written:
        return False  # in hex, the key of a wallet of another chain often stands beside
    return case.file_level >= context.MEDIUM or case.line_level >= context.WEAK


RULE = Rule(
    id="api-secret",
    severity="high",
    confidence="likely",
    order=50,
    title="Probable Backpack API secret",
    message="probable Backpack API secret; its API key would be {key}",
    why=(
        "A 32-byte value stands under a secret's name in a text that speaks of Backpack. A "
        "secret alone is a full credential: the API key follows from it."
    ),
    fix=DELETE,
    check=_check,
    examples=(
        "BACKPACK_API_SECRET={seed}\n",
        "SECRET={seed}\nBASE_URL=https://api.backpack.exchange\n",
    ),
    counter_examples=(
        "SECRET={seed}\n",
        "BACKPACK_API_SECRET=your_api_secret\n",
        "backpack v1 h1:{seed}\n",
    ),
)
