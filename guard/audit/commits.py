"""What commits refer to, asked of many at once: by far most of them are as git writes them, and lack nothing."""

from __future__ import annotations

from guard.audit.marks import MARK
from guard.audit.trees import links

_HEX = b"0123456789abcdef"
_MOST_WAITING, _MOST_HELD = 2000, 1 << 22  # commits, bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.marks import Marks


class Commits:
    """Commits that wait, by their numbers; `ids` are those of all objects that are there."""

    __slots__ = ("_held", "_ids", "_linked", "_numbers", "_plain", "_texts", "_width")

    def __init__(self, ids: Marks, width: int) -> None:
        self._ids = ids
        self._width = width
        self._numbers: list[int] = []
        self._texts: list[bytes] = []
        self._held = 0
        self._linked: list[bytes] = []  # the ids in them, while all are as git writes them
        self._plain = True

    def add(self, number: int, data: bytes) -> bool:
        """Take a commit; tell whether there are enough to be asked about."""
        text = data[: data.find(b"\ncommitter ") + 1] or data
        self._numbers.append(number)
        self._texts.append(text)
        self._plain = self._plain and self._is_plain(data)
        self._held += len(text)
        return len(self._numbers) > _MOST_WAITING or self._held > _MOST_HELD

    def _is_plain(self, data: bytes) -> bool:
        """Tell whether a commit begins as git writes it, and keep the ids in it."""
        if not data.startswith(b"tree "):
            return False
        at = 5
        while True:
            end = at + 2 * self._width
            self._linked.append(data[at:end])
            at = end + 1
            if data[end:at] != b"\n":
                return False
            if not data.startswith(b"parent ", at):
                break
            at += 7
        return data.startswith(b"author ", at) and data.startswith(b"\ncommitter ", data.find(b"\n", at))

    def lacking(self) -> list[int]:
        """Return the commits whose tree, or a parent, is not there; none waits any more."""
        numbers, texts, names = self._numbers, self._texts, b"".join(set(self._linked))
        plain = self._plain and not names.translate(None, _HEX)
        self._numbers, self._texts, self._linked = [], [], []
        self._held, self._plain = 0, True
        if plain:
            ids = bytes.fromhex(names.decode("ascii"))
            if not self._ids.lacking([ids[at : at + MARK] for at in range(0, len(ids), self._width)]):
                return []
        return [number for number, text in zip(numbers, texts, strict=True) if not all([oid in self._ids for oid in links(text)])]
