"""GitLab CI variables: the line that hands the secret over, from the keyring through standard input."""

from __future__ import annotations

from guard.keeper import Keeper, Pair, Wishes


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    option = "" if pair.account == "default" else f"--account {pair.account} "
    inner = f'printf %s "${pair.secret_name}" | glab variable set {pair.secret_name} --masked'
    return [
        ("hand-over", {"command": f"backpack-guard run {option}-- sh -c '{inner}'"}),
        ("hand-over", {"command": f"glab variable set {pair.key_name} --value {pair.key}"}),
    ]


KEEPER = Keeper("gitlab", _save)
