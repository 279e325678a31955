"""Accepted and revoked keys: the entries of the configuration, what they do to findings, and what is told of them."""

from __future__ import annotations

from guard.errors import ConfigError

KEYS = {
    "accept": ("fingerprint", "api-key", "reason", "expires"),
    "revoked": ("fingerprint", "api-key", "reason", "date"),
}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Finding


class Entry:
    """One [[accept]] or [[revoked]] entry.

    `name` is a fingerprint, `key` the API key where the entry names one; `problem` says why it does not
    count; `used` that a finding of this run carries the name; `expires` its last day as YYYY-MM-DD, or "".
    """

    __slots__ = ("baseline", "expires", "key", "kind", "name", "problem", "reason", "used")

    def __init__(
        self, kind: str, name: str, reason: str, problem: str = "", key: str = "", expires: str = ""
    ) -> None:  # fmt: skip
        self.kind = kind
        self.name = name
        self.reason = reason
        self.problem = problem
        self.key = key
        self.expires = expires
        self.used = False
        self.baseline = False  # whether it stands in the baseline file

    @property
    def shown(self) -> str:
        """What people know the key by."""
        return self.key or self.name


class Register:
    """The entries of one run by fingerprint."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries:
            self._entries.setdefault(entry.name, []).append(entry)

    def settle(self, finding: Finding) -> None:
        """Give a finding the state that an entry which counts asks for; revoked outranks accepted."""
        for entry in self._entries.get(finding.fingerprint, ()):
            entry.used = entry.used or not _is_entry(finding)
            if not entry.problem and finding.state != "revoked":
                finding.state = "accepted" if entry.kind == "accept" else "revoked"


def _is_entry(finding: Finding) -> bool:
    """Tell whether a finding is but the API key in an entry itself."""
    name = finding.path.rpartition("/")[2]
    return finding.rule == "api-key" and (name == "pyproject.toml" or name.startswith(".backpack-guard"))


def recount(entries: list[Entry], findings: list[Finding], used: list[bool]) -> None:
    """Say anew which entries are used, once the findings have their paths; `used` was before they were judged."""
    names = {finding.fingerprint for finding in findings if not _is_entry(finding)}
    for entry, before in zip(entries, used, strict=True):
        entry.used = before or entry.name in names


def notes(entries: list[Entry], whole: bool) -> list[str]:
    """Return what must be told of entries: those that do not count, and when the run saw the `whole`
    repository also those that no finding carries; else only of entries that a finding carries."""
    said = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.problem and (whole or entry.used):
            said.append(f"the {entry.kind} entry for {entry.shown} does not count: {entry.problem}")
        elif whole and not entry.used:
            said.append(f"the {entry.kind} entry for {entry.shown} is not used: no finding carries that key")
        if whole and (entry.kind, entry.name) in seen:
            said.append(f"the {entry.kind} entry for {entry.shown} is written more than once")
        seen.add((entry.kind, entry.name))
    return list(dict.fromkeys(said))


def read_entries(where: str, kind: str, value: object, today: str) -> list[Entry]:
    """Read the value of `accept` or `revoked`; `today` (YYYY-MM-DD, UTC) is the last day that still counts.

    Raises ConfigError for an unknown key, a wrong type, an impossible date, a key that is none.
    """
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ConfigError(f"{where}: {kind} must be written as [[{kind}]]")
    return [_entry(f"{where}: {kind} entry {at}", kind, item, today) for at, item in enumerate(value, 1)]


def _entry(where: str, kind: str, item: dict[str, object], today: str) -> Entry:
    from guard.config import unknown_key

    for key in item:
        if key not in KEYS[kind]:
            raise unknown_key(where, key, KEYS[kind])
    name, key = _name(where, item)
    reason = _text(where, item, "reason").strip()
    problem = "" if any(character.isalnum() for character in reason) else "it gives no reason"
    expires = _day(where, item, "expires")
    _day(where, item, "date")
    if expires and today and expires < today:
        problem = f"it expired on {expires}"
    return Entry(kind, name, reason, problem, key, expires)


def _name(where: str, item: dict[str, object]) -> tuple[str, str]:
    """Return (fingerprint, API key or "")."""
    from guard.config import read_key
    from guard.keys import fingerprint

    name, key = _text(where, item, "fingerprint").strip(), _text(where, item, "api-key").strip()
    if key:
        of_key = fingerprint(read_key(key, where))
        if name and name != of_key:
            raise ConfigError(f"{where}: fingerprint and api-key name different keys", "leave one of them out")
        return of_key, key
    if not is_fingerprint(name):
        raise ConfigError(f"{where} names no api-key and no fingerprint", "a fingerprint is bpg1: and 32 hex digits")
    return name, ""


def is_fingerprint(text: str) -> bool:
    """Tell whether a text has the form of a fingerprint."""
    return text.startswith("bpg1:") and len(text) == 37 and not text[5:].strip("0123456789abcdef")


def _text(where: str, item: dict[str, object], key: str) -> str:
    value = item.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {key} must be a text in quotes")
    return value


def _day(where: str, item: dict[str, object], key: str) -> str:
    """Return a date as YYYY-MM-DD, "" where there is none; a time with a zone counts as its day in UTC."""
    from datetime import date, datetime, timezone

    value = item.get(key, "")
    if isinstance(value, datetime):
        return (value.astimezone(timezone.utc) if value.tzinfo else value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value == "":
        return ""
    day = read_day(value) if isinstance(value, str) else ""
    if not day:
        raise ConfigError(f"{where}: {key} is no date", "write it as 2027-01-31")
    return day


def read_day(text: str) -> str:
    """Return a day written YYYY-MM-DD, or "" for a text that is no day of the calendar."""
    from datetime import date

    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return text if day.isoformat() == text else ""
