"""Sources to a report: pure, without printing, exit or globals."""

from __future__ import annotations

from guard import context, keys, registry
from guard.model import SEVERITIES, Finding, Fragment, Report, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol

    from guard.config import Settings
    from guard.prove import Ledger
    from guard.rule import Case, Rule
    from guard.sighting import Sighting

    class Source(Protocol):
        """Where bytes come from."""

        name: str

        def fragments(self) -> Iterator[Fragment | Skip]:
            """Yield every piece of content, and a Skip for what could not be read."""


class Scan:
    """One scan under way: feed it fragments, then ask for the findings."""

    def __init__(self, settings: Settings, key: bytes | None = None) -> None:
        self.settings = settings
        self._key = key
        self.requested = self.read = self.size = 0
        self.skipped: list[Skip] = []
        self.notes: list[str] = []
        self._ledger: Ledger | None = None

    @property
    def ledger(self) -> Ledger:
        """The values of this scan; made when the first is needed."""
        if self._ledger is None:
            from guard.prove import Ledger

            self._ledger = Ledger(self._key)
        return self._ledger

    @property
    def candidates(self) -> bool:
        """Whether any value was seen at all."""
        return self._ledger is not None and bool(self._ledger.sightings or self._ledger.seen)

    def open_questions(self) -> bool:
        """Tell whether a value elsewhere could change what is known of those seen."""
        return any(sighting.name != "other" for sighting in self.ledger.sightings)

    def feed(self, item: Fragment | Skip) -> None:
        """Take one item of a source."""
        self.requested += 1
        if isinstance(item, Skip):
            self.skipped.append(item)
            return
        from guard.examine import examine

        self.read += 1
        self.size += len(item.data)
        inside = examine(item, self.ledger, self.settings.limits)
        self.requested += len(inside)
        self.skipped += inside

    def export(self) -> bytes:
        """Return what this scan has gathered, for `absorb` in the process that asked for it.

        Sightings hold keyed digests and public keys, never values.
        """
        import pickle

        ledger = self._ledger
        state = (ledger.seen, ledger.points, ledger.sightings, ledger.member_level) if ledger else None
        return pickle.dumps((self.requested, self.read, self.size, self.skipped, self.notes, state), 5)

    def absorb(self, exported: bytes) -> None:
        """Add what a scan with the same ledger key gathered in a process of ours."""
        import pickle

        from guard.prove import Ledger

        requested, read, size, skipped, notes, state = pickle.loads(exported)
        self.requested += requested
        self.read += read
        self.size += size
        self.skipped += skipped
        self.notes += notes
        if state:
            part = Ledger(self.ledger.key)
            part.seen, part.points, part.sightings, part.member_level = state
            self.ledger.absorb(part)

    def findings(self, repository_level: Callable[[], int]) -> list[Finding]:
        """Judge all sightings; `repository_level` is asked only if an answer depends on it."""
        if self._ledger is None or not self._ledger.sightings:
            return []
        rules = sorted(_rules(), key=lambda rule: rule.order)
        derived = {self.ledger.digest(sighting.public) for sighting in self.ledger.sightings}
        level: list[int] = []
        found: list[Finding] = []
        for sighting in self.ledger.sightings:
            case = self._case(sighting)
            if sighting.digest in derived or (case.point and sighting.digest in self._watched()):
                case.point = False  # the public half of a pair, or acknowledged
                if not case.paired and not case.watched:
                    continue
            for asked in (0, 1):
                if asked and self._matters(case):
                    level = level or [max(self.ledger.member_level, repository_level())]
                    case.repo_level = level[0]
                rule = next((rule for rule in rules if rule.check(case)), None)
                if rule and (asked or rule.id != "foreign-pair"):
                    found.append(self._finding(sighting, rule, case))
                    break
        return sorted(found, key=_order)

    @staticmethod
    def _matters(case: Case) -> bool:
        if case.paired:
            return True
        return case.name == "secret" and case.exact and not case.foreign

    def _watched(self) -> set[bytes]:
        return {self.ledger.digest(key) for key in self.settings.watch}

    def _case(self, sighting: Sighting) -> Case:
        from guard.rule import Case

        case = Case()
        for field in (
            "bare", "encoding", "exact", "expanded", "file_level", "foreign", "line_level", "name", "own_name", "point",
            "unnamed_pair",
        ):  # fmt: skip
            setattr(case, field, getattr(sighting, field))
        places = self.ledger.places(sighting.public)
        plain = ("base64", "base64url")
        case.paired = bool(places)
        case.foreign = sighting.foreign or sighting.exchange in self.ledger.seen
        case.plain = sighting.encoding in plain and any(place[2] in plain for place in places)
        case.plain = case.plain and not sighting.expanded
        case.watched = sighting.public in self.settings.watch
        case.private_form = sighting.role == "seed"
        case.solana = self.settings.solana
        return case

    def _finding(self, sighting: Sighting, rule: Rule, case: Case) -> Finding:
        from guard.documented import is_documented

        public = sighting.public
        evidence = self.ledger.evidence(sighting)
        confidence = rule.confidence
        if rule.id == "api-key":
            public = self.raw_key(sighting)
            evidence = ()
        elif case.paired:
            confidence = "proven"
        name = keys.api_key(public)
        finding = Finding(
            rule=rule.id, severity=rule.severity, confidence=confidence, api_key=name,
            fingerprint=keys.fingerprint(public), encoding=sighting.encoding, origin=sighting.origin,
            path=sighting.path, line=sighting.line, column=sighting.column, end_line=sighting.end_line,
            end_column=sighting.end_column, message=rule.message.format(key=name), commit=sighting.commit,
            blob=sighting.blob, evidence=evidence, excerpt=sighting.excerpt, excerpt_span=sighting.excerpt_span,
        )  # fmt: skip
        if is_documented(public):
            finding.state = "documented"
        elif confidence != "proven" and rule.id in sighting.allowed:
            finding.state = "accepted"
        for entry in self.settings.accept:
            if entry.name == finding.fingerprint and not entry.problem:
                entry.used = True
                finding.state = "accepted" if entry.kind == "accept" else "revoked"
        return finding

    def raw_key(self, sighting: Sighting) -> bytes:
        """Return the value of a sighting that is a public key itself."""
        return self.ledger.points[sighting.digest]


def _rules() -> list[Rule]:
    return list(registry.load("rules", "RULE").values())  # type: ignore[arg-type]


def _order(finding: Finding) -> tuple[int, str, int, int]:
    return -SEVERITIES.index(finding.severity), finding.path, finding.line, finding.column


def scan(sources: Iterable[Source], settings: Settings) -> Report:
    """Scan all fragments of `sources` and return the report."""
    from time import monotonic

    began = monotonic()
    work = Scan(settings)
    sources = list(sources)
    for source in sources:
        for item in source.fragments():
            work.feed(item)

    def repository_level() -> int:
        best = 0
        for source in sources:
            for item in source.fragments():
                if isinstance(item, Fragment):
                    best = max(best, context.level(item.data))
                    if best == context.STRONG:
                        return best
        return best

    findings = work.findings(repository_level)
    return Report(
        findings, requested=work.requested, read=work.read, size=work.size, skipped=work.skipped,
        fail_on=settings.fail_on, seconds=monotonic() - began,
    )  # fmt: skip
