"""Words around a rule's own texts."""

from __future__ import annotations

TEXTS = {
    "critical": "critical",
    "high": "high",
    "medium": "medium",
    "low": "low",
    "proven": "proven",
    "likely": "likely",
    "possible": "possible",
    "found-in": "Found in, for example:",
    "silent-in": "Silent in, for example:",
    "accept": (
        "To accept one place, write in a comment there: backpack-guard: allow[{rule}] and the reason;"
        " to accept the key everywhere, add an [[accept]] entry with a reason to the configuration."
    ),
    "accept-policy": "Nothing but an [[accept]] entry with its fingerprint and a reason, in a trusted configuration, approves it.",
    "accept-proven": (
        "Nothing but an [[accept]] or [[revoked]] entry that names the API key and gives a reason silences it."
    ),
    "guide": "Backpack's guide, step 3 (safe storage): {address}",
}
