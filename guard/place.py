"""A check of where secrets lie, and what such a check may look at."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guard.problem import Problem


class Spot:
    """A store that holds secrets, and the secrets to look for.

    `path` is its absolute path, "" where it is no file; `secrets` are 32-byte seeds; `quick` says that
    a hook waits; `environment` holds the variables; `given` is the path as the user wrote it.
    """

    __slots__ = ("environment", "given", "path", "quick", "secrets")

    def __init__(
        self, path: str, given: str, secrets: frozenset[bytes], environment: dict[str, str], quick: bool = False
    ) -> None:
        self.path = path
        self.given = given
        self.secrets = secrets
        self.environment = environment
        self.quick = quick

    def __repr__(self) -> str:
        return f"Spot({self.given!r}, {len(self.secrets)} secrets)"

    @property
    def home(self) -> str:
        """The user's home folder, "" where none is known."""
        return self.environment.get("HOME") or self.environment.get("USERPROFILE") or ""

    @property
    def folder(self) -> str:
        """The folder of the store, or the current one."""
        return os.path.dirname(self.path) if self.path else os.getcwd()


class Hit:
    """A problem, and the secret it is about; None where it is about the whole store."""

    __slots__ = ("problem", "secret")

    def __init__(self, problem: Problem, secret: bytes | None = None) -> None:
        self.problem = problem
        self.secret = secret

    def __repr__(self) -> str:
        return f"Hit({self.problem!r})"


class Place:
    """One check. `for_file` says that it needs a file; the others also look for copies of other secrets."""

    __slots__ = ("examine", "for_file", "name")

    def __init__(self, name: str, examine: Callable[[Spot], Iterable[Hit]], for_file: bool = True) -> None:
        self.name = name
        self.examine = examine
        self.for_file = for_file


def find_secrets(data: bytes, secrets: frozenset[bytes]) -> dict[bytes, int]:
    """Return {seed: 1-based line} for each of the secrets that a text holds in any written form."""
    from guard.candidates import encodings
    from guard.model import View

    found: dict[bytes, int] = {}
    view = View(data)
    for encoding in encodings():
        for candidate in encoding.find(view):
            value = candidate.value[:32]
            if value in secrets and value not in found:
                found[value] = data.count(b"\n", 0, candidate.start) + 1
    return found


def open_to_others(status: os.stat_result) -> int:
    """Return the mode bits 4 (read) and 2 (write) that others have; a user's private group is no other.

    Where every user has a group of their own, it has the user's number.
    """
    mode = status.st_mode
    group = 0 if status.st_gid == status.st_uid else mode >> 3
    return (mode | group) & 6


def read_copy(path: str) -> bytes:
    """Return the bytes of a file that may hold a copy; b"" where there is none, or it cannot be read."""
    from guard.sources.files import read_file
    from guard.store import LARGEST

    try:
        return read_file(path) if os.path.getsize(path) <= 4 * LARGEST else b""
    except OSError:
        return b""


def short(path: str, home: str) -> str:
    """Return a path for people, with ~ for the home folder, safe to print."""
    from guard.redact import display_path

    shown = display_path(os.fsencode(path))
    return "~" + shown[len(home) :] if home and shown.startswith(home + os.sep) else shown
