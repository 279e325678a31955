"""Records that pass between the parts: fragments in, candidates, findings and a report out.

Plain classes with __slots__, because importing dataclasses costs a hook more than its whole scan.
"""

from __future__ import annotations

from guard.budget import Budget
from guard.view import View

__all__ = [
    "RUN_BYTES", "SEVERITIES", "Budget", "Candidate", "Encoding", "Evidence", "Finding", "Fragment", "Inner", "Layer",
    "Report", "Skip", "View",
]  # fmt: skip

SEVERITIES = ("low", "medium", "high", "critical")
RUN_BYTES = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/-_"


class Fragment:
    """A piece of content with its origin; `path` is text that is safe to print.

    `again()` reads the same content once more, for the second look at what matters; without it the
    scan keeps the content of a fragment that has candidates. `about` stands for the path where `path`
    is but an id: what it says counts as that of a path does. `part` is set for a window of a huge content.
    """

    __slots__ = ("about", "again", "blob", "commit", "data", "origin", "part", "path")

    def __init__(
        self, data: bytes, path: str, origin: str = "file", blob: str | None = None, commit: str | None = None,
        again: Callable[[], bytes] | None = None, about: str = "", part: Part | None = None,
    ) -> None:  # fmt: skip
        self.data = data
        self.part = part
        self.about = about
        self.path = path
        self.origin = origin
        self.blob = blob
        self.commit = commit
        self.again = again

    @property
    def size(self) -> int:
        """The size of the content in bytes."""
        return len(self.data)


class Skip:
    """An input that was asked for and not read, with the reason.

    `harmless` marks what is no content at all (a directory entry that is a link): it is told, and
    does not make the report incomplete.
    """

    __slots__ = ("harmless", "path", "reason")

    def __init__(self, path: str, reason: str, harmless: bool = False) -> None:
        self.path = path
        self.reason = reason
        self.harmless = harmless


def unread(skips: Iterable[Skip]) -> int:
    """Return how many inputs were asked for and not read: the harmless are no content, and count nowhere."""
    return sum(not skip.harmless for skip in skips)


class Candidate:
    """A decoded value not yet judged: 32 bytes, or 64 that may prove themselves.

    `start` and `end` are byte offsets of its text. `exact` says that the text is bounded on both
    sides, which unproven findings need. `role` is "any", "key" (can only be a public key) or
    "seed" (its form says that it is private).
    """

    __slots__ = ("encoding", "end", "exact", "role", "start", "value")

    def __init__(self, start: int, end: int, value: bytes, encoding: str, exact: bool = True, role: str = "any") -> None:
        self.start = start
        self.end = end
        self.value = value
        self.encoding = encoding
        self.exact = exact
        self.role = role

    def __repr__(self) -> str:
        return f"Candidate({self.start}, {self.end}, redacted, {self.encoding!r})"


class Encoding:
    """One written form of key bytes.

    `find(view)` yields a Candidate for every text of this form and never raises.
    `encode(seed, key)` writes a secret (32-byte seed, its 32-byte verifying key) in this form.
    `label` says it in words for people, for example "base64 of a 32-byte seed".
    `rests` is a sum of bits of guard.view: texts that have none of these are passed over; 0 is for any text.
    `always` says that it is asked where nothing speaks of Backpack, too (guard.hush).
    """

    __slots__ = ("always", "encode", "find", "label", "name", "rests")

    def __init__(self, *, name: str, label: str, find: _Find, encode: _Encode, rests: int = 0, always: bool = False) -> None:
        self.always = always
        self.rests = rests
        self.name = name
        self.label = label
        self.find = find
        self.encode = encode


class Inner:
    """What a layer uncovered.

    Text layers leave `name` empty and give `offsets`, which maps an offset of `data` to one of the
    outer bytes. Containers name the member, and lines are those of the inner text.
    `exact` False says that `data` joins what need not belong together: good for a proof only.
    `whole` says that `data` is all of the outer text as people see it: its lines are the ones to tell.
    `pieces` says that `data` is neighbourhoods cut from the outer text: nothing that could be a container.
    `huge` stands for the `data` of a member that is too large to be held: it reads any of it, or all.
    A Skip in place of an Inner says that something inside could not be read.
    """

    __slots__ = ("data", "exact", "huge", "name", "offsets", "pieces", "whole")

    def __init__(
        self, data: bytes, name: str = "", offsets: _Offsets | None = None, exact: bool = True,
        whole: bool = False, pieces: bool = False, huge: Reader | None = None,
    ) -> None:  # fmt: skip
        self.data = data
        self.huge = huge
        self.name = name
        self.offsets = offsets
        self.exact = exact
        self.whole = whole
        self.pieces = pieces


