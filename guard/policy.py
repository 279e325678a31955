"""Whose rules hold for commits under examination: those of the base revision, which the commits may only tighten."""

from __future__ import annotations

from guard.config import BASELINE, Settings, add_baseline, parse
from guard.errors import ConfigError, SourceError
from guard.model import SEVERITIES
from guard.objects import read_few

FILES = ((b".backpack-guard.toml", ""), (b"pyproject.toml", "tool.backpack-guard"))

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


class Policy:
    """The settings that one revision asks for, and where they stand ("" where it has none)."""

    __slots__ = ("blob", "problem", "settings", "where")

    def __init__(self, settings: Settings, where: str = "", blob: str = "", problem: str = "") -> None:
        self.settings = settings
        self.where = where
        self.blob = blob
        self.problem = problem


def of_revision(git: GitDir, oid: str, strict: bool = True) -> Policy:
    """Return the policy at the root of a commit's tree.

    Raises ConfigError for a file that cannot be obeyed; when not `strict`, its text is the policy's `problem`.
    SourceError if the commit, its tree or the file cannot be read.
    """
    return of_revisions(git, [oid], strict)[oid]


def of_revisions(git: GitDir, oids: list[str], strict: bool = True) -> dict[str, Policy]:
    """Return the policies of several commits, in few readings whatever their number.

    When not `strict` those whose tree is not there are left out.
    """
    from guard.trees import Trees

    trees = Trees(git)
    roots = trees.roots(oids)
    lost = [oid for oid in oids if oid not in roots or roots[oid] in trees.missing]
    if lost and strict:
        raise SourceError(f"the policy of {lost[0]} cannot be read", "its commit or tree is missing, nothing was fetched")
    places = {oid: _entries(trees, roots.get(oid, "")) for oid in oids}
    wanted = dict.fromkeys(blob for found in places.values() for blob in found.values())
    contents = {oid: data for oid, kind, data in read_few(git, list(wanted)) if kind == "blob"}
    return {oid: _policy(oid, places[oid], contents, strict) for oid in oids if oid not in lost}


def _entries(trees: object, root: str) -> dict[bytes, str]:
    found = {}
    for name in (*(name for name, _ in FILES), BASELINE.encode()):
        entry = trees.find(root, name)  # type: ignore[attr-defined]  # a Trees, imported late
        if entry is not None and entry[0].startswith(b"100"):
            found[name] = entry[2]
    return found


def _policy(oid: str, place: dict[bytes, str], contents: dict[str, bytes | None], strict: bool) -> Policy:
    from time import gmtime, strftime

    today = strftime("%Y-%m-%d", gmtime())
    policy = Policy(Settings())
    for name, table in (*FILES, (BASELINE.encode(), "")):
        blob = place.get(name)
        if blob is None or (policy.where and name.decode() != BASELINE):
            continue
        raw = contents.get(blob)
        if raw is None:
            if not strict:
                return Policy(Settings(), problem=f"{name.decode()} of {oid[:12]} is missing")
            raise SourceError(f"{name.decode()} of {oid} cannot be read", "its object is missing, nothing was fetched")
        if table and b"tool.backpack-guard" not in raw:
            continue
        where = f"{name.decode()} of {oid[:12]}"
        try:
            if name.decode() == BASELINE:
                add_baseline(policy.settings, raw, where, today)
            else:
                policy.settings = parse(raw, where, table, today)
        except ConfigError as error:
            if strict:
                raise
            return Policy(Settings(), where, blob, error.message)
        policy.where, policy.blob = where, policy.blob + blob
    return policy


def governing(
    git: GitDir, bases: list[str], ends: list[str], given: Settings | None = None
) -> tuple[Settings, list[str]]:
    """Return the settings that hold for what `ends` bring beyond `bases` (ids of commits), and notes.

    They are those of the first base, or the `given` ones of a trusted place; other bases and the ends
    only tighten them. A note names what an end would loosen. Without a base the built-in ones hold.
    """
    found = of_revisions(git, list(dict.fromkeys(bases))) if bases else {}
    policies = list(found.values()) or [Policy(Settings())]
    first = policies[0]
    settings = given or first.settings
    for policy in policies[1:]:
        settings = tightened(settings, policy.settings)[0]
    known = {policy.blob for policy in policies}
    notes = []
    for end, policy in of_revisions(git, list(dict.fromkeys(ends)), strict=False).items():
        if policy.blob in known:
            continue
        known.add(policy.blob)
        if policy.problem:
            notes.append(f"the configuration under examination cannot be obeyed and was not applied: {policy.problem}")
            continue
        settings = tightened(settings, policy.settings)[0]
        loosened = tightened(first.settings, policy.settings)[1]
        if loosened:
            notes.append(f"{end[:12]} would loosen the policy, which was not applied: {', '.join(loosened)}")
    return settings, notes


def tightened(base: Settings, head: Settings) -> tuple[Settings, list[str]]:
    """Return the base settings with what `head` adds to them, and what `head` would loosen, in words.

    Watched keys are added, a lower fail-on and `solana = true` are taken over; nothing else is.
    """
    from copy import copy

    found = copy(base)
    found.watch = base.watch | head.watch
    found.solana = base.solana or head.solana
    loosened = []
    if _grade(head.fail_on) < _grade(base.fail_on):
        found.fail_on = head.fail_on
    elif head.fail_on != base.fail_on:
        loosened.append(f"fail-on = {head.fail_on} (kept: {base.fail_on})")
    if base.watch - head.watch:
        loosened.append(f"{len(base.watch - head.watch)} watched keys removed")
    if base.solana and not head.solana:
        loosened.append("solana switched off")
    known = {(entry.kind, entry.name) for entry in base.accept if not entry.problem}
    added = [e for e in head.accept if not e.problem and (e.kind, e.name) not in known]
    loosened += [f"{entry.kind} {entry.name}" for entry in added]
    loosened += _limits(base, head)
    return found, loosened


def _grade(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _limits(base: Settings, head: Settings) -> list[str]:
    if head.limits is None:
        return []
    from guard.limits import Limits

    mine = base.limits or Limits()
    lower = [n for n in Limits.__slots__ if getattr(head.limits, n) < getattr(mine, n)]
    return [f"limits.{name.replace('_', '-')} lowered" for name in lower]
