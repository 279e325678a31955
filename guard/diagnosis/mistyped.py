"""Which one character is wrong, missing or too many, proven by the pair itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_LENGTH = 43


class Mend:
    """One change that makes the pair whole: what was wrong, at which character, the right bytes."""

    __slots__ = ("at", "kind", "value")

    def __init__(self, kind: str, at: int, value: bytes) -> None:
        self.kind = kind
        self.at = at
        self.value = value

    def __repr__(self) -> str:
        return f"Mend({self.kind}, {self.at}, redacted)"


def search(body: str, fits: Callable[[bytes], bool]) -> Mend | None:
    """Return the one-character change after which `fits(bytes)` holds; None where there is none.

    At most some 2,800 values are tried, each about 30 microseconds where `fits` derives.
    """
    from guard.diagnosis.form import _bytes

    core = body.rstrip("=").replace("-", "+").replace("_", "/")
    tried: set[bytes] = set()
    for kind, at, text in _changes(core):
        raw = _bytes(text)
        if len(raw) == 32 and raw not in tried:
            tried.add(raw)
            if fits(raw):
                return Mend(kind, at + 1, raw)
    return None


def _changes(core: str) -> Iterator[tuple[str, int, str]]:
    if len(core) == _LENGTH + 1:
        for at in range(len(core)):
            yield "too-many", at, core[:at] + core[at + 1 :]
    elif len(core) == _LENGTH - 1:
        for at in range(len(core) + 1):
            for one in _ALPHABET:
                yield "missing", at, core[:at] + one + core[at:]
    elif len(core) == _LENGTH:
        for at in range(len(core) - 1):
            yield "exchanged", at, core[:at] + core[at + 1] + core[at] + core[at + 2 :]
        for at in range(len(core)):
            for one in _ALPHABET:
                yield "wrong", at, core[:at] + one + core[at + 1 :]
