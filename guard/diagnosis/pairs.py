"""Whether the halves belong together: swapped, equal, foreign, mistyped, or one half alone."""

from __future__ import annotations

from guard import names
from guard.diagnosis import foreign, mistyped
from guard.keys import api_key, derive, is_point
from guard.problem import ERROR, NOTE, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.accounts import Role
    from guard.verdict import Verdict

_NEAR = (41, 42, 43, 44, 45)
_MOST = 10  # accounts in which a mistyped character is looked for; each costs up to a tenth of a second


class Account:
    """The verdicts of one account in one store, apart by half."""

    __slots__ = ("keys", "secrets")

    def __init__(self) -> None:
        self.secrets: list[Verdict] = []
        self.keys: list[Verdict] = []


def judge_pairs(verdicts: list[Verdict], roles: list[Role]) -> None:
    """Add to each verdict what its counterpart tells about it."""
    _names(verdicts, roles)
    for number, account in enumerate(_accounts(verdicts, roles)):
        _equal(account)
        for secret in account.secrets[:_MOST]:
            _match(secret, account, number < _MOST)
    for verdict in verdicts:
        _alone(verdict)


def _names(verdicts: list[Verdict], roles: list[Role]) -> None:
    """Find values that stand under the other half's name."""
    table = dict(zip(map(id, verdicts), roles, strict=True))
    for verdict, role in zip(verdicts, roles, strict=True):
        if role.kind not in (names.SECRET, names.KEY) or (verdict.kind == "secret") == (role.kind == names.SECRET):
            continue
        other = verdict.partner
        crossed = other is not None and table[id(other)].kind not in (role.kind, names.OTHER, names.UNNAMED)
        if crossed and other is not None and other.decoded.value is not None and verdict.kept is other.kept:
            verdict.problems.append(Problem("swapped", certain=True, other=other.entry.name))
            verdict.right = api_key(other.decoded.value)
        elif verdict.kind == "secret":
            verdict.problems.append(Problem("secret-as-key"))
        else:
            verdict.problems.append(Problem("key-as-secret"))


def _accounts(verdicts: list[Verdict], roles: list[Role]) -> list[Account]:
    """Group verdicts by store, table and account; halves left alone meet across stores under one name."""
    table: dict[tuple[object, ...], Account] = {}
    for verdict, role in zip(verdicts, roles, strict=True):
        place = (id(verdict.kept), verdict.entry.group, role.account)
        account = table.setdefault(place, Account())
        (account.secrets if verdict.kind == "secret" else account.keys).append(verdict)
    across: dict[str, Account] = {}
    for (_, _, label), account in table.items():
        if not (account.secrets and account.keys):
            wide = across.setdefault(str(label), Account())
            wide.secrets += [one for one in account.secrets if one.partner is None]
            wide.keys += [one for one in account.keys if one.partner is None]
    lone = [one for one in across.values() if len(one.secrets) == 1 and len(one.keys) == 1]
    return [*table.values(), *lone]


def _equal(account: Account) -> None:
    for secret in account.secrets:
        for key in account.keys:
            value = secret.decoded.value
            if value is None or value != key.decoded.value or secret.partner or key.partner:
                continue
            which = "same-is-key" if is_point(value) else "same-is-secret"
            secret.problems.append(Problem(which, other=key.entry.name))
            key.problems.append(Problem(which, other=secret.entry.name))


def _match(secret: Verdict, account: Account, search: bool) -> None:
    """Say why a secret and the keys of its account do not make a pair."""
    value = secret.decoded.value
    keys = [key for key in account.keys if key.partner is None and key is not secret]
    if not keys or any(one.id.startswith("same-") for one in secret.problems):
        return
    if secret.partner is not None and any(key is secret.partner for key in account.keys):
        return
    wanted = {key.decoded.value for key in keys if key.decoded.value is not None and is_point(key.decoded.value)}
    if value is not None:
        if _other_algorithm(secret, keys):
            return
        if search and any(_mend_key(key, derive(value)) for key in keys):
            return
    if wanted and search and _mend_secret(secret, {one for one in wanted if one}):
        return
    if value is not None and wanted:
        _mismatch(secret, keys)


def _other_algorithm(secret: Verdict, keys: list[Verdict]) -> bool:
    values = {key.decoded.value for key in keys if key.decoded.value is not None}
    assert secret.decoded.value is not None
    found = foreign.examine(secret.decoded.value, secret.decoded.half, values)
    if found:
        secret.problems = [one for one in secret.problems if one.id != "sixty-four"]
        secret.problems.append(found)
    return found is not None


def _mend_key(key: Verdict, derived: bytes) -> bool:
    """Look whether a key is its secret's own but for one character."""
    length = len(key.decoded.body.rstrip("="))
    found = mistyped.search(key.decoded.body, lambda raw: raw == derived) if length in _NEAR else None
    if found:
        _mistyped(key, found, api_key(derived))
    return found is not None


def _mend_secret(secret: Verdict, wanted: set[bytes]) -> bool:
    length = len(secret.decoded.body.rstrip("="))
    found = mistyped.search(secret.decoded.body, lambda raw: derive(raw) in wanted) if length in _NEAR else None
    if found:
        _mistyped(secret, found, api_key(found.value))
        secret.decoded.value = found.value
    return found is not None


def _mistyped(verdict: Verdict, found: mistyped.Mend, right: str) -> None:
    replaced = {"truncated", "too-long", "not-a-point", "point-non-canonical", "mixed-order", "non-canonical"}
    verdict.problems = [one for one in verdict.problems if one.id not in replaced]
    verdict.problems.append(Problem(f"character-{found.kind}", certain=True, at=found.at))
    verdict.right = right
    if verdict.kind == "key":
        from guard.diagnosis.form import decode

        verdict.decoded.value = decode(right).value


def _mismatch(secret: Verdict, keys: list[Verdict]) -> None:
    """Name the key that would belong to the secret, and where it stands if it does."""
    assert secret.decoded.value is not None
    right = api_key(derive(secret.decoded.value))
    place = ""
    if secret.partner is not None:
        entry = secret.partner.entry
        place = f"{secret.partner.kept.path}:{entry.line} {entry.name}"
    for key in keys:
        if key.decoded.value is None or not is_point(key.decoded.value):
            continue
        name = key.entry.name or key.kept.path
        problem = "not-a-pair-elsewhere" if place else "not-a-pair"
        secret.problems.append(Problem(problem, ERROR, other=name, key=right, place=place))
        key.problems.append(Problem("not-this-secrets-key", ERROR, other=secret.entry.name or secret.kept.path, key=right))


def _alone(verdict: Verdict) -> None:
    """Say that one half has no other, where nothing graver is known."""
    if verdict.partner is not None or any(one.severity == ERROR and not one.certain for one in verdict.problems):
        return
    if verdict.decoded.value is None or any(one.id.startswith("character-") for one in verdict.problems):
        return
    verdict.problems.append(Problem("secret-alone" if verdict.kind == "secret" else "key-alone", NOTE))
