"""Values read out of a binary file, written as text that the encodings know: one string a line, integers as lists."""

from __future__ import annotations


def binary(value: bytes) -> bool:
    """Tell whether a value is no text, and so a content of its own."""
    if len(value) <= 32 or len(value) == 64 or (value.isascii() and b"\x00" not in value):
        return False
    try:
        return "\x00" in value.decode()
    except UnicodeDecodeError:
        return True


def shown(value: bytes | int) -> bytes:
    """Return a value as text; raw key bytes as hex."""
    if isinstance(value, int):
        return str(value).encode() if value.bit_length() < 1000 else b""
    if value.isascii():
        return value
    if len(value) not in (32, 64) and len(value) <= 128:
        try:
            wide = value.decode().encode("latin-1")  # bytes that an older protocol wrote as text
        except UnicodeError:
            return value
        return wide.hex().encode() if len(wide) in (32, 64) else value
    return value.hex().encode() if len(value) in (32, 64) else value


class Rendering:
    """The values of one file in their order; `lines` is the text, `binaries` are (line, content) beside it."""

    __slots__ = ("_known", "binaries", "lines", "numbers")

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.binaries: list[tuple[int, bytes]] = []
        self.numbers: list[int] = []
        self._known: dict[bytes, bytes] = {}

    def string(self, value: bytes) -> None:
        """Add a string."""
        if self.numbers:
            self.close()
        if binary(value):
            self.binaries.append((len(self.lines) + 1, value))
        else:
            self.lines.append(shown(value))

    def again(self, value: bytes) -> None:
        """Add a string that may be told many times."""
        line = self._known.get(value)
        if line is not None and not self.numbers:
            self.lines.append(line)
        else:
            self.string(value)
            if not binary(value):
                self._known[value] = self.lines[-1]

    def number(self, value: int) -> None:
        """Add an integer; those that follow each other stand in one list."""
        self.numbers.append(value)

    def close(self) -> None:
        """End a list of integers."""
        if self.numbers:
            self.lines.append(b"[" + b", ".join(map(shown, self.numbers)) + b"]")
            self.numbers = []

    def text(self) -> bytes:
        """Return all lines."""
        self.close()
        return b"\n".join(self.lines)
