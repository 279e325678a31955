"""A place where keys are kept: what a store plug-in offers, and what reading it yields."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 1 << 20  # bytes; no store of keys is larger


class Entry:
    """One named value of a store.

    `text` is the value as the store's usual parser gives it, so it may be a secret: never printed.
    `start` and `end` are byte offsets of the value in the store's own bytes, -1 where they are not
    known. `group` names the table, section or account around it. `loose` says that parsers drop white
    space at its ends. `whole` says that it is all that the store holds,
    `raw` that it stands there as bytes without any encoding.
    """

    __slots__ = (
        "column", "end", "group", "line", "loose", "name", "path", "raw", "start", "store", "text", "whole",
    )  # fmt: skip

    def __init__(
        self, name: str, text: str, *, line: int = 0, start: int = -1, end: int = -1, group: str = "",
        loose: bool = False, whole: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.text = text
        self.line = line
        self.column = 0
        self.start = start
        self.end = end
        self.group = group
        self.loose = loose
        self.whole = whole
        self.path = ""
        self.raw = False
        self.store = ""

    def __repr__(self) -> str:
        return f"Entry({self.name!r}, redacted, line {self.line})"


class Reading:
    """What one store holds: entries, and (line, reason) for each part that could not be read."""

    __slots__ = ("entries", "notes", "problems")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.problems: list[tuple[int, str]] = []
        self.notes: list[str] = []

    def __repr__(self) -> str:
        return f"Reading({len(self.entries)} entries)"


class Access:
    """What a store without a file may use: the environment, and whether a person can be asked."""

    __slots__ = ("environment", "interactive")

    def __init__(self, environment: dict[str, str], interactive: bool) -> None:
        self.environment = environment
        self.interactive = interactive


class Store:
    """One kind of store.

    Kinds that are files: `claims(name, data)` tells by the file's name (small letters) and first bytes
    whether it is one, `read(data)` reads it; both are pure, and `read` never raises.
    Kinds with a `scheme` ("env", "keyring"): `fetch(rest, access)` reads what stands after the colon;
    it raises StoreError where there is nothing to read from.
    The kinds are asked in turn of their `order`. `sample(key, secret)` writes a pair as a file of this
    kind that `read` takes, for tests and examples; a kind that holds one key writes the secret alone.
    """

    __slots__ = ("claims", "fetch", "name", "order", "read", "sample", "scheme")

    def __init__(
        self, *, name: str, order: int = 0, claims: Callable[[str, bytes], bool] | None = None,
        read: Callable[[bytes], Reading] | None = None, scheme: str = "",
        fetch: Callable[[str, Access], Reading] | None = None, sample: Callable[[str, str], str] | None = None,
    ) -> None:  # fmt: skip
        self.sample = sample
        self.name = name
        self.order = order
        self.claims = claims
        self.read = read
        self.scheme = scheme
        self.fetch = fetch


class LineIndex:
    """Line numbers of byte offsets, in the time of a binary search."""

    __slots__ = ("_ends",)

    def __init__(self, data: bytes) -> None:
        self._ends = []
        at = data.find(b"\n")
        while at >= 0:
            self._ends.append(at)
            at = data.find(b"\n", at + 1)

    def at(self, offset: int) -> int:
        """Return the 1-based line of a byte offset."""
        from bisect import bisect_left

        return bisect_left(self._ends, offset) + 1


def text_of(data: bytes) -> str:
    """Return bytes as text of as many characters as there are bytes, so that offsets agree."""
    return data.decode("latin-1")


def value_of(text: str) -> str:
    """Return a slice of `text_of` as the text it stands for."""
    return text.encode("latin-1").decode("utf-8", "surrogateescape")
