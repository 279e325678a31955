"""The line hash by which GitHub follows an alert through changes of its file.

Algorithm: github/codeql-action, src/fingerprints.ts. Each line is named by the 100 UTF-16 units from its
start on, blanks dropped, and by a count of equal names before it: 64 bits, which cannot be turned back.
"""

from __future__ import annotations

_WINDOW = 100
_MASK = 0xFFFFFFFFFFFFFFFF
_POWERS = [pow(37, _WINDOW - 1 - at, 1 << 64) for at in range(_WINDOW)]
_LARGE = 16 << 20  # bytes; above, equal lines are counted by their text: the same but for made-up collisions, and fast


class LineHashes:
    """The line hashes of one text; lines are worked out up to the one that is asked for."""

    __slots__ = ("_large", "_seen", "_starts", "_told", "_units")

    def __init__(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        raw = text.replace(" ", "").replace("\t", "").encode("utf-16-le", "surrogatepass")
        self._units = memoryview(raw + b"\xff\xff" + bytes(2 * _WINDOW)).cast("H")
        self._large = len(raw) > _LARGE
        self._starts = [0]
        at = raw.find(b"\n\0")
        while at >= 0:
            if at % 2 == 0:
                self._starts.append(at // 2 + 1)
            at = raw.find(b"\n\0", at + 1)
        self._seen: dict[int, int] = {}
        self._told: list[int] = []

    def of(self, line: int) -> str:
        """Return "hash:count" of a 1-based line; "" where the text has no such line."""
        if not 0 < line <= len(self._starts):
            return ""
        while len(self._told) < line:
            name = self._name(len(self._told))
            self._seen[name] = self._seen.get(name, 0) + 1
            self._told.append(self._seen[name])
        return f"{self._hash(line - 1):x}:{self._told[line - 1]}"

    def _window(self, number: int) -> memoryview:
        start = self._starts[number]
        return self._units[start : start + _WINDOW]

    def _hash(self, number: int) -> int:
        from operator import mul

        total: int = sum(map(mul, self._window(number), _POWERS))
        return total & _MASK

    def _name(self, number: int) -> int:
        """Return what lines are counted by."""
        return hash(self._window(number).tobytes()) if self._large else self._hash(number)
