"""Walk of the constants in compiled Python: no code object is made, and marshal's own reader is not trusted."""

from __future__ import annotations

from guard.layers._values import Rendering

_DEEPEST = 2000
_OBJECT, _LONG, _CODE = "o", "l", "b"
# The fields of a code object after its leading numbers; b is the bytecode, l a number of four bytes.
_FIELDS = {
    "2.0": (4, "boooooool" + "o"),
    "3.0": (5, "boooooool" + "o"),
    "3.8": (6, "boooooool" + "o"),
    "3.11": (5, "booooooo" + "l" + "oo"),
}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def fields(magic: int) -> tuple[int, str]:
    """Return (count of leading numbers, fields) of code objects for the magic number of a pyc file."""
    if magic >= 20_000 or magic < 3000:
        return _FIELDS["2.0"]
    return _FIELDS["3.0" if magic < 3410 else "3.8" if magic < 3495 else "3.11"]


class Walk:
    """One walk over the marshalled object at `position` of `data`."""

    def __init__(self, data: bytes, position: int, magic: int) -> None:
        self.data = data
        self.position = position
        self.longs, self.layout = fields(magic)
        self.found = Rendering()
        self._stack: list[Iterator[str]] = [iter(_OBJECT)]
        self._mute = False

    def run(self) -> Rendering:
        """Return the strings and numbers up to the first byte that fits no object."""
        while self._stack and self.position < len(self.data):
            kind = next(self._stack[-1], None)
            if kind is None:
                self._stack.pop()
                self.found.close()
            elif kind == _LONG:
                self.position += 4
            else:
                self._mute = kind == _CODE
                if not self._object() or len(self._stack) > _DEEPEST:
                    break
        return self.found

    def _size(self, width: int) -> int:
        size = int.from_bytes(self.data[self.position : self.position + width], "little")
        self.position += width
        return size

    def _object(self) -> bool:
        kind = bytes((self.data[self.position] & 0x7F,))
        self.position += 1
        if kind in b"NFTS.":
            return True
        if kind in b"aAtusz" + b"Z":
            size = self._size(1 if kind in b"zZ" else 4)
            if self.position + size > len(self.data):
                return False
            if not self._mute:
                self.found.string(self.data[self.position : self.position + size])
            self.position += size
            return True
        if kind == b"i":
            value = self._size(4)
            self.found.number(value - (1 << 32) if value >> 31 else value)
            return True
        return self._other(kind)

    def _other(self, kind: bytes) -> bool:
        from itertools import repeat

        if kind in b"IgyrR":
            self.position += {b"I": 8, b"g": 8, b"y": 16}.get(kind, 4)
        elif kind in b"fx":
            for _ in range(1 if kind == b"f" else 2):
                self.position += self._size(1)
        elif kind == b"l":
            count = self._size(4)
            self.position += 2 * (count if count < 1 << 31 else (1 << 32) - count)
        elif kind in b"([<>)":
            self._stack.append(repeat(_OBJECT, self._size(1 if kind == b")" else 4)))
        elif kind == b"{":
            self._stack.append(repeat(_OBJECT))
        elif kind == b"0" and len(self._stack) > 1:  # the end of a dict
            self._stack.pop()
        elif kind == b":":
            self._stack.append(repeat(_OBJECT, 3))
        elif kind == b"c":
            self.position += 4 * self.longs
            self._stack.append(iter(self.layout))
        else:
            return False
        return True
