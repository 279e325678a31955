"""Sightings to findings: the first rule that holds names each."""

from __future__ import annotations

from guard import keys, names, registry
from guard.accept import Register
from guard.model import SEVERITIES, Finding

WALLET = ("base58", "ints")  # the forms in which Solana writes keypairs and addresses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.config import Settings
    from guard.prove import Ledger
    from guard.rule import Case, Rule
    from guard.sighting import Sighting


def judge(ledger: Ledger, settings: Settings, repository_level: Callable[[], int]) -> list[Finding]:
    """Return the findings of all sightings, the gravest first."""
    court = _Court(ledger, settings, repository_level)
    found = [finding for sighting in ledger.sightings if (finding := court.judge(sighting))]
    return sorted(found, key=_order)


class _Court:
    """What judging one scan needs to know."""

    def __init__(self, ledger: Ledger, settings: Settings, repository_level: Callable[[], int]) -> None:
        self.ledger = ledger
        self.settings = settings
        self.rules = sorted(_rules(), key=lambda rule: rule.order)
        self.halves = {ledger.digest(sighting.public) for sighting in ledger.sightings}
        self.watched = {ledger.digest(key) for key in settings.watch}
        self.secrets = {one.digest for one in ledger.sightings if one.name == names.SECRET or one.role == "seed" or one.expanded}
        self.register = Register(settings.accept)
        self._ask = repository_level
        self._level = -1

    @property
    def level(self) -> int:
        """How much the repository speaks of Backpack."""
        if self._level < 0:
            self._level = max(self.ledger.member_level, self._ask())
        return self._level

    def judge(self, sighting: Sighting) -> Finding | None:
        """Return the finding that a sighting is, if it is one."""
        case = self._case(sighting)
        if sighting.digest in self.halves or (case.point and sighting.digest in self.watched):
            case.point = False  # the public half of a pair, or acknowledged
            if not case.paired and not case.watched:
                return None
        rule = next((rule for rule in self.rules if rule.check(case)), None)
        if (rule is None or rule.id == "foreign-pair") and _matters(case):
            case.repo_level = self.level
            rule = next((rule for rule in self.rules if rule.check(case)), None)
        if rule and rule.id == "api-key" and sighting.digest in self.secrets:
            # called a secret anywhere, it is never printed, whatever it is called here
            rule = next(rule for rule in self.rules if rule.id == "possible-secret")
        return self._finding(sighting, rule, case) if rule else None

    def _case(self, sighting: Sighting) -> Case:
        from guard.rule import Case

        case = Case()
        for field in (
            "bare", "encoding", "exact", "expanded", "file_level", "foreign", "line_level", "name", "own_name", "point",
            "service", "unnamed_pair",
        ):  # fmt: skip
            setattr(case, field, getattr(sighting, field))
        places = self.ledger.places(sighting.public)
        plain = ("base64", "base64url")
        if sighting.expanded and sighting.encoding in WALLET:
            places = [place for place in places if place[2] not in WALLET]  # a wallet and its own address
        case.paired = bool(places)
        case.foreign = sighting.foreign or sighting.exchange in self.ledger.held
        case.plain = sighting.encoding in plain and any(place[2] in plain for place in places)
        case.plain = case.plain and not sighting.expanded
        case.watched = sighting.public in self.settings.watch
        case.private_form, case.public_form = sighting.role == "seed", sighting.role == "key"
        case.solana = self.settings.solana
        return case

    def _finding(self, sighting: Sighting, rule: Rule, case: Case) -> Finding:
        from guard.documented import is_documented

        public = sighting.public
        evidence = self.ledger.evidence(sighting)
        confidence = rule.confidence
        if rule.id == "api-key":
            public = self.ledger.points[sighting.digest]
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
            line_hash=sighting.line_hash,
        )  # fmt: skip
        if is_documented(public):
            finding.state = "documented"
        elif confidence != "proven" and rule.id in sighting.allowed:
            finding.state = "accepted"
        self.register.settle(finding)
        return finding


def _matters(case: Case) -> bool:
    """Tell whether the repository's context could change the verdict."""
    return case.paired or (case.name == "secret" and case.exact and not case.foreign)


def _rules() -> list[Rule]:
    return list(registry.load("rules", "RULE").values())  # type: ignore[arg-type]


def _order(finding: Finding) -> tuple[int, str, int, int]:
    return -SEVERITIES.index(finding.severity), finding.path, finding.line, finding.column
