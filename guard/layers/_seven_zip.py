"""The members of a 7z archive, through py7zr with a writer of our own that keeps to the budget."""

from __future__ import annotations

from guard.budget import WHOLE
from guard.model import Inner, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from guard.model import Budget


class _Full(Exception):
    """The budget is used up."""


class _Enough(Exception):
    """As much is held as may be: another pass takes what follows."""


class _Member:
    """What py7zr writes one member to; what was `passed` on before is not kept."""

    def __init__(self, name: str, factory: _Factory, passed: bool) -> None:
        self.name = name
        self.content = bytearray()
        self.whole = False
        self._factory = factory
        self._passed = passed
        self._size = 0

    def write(self, piece: bytes) -> int:
        """Take a piece, unless the budget is used up or enough is held."""
        self._size += len(piece)
        budget = self._factory.budget
        if not budget.take(0 if self._passed else len(piece)) or self._size > budget.member_size:
            raise _Full
        if not self._passed:
            self.content += piece
            self._factory.held += len(piece)
            if self._factory.held > WHOLE and self._factory.held > self._size:
                budget.take(-self._size)  # it is read again
                raise _Enough
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
        return self._size

    def close(self) -> None:
        """Note that the member was read to its end."""
        self.whole = True


class _Factory:
    """What asks for a writer; the first members were `passed` on before."""

    def __init__(self, budget: Budget, passed: int) -> None:
        self.members: list[_Member] = []
        self.budget = budget
        self.held = 0
        self._passed = passed

    def create(self, filename: str) -> _Member:
        """Return the writer of one member."""
        passed = len(self.members) < self._passed
        if not passed and not self.budget.take(0, 1):
            raise _Full
        self.members.append(_Member(filename, self, passed))
        return self.members[-1]


def members(library: Any, data: bytes, budget: Budget) -> Iterator[Inner | Skip]:
    """Yield every member; those read before a problem too.

    The library hands them out all at once: where that is much, each pass over the archive keeps some of them.
    """
    from guard.redact import member_path

    passed, enough = 0, True
    while enough:
        factory = _Factory(budget, passed)
        problem, enough = _read(library, data, factory)
        for member in factory.members[passed : len(factory.members) - enough]:
            passed += 1
            name = member_path(member.name.encode("utf-8", "surrogateescape")[:4096]) or "content"
            content, member.content = bytes(member.content), bytearray()
            if content:
                yield Inner(content, name)
            del content
        if enough:
            budget.take(0, -1)  # the one that is read again
    if problem and (factory.members or _is_header(data)):
        yield Skip("", problem)
    elif problem:
        yield Skip("", "no valid 7z archive: read as plain bytes", harmless=True)


def _read(library: Any, data: bytes, factory: _Factory) -> tuple[str, bool]:
    """Let a factory take members; return what went wrong, and whether there are more."""
    from io import BytesIO

    budget = factory.budget
    try:
        with library.SevenZipFile(BytesIO(data)) as archive:
            if archive.needs_password():
                return "encrypted", False
            archive.extract(factory=factory)
    except _Enough:
        return "", True
    except _Full:
        return budget.spent or budget.oversize, False
    except Exception as error:  # the library's own errors are many; their texts are not told
        locked = type(error).__name__ == "PasswordRequired"
        return "encrypted" if locked else "7z archive damaged or refused by its reader: not read to its end", False
    return "", False


def _is_header(data: bytes) -> bool:
    from zlib import crc32

    return len(data) > 32 and crc32(data[12:32]) == int.from_bytes(data[8:12], "little")
