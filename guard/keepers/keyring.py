"""The system's keyring: the secret is kept, its API key follows from it."""

from __future__ import annotations

from guard.keeper import Keeper, Pair, Wishes
from guard.stores.keyring import INDEX, SERVICE, Keyring


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    from guard.errors import StoreError, UsageError

    if pair.account == INDEX:
        raise UsageError(f"an account cannot be called {INDEX}", "choose another name: --account NAME")
    ring = Keyring(interactive=wishes.interactive)
    known = ring.accounts().get(pair.account)
    if known and known != pair.key and not wishes.consent("replace-account"):
        raise StoreError("this account has another key already; nothing was stored", "choose another name: --account NAME")
    ring.put(pair.account, pair.secret_text(), pair.key)
    option = "" if pair.account == "default" else f"--account {pair.account} "
    return [
        ("kept-keyring", {"place": f"{SERVICE}/{pair.account}"}),
        ("use-run", {"option": option}),
        ("use-python", {"place": f'keyring.get_password("{SERVICE}", "{pair.account}")'}),
    ]


KEEPER = Keeper("keyring", _save)