class Layer:
    """One wrapping that hides text from the encodings.

    `test(data)` is a cheap necessary condition that lets ordinary files pass.
    `open(view, budget)` yields Inner and Skip values and never raises.
    `wrap(text)` puts bytes into this wrapping (for tests); None where the layer cannot hold them.
    `container` says that members are files of their own. `heads` are what such content can begin with,
    empty for anything: other content is not even tested. `rests` and `always` are those of an Encoding.
    `joins` says that it puts together what stands apart, so that more may touch in what it made.
    """

    __slots__ = ("always", "container", "heads", "joins", "name", "open", "rests", "test", "wrap")

    def __init__(
        self, *, name: str, test: _Test, open: _Open, wrap: _Wrap, container: bool = False, heads: tuple[bytes, ...] = (),
        rests: int = 0, joins: bool = False, always: bool = False,
    ) -> None:  # fmt: skip
        self.always = always or container
        self.rests = rests
        self.joins = joins
        self.name = name
        self.test = test
        self.open = open
        self.wrap = wrap
        self.container = container
        self.heads = heads


class Finding:
    """One reported problem at one place. No field can hold a secret or a line of source.

    `line`, `column`, `end_line`, `end_column` are 1-based, columns count code points.
    `excerpt` is the source line with every key-like run replaced by asterisks of the same width, and
    `excerpt_span` (start, end) says which of its code points stand for this value.
    `line_hash` names the line for reports that ask for it (guard.linehash), else it is empty.
    `detail` is what a message says besides the key, in the words of the configuration file.
    """

    __slots__ = (
        "api_key", "blob", "column", "commit", "confidence", "detail", "encoding", "end_column", "end_line",
        "evidence", "excerpt", "excerpt_span", "fingerprint", "line", "line_hash", "message", "origin", "path", "rule", "severity",
        "state", "story",
    )  # fmt: skip

    def __init__(
        self, *, rule: str, severity: str, confidence: str, api_key: str | None, fingerprint: str,
        encoding: str, origin: str, path: str, line: int, column: int, end_line: int, end_column: int,
        message: str, state: str = "new", commit: str | None = None, blob: str | None = None,
        evidence: tuple[Evidence, ...] = (), excerpt: str = "", excerpt_span: tuple[int, int] = (0, 0),
        story: dict[str, object] | None = None, line_hash: str = "", detail: str = "",
    ) -> None:  # fmt: skip
        self.rule = rule
        self.severity = severity
        self.confidence = confidence
        self.api_key = api_key
        self.fingerprint = fingerprint
        self.encoding = encoding
        self.origin = origin
        self.path = path
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.message = message
        self.state = state
        self.commit = commit
        self.blob = blob
        self.evidence = evidence
        self.excerpt = excerpt
        self.excerpt_span = excerpt_span
        self.story = story
        self.line_hash = line_hash
        self.detail = detail


class Evidence:
    """A place that supports a finding: where its API key stands, for example."""

    __slots__ = ("line", "path", "what")

    def __init__(self, path: str, line: int, what: str) -> None:
        self.path = path
        self.line = line
        self.what = what


class Report:
    """Findings, counts and completeness of one run; the exit status is decided here alone. `secrets`: see guard.hiding."""

    __slots__ = ("bytes", "fail_on", "findings", "notes", "read", "requested", "seconds", "skipped")

    def __init__(
        self, findings: list[Finding], *, requested: int = 0, read: int = 0, size: int = 0,
        skipped: list[Skip] | None = None, fail_on: str = "medium", seconds: float = 0.0,
        notes: list[str] | None = None, secrets: set[str] | None = None,
    ) -> None:  # fmt: skip
        self.findings = findings
        self.requested = requested
        self.read = read
        self.bytes = size
        self.skipped = skipped or []
        self.fail_on = fail_on
        self.seconds = seconds
        self.notes = notes or []
        if secrets or (secrets is None and any(one.origin in ("path", "ref-name") for one in findings)):
            from guard.hiding import hide, secret_names

            hide(findings, self.skipped, secrets or secret_names(findings))

    @property
    def complete(self) -> bool:
        """True when everything that was asked for was read."""
        return all(skip.harmless for skip in self.skipped)

    @property
    def failing(self) -> list[Finding]:
        """Findings that count against `fail_on`."""
        return [finding for finding in self.findings if self.fails(finding)]

    def fails(self, finding: Finding) -> bool:
        """Tell whether one finding makes the run fail."""
        if finding.state != "new" or self.fail_on == "never":
            return False
        return SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.fail_on)

    @property
    def exit(self) -> int:
        """The exit status: findings outrank incompleteness."""
        from guard.errors import Exit

        if self.failing:
            return Exit.FINDINGS
        return Exit.CLEAN if self.complete else Exit.INCOMPLETE


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol

    from guard.windows import Part

    class Reader(Protocol):
        """Reads any bytes of a content, and all of it."""

        @property
        def size(self) -> int:
            """The size of the content."""

        def __call__(self, start: int, size: int) -> bytes:
            """Return a stretch."""

        def whole(self) -> bytes:
            """Return all of it."""

    _Find = Callable[[View], Iterable[Candidate]]
    _Encode = Callable[[bytes, bytes], bytes]
    _Offsets = Callable[[int], int]
    _Test = Callable[[bytes], bool]
    _Open = Callable[[View, Budget], Iterable[Inner | Skip]]
    _Wrap = Callable[[bytes], bytes | None]
