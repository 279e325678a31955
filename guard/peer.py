"""Another secret scanner: how its JSON report is read, and how our pattern is written in its rules."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

KEYWORDS = ("backpack", "bpx", "api_secret", "apisecret", "secret_key", "secretkey", "private_key")
VALUE = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="
# An equals sign may stand before the value, as in KEY=VALUE; no look-around, which RE2 and Vectorscan lack.
PATTERN = rf"(?:^|[^A-Za-z0-9+/_-])({VALUE})(?:$|[^A-Za-z0-9+/=_-])"
CAUTION = "finds every 32-byte base64 value, public keys and hashes too: let `backpack-guard prove` tell which are secrets"


class Record:
    """One finding of another scanner. `text` is what it holds of the content and may be a secret: it is never shown.

    `digest` is the SHA-1 in hex of a value where the report holds nothing else.
    """

    __slots__ = ("digest", "line", "path", "rule", "text")

    def __init__(self, rule: str, path: str, line: int, text: str = "", digest: str = "") -> None:
        self.rule = rule
        self.path = path
        self.line = line
        self.text = text
        self.digest = digest

    def __repr__(self) -> str:
        return f"Record({self.rule!r}, redacted)"


class Peer:
    """One scanner. `read(document)` returns its records, None for a report that is not its own; `rule` is our rule."""

    __slots__ = ("name", "order", "read", "rule")

    def __init__(
        self, *, name: str, rule: str = "", order: int = 50,
        read: Callable[[object], list[Record] | None] = lambda document: None,
    ) -> None:  # fmt: skip
        self.name = name
        self.rule = rule
        self.order = order
        self.read = read


def rows(document: object, *names: str) -> list[dict[str, object]] | None:
    """Return a list of objects: the document itself, or what stands below the first of `names` in it."""
    for name in names:
        if isinstance(document, dict) and name in document:
            document = document[name]
            break
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        return None
    return document


def text(value: object, *names: str) -> str:
    """Return a text deep in an object, "" where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """Return a line number, 1 for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 1
