"""Stored keys to verdicts: find them by name and value, pair them by derivation, say what is wrong. Pure."""

from __future__ import annotations

from guard import names
from guard.accounts import Role, role_of
from guard.diagnosis import content
from guard.diagnosis.form import Decoded, decode, length_problem
from guard.keys import api_key, derive, fingerprint
from guard.problem import NOTE, WARNING, Problem
from guard.verdict import Kept, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.store import Entry

_LONGEST = 20_000  # characters: a PEM file is far shorter
_HOPS = 20  # references in a row
_MATES = 200  # entries of one account; more are no account


class Item:
    """One entry on its way to a verdict. `no_key` says why it is no key; `derived` its key if it is a seed."""

    __slots__ = ("decoded", "derived", "entry", "kept", "no_key", "partners", "role")

    def __init__(self, entry: Entry, kept: Kept, role: Role) -> None:
        self.entry = entry
        self.kept = kept
        self.role = role
        self.no_key = content.examine(entry.text) if len(entry.text) < _LONGEST else None
        self.decoded = Decoded()
        self.derived = b""
        self.partners: list[Item] = []
        if self.no_key is None and len(entry.text) < _LONGEST:
            self.take(decode(entry.text, entry.loose, entry.whole))

    def __repr__(self) -> str:
        return f"Item({self.entry!r})"

    def take(self, decoded: Decoded) -> None:
        """Take the decoded value, and derive its key if it may be a seed."""
        self.decoded = decoded
        if decoded.value is not None and not decoded.public:
            self.derived = derive(decoded.value)


def check(stores: list[Kept]) -> list[Verdict]:
    """Return one verdict for each stored key of the given stores, in their order."""
    from guard.diagnosis.pairs import judge_pairs

    items = [item for kept in stores for item in _items(kept)]
    _pair(items)
    groups = _by_account(items)
    chosen = [item for item in items if _is_ours(item, groups)]
    verdicts = [_verdict(item) for item in chosen]
    table = dict(zip(map(id, chosen), verdicts, strict=True))
    for item, verdict in zip(chosen, verdicts, strict=True):
        partners = [table[id(one)] for one in item.partners if id(one) in table]
        near = [one for one in partners if one.kept is verdict.kept]
        verdict.partner = next(iter(near or partners), None)
    judge_pairs(verdicts, [item.role for item in chosen])
    for verdict in verdicts:
        _settle(verdict)
    return verdicts


def _items(kept: Kept) -> list[Item]:
    """Return the entries of a store that count: of names given twice the last, with the fact on record."""
    given: dict[tuple[str, str], list[Entry]] = {}
    for entry in kept.entries:
        given.setdefault((entry.group, entry.name), []).append(entry)
    table = {name: entries[-1].text for (_, name), entries in given.items()}
    items = []
    for *others, entry in given.values():
        name = entry.name or (kept.path.replace("\\", "/").rpartition("/")[2] if entry.whole else "")
        item = Item(entry, kept, role_of(name, entry.group))
        if others and entry.name:
            lines = ", ".join(str(one.line) for one in others[:9])
            item.decoded.say("duplicate", WARNING, certain=False, lines=lines)
        if entry.raw and item.decoded.form == "base64":
            item.decoded.say("raw-bytes", WARNING, certain=False)
        if kept.wide:
            item.decoded.say("utf-16", certain=False)
        _follow(item, table)
        items.append(item)
    return items


def _follow(item: Item, table: dict[str, str]) -> None:
    """Follow a value that is nothing but ${NAME} through its own store."""
    if item.no_key is None or item.no_key.id != "reference":
        return
    met = [item.entry.name]
    name = content.variable(item.entry.text)
    first = name
    while name in table and len(met) < _HOPS:
        if name in met:
            item.no_key = Problem("interpolation-loop")
            return
        met.append(name)
        name, last = content.variable(table[name]), name
        if not name and content.examine(table[last]) is None:
            item.no_key = None
            item.take(decode(table[last], loose=True))
            item.decoded.say("alias", NOTE, certain=False, other=first)
            item.entry.start = item.entry.end = -1  # the value is mended where it stands


def _pair(items: list[Item]) -> None:
    """Join every seed with all values that are its key."""
    by_value: dict[bytes, list[Item]] = {}
    for item in items:
        if item.decoded.value is not None and not item.decoded.private:
            by_value.setdefault(item.decoded.value, []).append(item)
    for item in items:
        for other in by_value.get(item.derived, []) if item.derived else []:
            item.partners.append(other)
            other.partners.append(item)


