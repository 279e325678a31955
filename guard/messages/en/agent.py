"""Words of the hook for coding agents."""

from __future__ import annotations

TEXTS = {
    "found": (
        "backpack-guard: this holds the secret of a Backpack API key ({keys}; in {places}). It was withheld: delete the key"
        " in Settings > API Keys, and refer to a new one by an environment variable, never by its value."
    ),
    "unread": "backpack-guard: {path} could not be checked for Backpack secrets: {reason}",
}
