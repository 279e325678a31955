"""What `store` asks and tells."""

from __future__ import annotations

TEXTS = {
    "ask-secret": "API secret (not shown): ",
    "ask-key": "API key (Enter: it is derived from the secret): ",
    "replace-account": "This account holds another key. Replace it? [y/N]",
    "replace-values": "The file has these variables already. Replace their values, and let only you read the file? [y/N]",
    "append-values": "The file is there already. Add the pair to it, and let only you read it? [y/N]",
    "apply": "Apply this change? [y/N]",
    "remove": "Remove this account from the keyring? [y/N]",
    "refused": "Nothing was stored.",
    "mended": "{what} was brought into the form that clients take",
    "named": "The pair is whole. API key: {key}",
    "kept-keyring": "Stored in the keyring: {place}",
    "kept-file": "Stored in {place}, readable by you only",
    "kept-encrypted": "Stored encrypted in {place}",
    "left-behind": "{path} still holds the secret: delete it, or take the secret out of it",
    "listed": "{place} was added to {file}",
    "use-run": "Use it:    backpack-guard run {option}-- CMD",
    "use-python": "In Python: {place}",
    "use-env": "Variables: {names}",
    "use-decrypt": "Use it:    {command}",
    "use-unit": "In the unit:\n  {line}\n  Environment={key}\nThe program reads {file}",
    "hand-over": "{command}",
    "applied": "{path}: changed",
    "not-applied": "{path}: left as it is",
    "by-hand": "{place}: the secret stands here; replace it by hand with the variable {variable}",
    "delete-leaked": (
        "The secret stood in source files. If they were ever committed, pushed, sent or shown, taking it out does not help:"
        " delete API key {key} in the web app (Settings > API Keys) and make a new one."
    ),
    "empty": "Nothing is stored in the keyring.",
    "removed": "{account} was removed from the keyring. API key {key} still works until it is deleted in the web app.",
}
