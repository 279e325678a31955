"""Whose rules hold for commits under examination: those of the base revision, which the commits may only tighten."""

from __future__ import annotations

from guard.config import BASELINE, Settings, add_baseline, parse
from guard.errors import ConfigError, SourceError
from guard.objects import read_few

FILES = ((b".backpack-guard.toml", ""), (b"pyproject.toml", "tool.backpack-guard"))

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir
    from guard.model import Finding


class Policy:
    """The settings that one revision asks for, and where they stand ("" where it has none).

    `files` are (name, id of the blob, content) of what was read, the configuration first.
    """

    __slots__ = ("files", "problem", "settings", "where")

    def __init__(self, settings: Settings, where: str = "", problem: str = "") -> None:
        self.settings = settings
        self.where = where
        self.problem = problem
        self.files: list[tuple[str, str, bytes]] = []

    @property
    def blobs(self) -> tuple[str, ...]:
        """The ids of the files: policies with the same ones are the same."""
        return tuple(blob for _, blob, _ in self.files)


class Ruling:
    """What holds for commits under examination: `settings`, `notes` to tell, `findings` of what they would loosen."""

    __slots__ = ("findings", "notes", "settings")

    def __init__(self, settings: Settings, notes: list[str] | None = None, findings: list[Finding] | None = None) -> None:
        self.settings = settings
        self.notes = notes or []
        self.findings = findings or []


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
            policy = Policy(Settings(), where, error.message)
            policy.files.append((name.decode(), blob, raw))
            return policy
        policy.where = where
        policy.files.append((name.decode(), blob, raw))
    return policy


def governing(
    git: GitDir, bases: list[str], ends: list[str], given: Settings | None = None, origins: list[str] | None = None
) -> Ruling:
    """Return what holds for that which `ends` bring beyond `bases` (ids of commits).

    The settings are those of the first base, or the `given` ones of a trusted place; other bases and the ends
    only tighten them. What an end would loosen is a finding, unless one of the `origins`, from where the commits
    begin, has it so already. Without a base the built-in ones hold, and there is nothing to loosen: it is a note.
    """
    found = of_revisions(git, list(dict.fromkeys(bases))) if bases else {}
    policies = list(found.values()) or [Policy(Settings())]
    begun = [one.settings for one in of_revisions(git, list(dict.fromkeys(origins or [])), strict=False).values() if not one.problem]
    first = policies[0]
    settings = given or first.settings
    for policy in policies[1:]:
        settings = tightened(settings, policy.settings)
    known = {policy.blobs for policy in policies}
    ruling = Ruling(settings)
    for end, policy in of_revisions(git, list(dict.fromkeys(ends)), strict=False).items():
        if policy.blobs in known:
            continue
        known.add(policy.blobs)
        if policy.problem:
            ruling.notes.append(f"the configuration under examination cannot be obeyed and was not applied: {policy.problem}")
            continue
        ruling.settings = tightened(ruling.settings, policy.settings)
        _tell(ruling, first, policy, end, begun if bases else None)
    _settle(ruling)
    return ruling


def _tell(ruling: Ruling, first: Policy, policy: Policy, end: str, begun: list[Settings] | None) -> None:
    from guard import loosened

    changes = list(loosened.changes(first.settings, policy.settings))
    for settings in begun or ():
        brought = {change.subject for change in loosened.changes(settings, policy.settings)}
        changes = [change for change in changes if change.subject in brought]
    if changes and begun is None:
        told = ", ".join(change.detail for change in changes)
        ruling.notes.append(f"{end[:12]} would loosen the policy, which was not applied: {told}")
    elif changes:
        fallback = first.files[0][0] if first.files else FILES[0][0].decode()
        ruling.findings += loosened.findings(changes, policy.files, end, fallback)


def _settle(ruling: Ruling) -> None:
    """Give findings the state that entries of the trusted settings ask for; of several ends each change is told once."""
    from guard.accept import Register

    if ruling.findings:
        register = Register(ruling.settings.accept)
        once = {finding.fingerprint: finding for finding in reversed(ruling.findings)}
        ruling.findings = list(reversed(once.values()))
        for finding in ruling.findings:
            register.settle(finding)


def tightened(base: Settings, head: Settings) -> Settings:
    """Return the base settings with what `head` adds to them that is stricter.

    Watched keys are added, a lower fail-on and `solana = true` are taken over; nothing else is.
    """
    from copy import copy

    from guard.loosened import grade

    found = copy(base)
    found.watch = base.watch | head.watch
    found.solana = base.solana or head.solana
    if grade(head.fail_on) < grade(base.fail_on):
        found.fail_on = head.fail_on
    return found