def is_secret(item: Item) -> bool:
    """Tell which half an item is: by proof, by its form, by its name."""
    if item.decoded.private or any(one.decoded.value == item.derived for one in item.partners):
        return True
    if item.decoded.public or item.partners:
        return False
    return item.role.kind != names.KEY  # without a name it is taken for the secret, so that it is not shown


def _is_ours(item: Item, others: dict[tuple[int, str], list[Item]]) -> bool:
    """Tell whether an entry is a Backpack key: by proof, by its name, or by shape where that is enough."""
    role, decoded = item.role, item.decoded
    if item.entry.whole:
        return item.kept.given
    if item.partners:
        return True
    if role.kind not in (names.SECRET, names.KEY):
        return False
    if role.own:
        return True
    if not role.plain:
        return False
    mates = [one for one in others.get((id(item.kept), role.account), ()) if one is not item]
    if decoded.form in ("hex", "base58", "int-array"):  # without a key that waits for it, another chain's wallet
        return any(one.role.kind != role.kind and one.decoded.value and not one.partners for one in mates)
    if any(one.partners or (one.role.own and one.decoded.value is not None) for one in mates):
        return True
    if any(_makes_key(one) for one in (item, *mates)) and any(one.role.kind != role.kind for one in mates):
        return True
    if not (item.kept.level or item.kept.given) or item.kept.kind == "environment":
        return False
    if any(one.role.kind != role.kind and one.decoded.value is not None for one in mates):
        return True
    return decoded.value is not None or item.no_key is not None or length_problem(decoded.body) is not None


def _makes_key(item: Item) -> bool:
    """Tell whether a value stands under a key's name and can be an API key, as one in sixteen others can."""
    from guard.keys import is_point

    value = item.decoded.value
    return item.role.kind == names.KEY and item.decoded.form == "base64" and value is not None and is_point(value)


def _by_account(items: list[Item]) -> dict[tuple[int, str], list[Item]]:
    """Group the items that have a half's name by store and account."""
    table: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        if item.role.kind in (names.SECRET, names.KEY) and item.role.plain:
            table.setdefault((id(item.kept), item.role.account), []).append(item)
    return {place: group for place, group in table.items() if len(group) < _MATES}


def _verdict(item: Item) -> Verdict:
    """Return what an entry alone tells."""
    from guard.diagnosis import points, seeds

    verdict = Verdict(item.entry, item.kept, "secret" if is_secret(item) else "key", item.decoded)
    verdict.problems += item.decoded.problems
    if item.entry.whole:
        for one in verdict.problems:
            if one.id in ("pem", "openssh", "jwk", "der"):  # right as a key file, and not what clients take
                one.severity, one.certain = WARNING, False
    value = item.decoded.value
    if item.no_key is not None:
        verdict.problems.append(item.no_key)
        if item.kept.example and item.no_key.id in ("placeholder", "empty"):
            item.no_key.severity = NOTE
    elif value is None:
        if not any(one.id.startswith(("pem", "jwk", "ssh")) for one in verdict.problems):
            verdict.problems.append(length_problem(item.decoded.body) or Problem("unknown-form"))
    elif verdict.kind == "secret":
        weak = seeds.examine(value)
        if weak:
            verdict.problems.append(weak)
    else:
        wrong = points.examine(value)
        if wrong:
            verdict.problems.append(wrong)
        elif _is_published(value):
            verdict.problems.append(Problem("documented"))
    return verdict


def _is_published(key: bytes) -> bool:
    from guard.documented import is_documented

    return is_documented(key)


def _settle(verdict: Verdict) -> None:
    """Give a verdict its API key, and the right text where every problem has a certain remedy."""
    value = verdict.decoded.value
    if value is None:
        return
    public = derive(value) if verdict.kind == "secret" else value
    broken = {"not-a-point", "point-non-canonical", "small-order", "mixed-order", "sixty-four", "scalar", "x25519"}
    if verdict.kind == "key":
        broken |= {"same-is-key"}  # one value in sixteen that is no key looks like one
    if not broken & {one.id for one in verdict.problems}:
        verdict.api_key = api_key(public)
        verdict.fingerprint = fingerprint(public)
    if verdict.right is None and any(one.certain for one in verdict.problems):
        doubtful = [one for one in verdict.problems if not one.certain and one.severity == "error"]
        if not doubtful:
            verdict.right = api_key(value)
