"""Where to go and what to do there: the addresses of Backpack's guide and of the key page."""

from __future__ import annotations

TEXTS = {
    "address": (
        "https://support.backpack.exchange/exchange/api-and-developer-docs/generate-api-keys-for-backpack-exchange"
    ),
    "key-page": "https://backpack.exchange/settings/api-keys",
    "title": "Generate API keys for Backpack Exchange",
    "step-1": "Step 1: in the web app open Settings > API Keys and choose New API Key. Keys are made on the web only.",
    "step-2": (
        "Step 2: name the key, choose the subaccount it belongs to and create it. Leave Public Key empty unless you"
        " make the pair yourself; switch Read Only on where the key need not trade."
    ),
    "step-3": "Step 3: record API key and API secret, both and at once, in a secure place.",
    "secure": (
        "A secure place is outside the repository and its history: a keyring, a secret store or an encrypted vault,"
        " else a file that git ignores, that was never committed and that only its owner can read."
    ),
    "after-leak": (
        "After a leak: delete the key on the key page, create a new one, store it as step 3 asks,"
        " then clean the history."
    ),
    "help-delete": (
        "delete this API key now: Backpack web app > Settings > API Keys, in the subaccount it belongs to ({page})"
    ),
    "help-create": "create a new one: leave Public Key empty, switch Read Only on where it need not trade",
    "help-store": "record key and secret in a secure place, outside the repository (step 3 of the guide): {address}",
}
