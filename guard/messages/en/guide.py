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
    "mark-done": "[done]",
    "mark-here": "[you are here]",
    "mark-open": "[to do]",
    "own-key": (
        "If you make the pair yourself: `backpack-guard check --public-key FILE` tells whether the public key has the format"
        " and algorithm that the API accepts."
    ),
    "here-none": "Here: no Backpack key was found in the .env files of this folder, the environment and the keyring.",
    "here": "Here: {count} stored keys were found, {good} of them in order.",
    "next-nothing": "Next: create a key (steps 1 and 2), and record both halves at once with `backpack-guard store`.",
    "next-placeholder": (
        "Next: a place for the key is prepared, but nothing is in it yet. Create the key (step 2), and record both halves"
        " at once with `backpack-guard store`."
    ),
    "next-no-secret": (
        "Next: an API key is recorded, its secret is not. Record the secret with `backpack-guard store`; if it was kept"
        " nowhere, create a new key and delete this one."
    ),
    "next-broken": "Next: step 3 is half done. Keys are recorded, but not as they must be:",
    "next-unsafe": "Next: step 3 is half done. Key and secret are recorded and whole, but not yet kept safely:",
    "next-leaked": (
        "Next: begin again with a new key. A secret stands where others can find it: delete its API key first, then go"
        " through steps 1 to 3, and clean up last:"
    ),
    "next-elsewhere": "Done, as far as can be seen: the values are kept elsewhere (references, encrypted), and were not checked.",
    "next-done": "All three steps are done: key and secret are recorded, belong together and are kept safely.",
    "todo": "  - {name_here} ({path}): {message}",
    "help-delete": (
        "delete this API key now: Backpack web app > Settings > API Keys, in the subaccount it belongs to ({page})"
    ),
    "help-create": "create a new one: leave Public Key empty, switch Read Only on where it need not trade",
    "help-store": "record key and secret in a secure place, outside the repository (step 3 of the guide): {address}",
}
