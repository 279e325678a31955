"""The members of a 7z archive, through py7zr with a writer of our own that keeps to the budget."""

from __future__ import annotations

from guard.model import Inner, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from guard.model import Budget


class _Full(Exception):
    """The budget is used up."""


class _Member:
    """What py7zr writes one member to."""

    def __init__(self, name: str, budget: Budget) -> None:
        self.name = name
        self.content = bytearray()
        self.whole = False
        self._budget = budget

    def write(self, piece: bytes) -> int:
        """Take a piece, unless the budget is used up."""
        if not self._budget.take(len(piece)) or len(self.content) + len(piece) > self._budget.member_size:
            raise _Full
        self.content += piece
        return len(piece)

    def read(self, size: int | None = None) -> bytes:
        """Return nothing: the content is taken elsewhere."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Stay where it is."""
        return 0

    def flush(self) -> None:
        """Do nothing."""

    def size(self) -> int:
        """Return the size so far."""
        return len(self.content)

    def close(self) -> None:
        """Note that the member was read to its end."""
        self.whole = True


class _Factory:
    """What py7zr asks for a writer."""

    def __init__(self, budget: Budget) -> None:
        self.members: list[_Member] = []
        self._budget = budget

    def create(self, filename: str) -> _Member:
        """Return the writer of one member."""
        if not self._budget.take(0, 1):
            raise _Full
        self.members.append(_Member(filename, self._budget))
        return self.members[-1]


def members(library: Any, data: bytes, budget: Budget) -> Iterator[Inner | Skip]:
    """Yield every member; those read before a problem too."""
    from io import BytesIO

    from guard.redact import member_path

    factory, problem = _Factory(budget), ""
    try:
        with library.SevenZipFile(BytesIO(data)) as archive:
            if archive.needs_password():
                problem = "encrypted"
            else:
                archive.extract(factory=factory)
    except _Full:
        problem = budget.spent or f"limit reached: larger than {budget.member_size} bytes (limits.member-size)"
    except Exception as error:  # the library's own errors are many; their texts are not told
        locked = type(error).__name__ == "PasswordRequired"
        problem = "encrypted" if locked else "7z archive damaged or refused by its reader: not read to its end"
    name = "content"
    for member in factory.members:
        name = member_path(member.name.encode("utf-8", "surrogateescape")[:4096]) or "content"
        if member.content:
            yield Inner(bytes(member.content), name)
    if problem and (factory.members or _is_header(data)):
        yield Skip("", problem)
    elif problem:
        yield Skip("", "no valid 7z archive: read as plain bytes", harmless=True)


def _is_header(data: bytes) -> bool:
    from zlib import crc32

    return len(data) > 32 and crc32(data[12:32]) == int.from_bytes(data[8:12], "little")
