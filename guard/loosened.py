"""What commits would loosen in the policy of their base, as findings at the lines of the configuration that say so."""

from __future__ import annotations

from guard.model import SEVERITIES, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.accept import Entry
    from guard.config import Settings

    Files = list[tuple[str, str, bytes]]


class Change:
    """One thing that is less strict. `subject` names it in the configuration, `detail` says old and new value.

    `marks` are texts of which the first to be found in a file marks its line; `names` the fingerprints that the
    baseline file adds.
    """

    __slots__ = ("detail", "marks", "names", "subject")

    def __init__(self, subject: str, detail: str, marks: tuple[str, ...], names: tuple[str, ...] = ()) -> None:
        self.subject = subject
        self.detail = detail
        self.marks = marks
        self.names = names


def changes(base: Settings, head: Settings) -> Iterator[Change]:
    """Yield what `head` asks for that is less strict than `base`."""
    if grade(head.fail_on) > grade(base.fail_on):
        yield Change("fail-on", f"fail-on = {head.fail_on} (base: {base.fail_on})", ("fail-on",))
    gone = base.watch - head.watch
    if gone:
        yield Change("watch", f"watch: -{len(gone)}", ("watch",))
    if base.solana and not head.solana:
        yield Change("solana", "solana = false (base: true)", ("solana",))
    if head.push_bypass and not base.push_bypass:
        yield Change("push-bypass", "push-bypass = true (base: false)", ("push-bypass",))
    yield from _entries(base.accept, head.accept)
    yield from _limits(base, head)


def grade(severity: str) -> int:
    """Return how much a fail-on lets pass; "never" is the most."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _entries(old: list[Entry], new: list[Entry]) -> Iterator[Change]:
    known: dict[tuple[str, str], str] = {}
    for entry in old:
        if not entry.problem:
            name = (entry.kind, entry.name)
            known[name] = max(known.get(name, ""), entry.expires or _EVER)
    added = []
    for entry in new:
        until = known.get((entry.kind, entry.name), "")
        if entry.problem or (until and (entry.expires or _EVER) <= until):
            continue
        if entry.baseline:
            added.append(entry)
            continue
        subject = detail = f"{entry.kind} {entry.name}"
        if until:
            detail += f" expires {entry.expires or 'never'} (base: {until})"
        yield Change(subject, detail, (entry.key or entry.name, entry.kind))
    if added:
        names = tuple(sorted(entry.name for entry in added))
        yield Change("baseline", f"baseline: +{len(added)}", (added[0].key or added[0].name, "accept"), names)


_EVER = "9999-99-99"


def _limits(base: Settings, head: Settings) -> Iterator[Change]:
    if head.limits is None:
        return
    from guard.limits import Limits

    mine = base.limits or Limits()
    for slot in Limits.__slots__:
        name = slot.replace("_", "-")
        if getattr(head.limits, slot) < getattr(mine, slot):
            yield Change(f"limits.{name}", f"limits.{name} = {getattr(head.limits, slot):.12g} (base: {getattr(mine, slot):.12g})", (name, "limits"))


def findings(found: list[Change], files: Files, end: str, fallback: str) -> list[Finding]:
    """Return a finding for each change.

    `files` are (name, blob, content) of the configuration at the commit `end`; `fallback` names the file of the
    base, for what is loosened by its removal.
    """
    return [_finding(change, files, end, fallback) for change in found]


def _finding(change: Change, files: Files, end: str, fallback: str) -> Finding:
    from hashlib import sha256

    from guard.linehash import LineHashes
    from guard.redact import excerpt
    from guard.registry import load

    rule = load("rules", "RULE")["policy_loosened"]
    path, blob, raw = _file(change, files) or (fallback, "", b"")
    number, start, end_column, line = _place(raw.decode("utf-8", "replace"), change.marks)
    name = sha256("\0".join(("policy-loosened", change.subject, change.detail, *change.names)).encode()).hexdigest()[:32]
    return Finding(
        rule="policy-loosened", severity=rule.severity, confidence=rule.confidence, api_key=None,  # type: ignore[attr-defined]  # the registry is untyped
        fingerprint=f"bpg1:{name}", encoding="toml", origin="blob" if blob else "config", path=path, line=number, column=start,
        end_line=number, end_column=end_column, message=rule.message.format(detail=change.detail),  # type: ignore[attr-defined]  # the registry is untyped
        commit=end, blob=blob or None, excerpt=excerpt(line, []), excerpt_span=(start - 1, end_column - 1),
        line_hash=LineHashes(raw).of(number) if blob else "", detail=change.detail,
    )  # fmt: skip


def _file(change: Change, files: Files) -> tuple[str, str, bytes] | None:
    """Return the file that holds a change: the baseline for its entries, else the configuration, else what there is."""
    fitting = [one for one in files if one[0].endswith("-baseline.toml") == bool(change.names)]
    return (fitting or files or [None])[0]  # type: ignore[list-item]  # the last is for no file at all


def _place(text: str, marks: tuple[str, ...]) -> tuple[int, int, int, str]:
    """Return (line, column, end column, the line) of the first mark outside a comment, the first line without one."""
    lines = text.splitlines() or [""]
    for mark in marks:
        for number, line in enumerate(lines, 1):
            at = line.find(mark)
            if at >= 0 and not line.lstrip().startswith("#"):
                return number, at + 1, at + 1 + len(mark), line
    return 1, 1, max(2, len(lines[0]) + 1), lines[0]
