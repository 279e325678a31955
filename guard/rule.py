"""A rule: one named condition on a case, with all it has to say."""

from __future__ import annotations

DELETE = (
    "Delete this API key now (Backpack web app > Settings > API Keys, in the subaccount it belongs to), create a new"
    " one, and record API key and API secret in a secure place, as step 3 of Backpack's guide asks."
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Case:
    """What is known of one sighting once the whole scan has been read.

    `paired`: its API key stands elsewhere. `plain`: both stand there as base64 of 32 bytes.
    `line_level`, `file_level`, `repo_level`: how much the surroundings speak of Backpack (context.level).
    `name`: names.SECRET, KEY, OTHER or UNNAMED. `expanded`: 64 bytes that prove themselves.
    `private_form`, `public_form`: a key file form of a secret, of an API key. `point`: can be an API key. `own_name`: its name itself says Backpack.
    `bare`: a lone value that can be no API key, called nothing, in a file that speaks of Backpack's API.
    `service`: its name is that of another service's secret.
    """

    __slots__ = (
        "bare", "encoding", "exact", "expanded", "file_level", "foreign", "line_level", "name", "own_name", "paired",
        "plain", "point", "private_form", "public_form", "repo_level", "service", "solana",
        "unnamed_pair", "watched",
    )  # fmt: skip

    def __init__(self) -> None:
        self.encoding = ""
        self.bare = self.exact = self.expanded = self.foreign = self.own_name = self.paired = self.plain = False
        self.point = self.private_form = self.public_form = self.service = self.solana = False
        self.unnamed_pair = self.watched = False
        self.line_level = self.file_level = self.repo_level = 0
        self.name = ""


class Rule:
    """One rule. `order` is its turn: the first rule whose `check(case)` holds names the finding.

    `leak` says that a credential must be deleted; otherwise `fix` alone is the advice.
    `policy` says that it is about a configuration: it has no `check`, its examples are configurations that
    commits bring, and its `message` has {detail} in place of {key}.
    `examples` and `counter_examples` are texts with {seed}, {key}, {other} for run-time values.
    """

    __slots__ = (
        "check", "confidence", "counter_examples", "examples", "fix", "id", "leak", "message", "order", "policy", "severity",
        "title", "why",
    )  # fmt: skip

    def __init__(
        self, *, id: str, severity: str, confidence: str, order: int, title: str, why: str, fix: str,
        message: str, check: Callable[[Case], bool], examples: tuple[str, ...], counter_examples: tuple[str, ...],
        leak: bool = True, policy: bool = False,
    ) -> None:  # fmt: skip
        self.id = id
        self.severity = severity
        self.confidence = confidence
        self.order = order
        self.title = title
        self.why = why
        self.fix = fix
        self.message = message
        self.check = check
        self.examples = examples
        self.counter_examples = counter_examples
        self.leak = leak
        self.policy = policy
