"""What `check` found: one verdict for each stored key, and the report that decides the exit status."""

from __future__ import annotations

from guard.problem import ERROR, ORDER, WARNING, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.diagnosis.form import Decoded
    from guard.model import Skip
    from guard.store import Entry


class Kept:
    """One store that was read: its kind, its path as shown, its entries.

    `given` says that the user named it; `level` how much its text speaks of Backpack
    (context.level); `example` that it is a template, not a live file. `file` is the path on disk, or "".
    `wide` says that the file is UTF-16.
    """

    __slots__ = ("entries", "example", "file", "given", "kind", "level", "path", "wide")

    def __init__(
        self, kind: str, path: str, entries: list[Entry], *, given: bool = True, level: int = 0,
        example: bool = False, file: str = "", wide: bool = False,
    ) -> None:  # fmt: skip
        self.kind = kind
        self.path = path
        self.entries = entries
        self.given = given
        self.level = level
        self.example = example
        self.file = file
        self.wide = wide


class Verdict:
    """One stored key with all that is wrong with it, and where it lies.

    `kind` is "secret" or "key". `partner` is the other half, proven by derivation. `right` is the text
    that belongs into the store, None where it is not certain; it may be a secret and is never printed.
    """

    __slots__ = (
        "api_key", "decoded", "entry", "fingerprint", "kept", "kind", "partner", "places", "problems", "right",
    )  # fmt: skip

    def __init__(self, entry: Entry, kept: Kept, kind: str, decoded: Decoded) -> None:
        self.entry = entry
        self.kept = kept
        self.kind = kind
        self.decoded = decoded
        self.api_key: str | None = None
        self.fingerprint: str | None = None
        self.partner: Verdict | None = None
        self.problems: list[Problem] = []
        self.places: list[Problem] = []
        self.right: str | None = None

    def __repr__(self) -> str:
        return f"Verdict({self.kind}, {self.id})"

    @property
    def id(self) -> str:
        """"ok", or the id of the gravest thing that is wrong with the key itself."""
        found = sorted(self.problems, key=lambda one: -ORDER.index(one.severity))
        said = [one for one in found if one.severity != "note" or one.id in UNCHECKED]
        return said[0].id if said else "ok"

    @property
    def all_problems(self) -> list[Problem]:
        """What is wrong with the key, then with its place."""
        return [*self.problems, *self.places]

    @property
    def severity(self) -> str:
        """The gravest severity, "ok" where nothing is worse than a note."""
        levels = {one.severity for one in self.all_problems}
        return ERROR if ERROR in levels else WARNING if WARNING in levels else "ok"

    @property
    def checked(self) -> bool:
        """False where there is no key to check: a reference, ciphertext, an example's placeholder."""
        return self.severity != "ok" or self.id not in UNCHECKED

    @property
    def mendable(self) -> bool:
        """True where the right text is certain and its place in a file is known."""
        return self.right is not None and self.entry.start >= 0 and bool(self.kept.file)


UNCHECKED = frozenset(["reference", "encrypted", "pem-encrypted", "placeholder", "empty"])


class CheckReport:
    """All verdicts of one run; the exit status is decided here alone."""

    __slots__ = ("fail_on", "mended", "notes", "skipped", "stores", "verdicts")

    def __init__(self, verdicts: list[Verdict], stores: list[Kept], skipped: list[Skip], notes: list[str]) -> None:
        self.verdicts = verdicts
        self.stores = stores
        self.skipped = skipped
        self.notes = notes
        self.mended: list[str] = []
        self.fail_on = "medium"

    @property
    def complete(self) -> bool:
        """True when every store that was asked for was read."""
        return all(skip.harmless for skip in self.skipped)

    @property
    def failing(self) -> list[Verdict]:
        """Verdicts with something that would break or leak; with `fail_on` low also warnings, with critical none."""
        counted = {"low": (ERROR, WARNING), "critical": (), "never": ()}.get(self.fail_on, (ERROR,))
        return [verdict for verdict in self.verdicts if verdict.severity in counted]

    @property
    def exit(self) -> int:
        """The exit status: what breaks or leaks outranks what could not be read."""
        from guard.errors import Exit

        if self.failing:
            return Exit.FINDINGS
        return Exit.CLEAN if self.complete else Exit.INCOMPLETE
