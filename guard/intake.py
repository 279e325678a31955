"""Take a pair from a store, standard input or a prompt, and check it before it goes anywhere."""

from __future__ import annotations

from guard.check import check
from guard.errors import StoreError, UsageError
from guard.keeper import Pair
from guard.keys import Seed
from guard.store import Entry
from guard.verdict import Kept, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.collect import Gathered
    from guard.console import Console


class Intake:
    """What was taken: the pair, and the diagnoses that were mended or that refuse it."""

    __slots__ = ("pair", "refused", "verdicts")

    def __init__(self, verdicts: list[Verdict], pair: Pair | None, refused: bool) -> None:
        self.verdicts = verdicts
        self.pair = pair
        self.refused = refused

    def __repr__(self) -> str:
        return f"Intake({self.pair!r})"


def from_stores(found: Gathered, account: str) -> Intake:
    """Take the one pair of the stores, or that of an account; raises UsageError where it is not clear which."""
    if found.skipped:
        raise StoreError(f"not read: {found.skipped[0].path}: {found.skipped[0].reason}")
    verdicts = check(found.stores)
    secrets = [one for one in verdicts if one.kind == "secret" and one.entry.text]
    if len({one.api_key for one in secrets}) > 1:
        secrets = [one for one in secrets if _label(one) in (account, account.lower())]
    if not secrets:
        several = any(one.kind == "secret" for one in verdicts)
        raise UsageError(
            "several secrets are there and none is of this account" if several else "no API secret was found there",
            "say which: --account NAME" if several else "look at it with `backpack-guard check`",
        )
    return judge(verdicts, secrets[0], account)


def _label(verdict: Verdict) -> str:
    from guard.accounts import role_of

    return role_of(verdict.entry.name, verdict.entry.group).account or verdict.entry.group or "default"


def from_prompt(console: Console, account: str) -> Intake:
    """Ask for secret and key; the secret is not shown, and the key may be left out."""
    from guard.texts import text

    secret = console.prompt(text(console.lang, "store.ask-secret"), True)
    key = console.prompt(text(console.lang, "store.ask-key"), False)
    entries = [Entry("BACKPACK_API_SECRET", secret, line=1)]
    if key.strip():
        entries.append(Entry("BACKPACK_API_KEY", key.strip(), line=2))
    verdicts = check([Kept("prompt", "<prompt>", entries, level=3)])
    wanted = [one for one in verdicts if one.kind == "secret"]
    if not wanted:
        return Intake(verdicts, None, True)
    return judge(verdicts, wanted[0], account)


def judge(verdicts: list[Verdict], secret: Verdict, account: str) -> Intake:
    """Refuse what is wrong beyond a certain remedy; the rest is stored in its right form."""
    near = [secret, *(one for one in verdicts if one is secret.partner or _mate(one, secret))]
    wrong = [problem for one in near for problem in one.problems if problem.severity == "error" and not problem.certain]
    value = secret.decoded.value
    if wrong or value is None:
        return Intake(near, None, True)
    return Intake(near, Pair(Seed(value), account), False)


def _mate(one: Verdict, secret: Verdict) -> bool:
    return one is not secret and one.kept is secret.kept and _label(one) == _label(secret)
