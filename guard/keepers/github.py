"""GitHub Actions secrets: the line that hands the secret over, from the keyring through standard input."""

from __future__ import annotations

from guard.keeper import Keeper, Pair, Wishes


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    option = "" if pair.account == "default" else f"--account {pair.account} "
    secret = (
        f"backpack-guard run {option}-- sh -c 'printf %s \"${pair.secret_name}\" | gh secret set {pair.secret_name}'"
    )
    return [
        ("hand-over", {"command": secret}),
        ("hand-over", {"command": f"gh variable set {pair.key_name} --body {pair.key}"}),
    ]


KEEPER = Keeper("github", _save)
