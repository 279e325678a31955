"""The only home of programs other than git: what they need to know goes through their standard input."""

from __future__ import annotations

import os

from guard.errors import StoreError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_SECONDS = 120


def find(name: str) -> str:
    """Return the path of a program, "" where it is not installed."""
    import shutil

    return shutil.which(name) or ""


def feed(arguments: list[str], secret: bytes) -> bytes:
    """Run a program with `secret` on its standard input and return what it writes.

    The arguments hold no secret. Raises StoreError where it fails; its own words are not repeated
    beyond the first line, and only when they are free of the secret.
    """
    import subprocess

    try:
        done = subprocess.run(arguments, input=secret, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise StoreError(f"{arguments[0]} did not end within {_SECONDS} seconds") from None
    except OSError as error:
        raise StoreError(f"{arguments[0]} cannot be started: {(error.strerror or 'failed').lower()}") from None
    if done.returncode:
        raise StoreError(f"{os.path.basename(arguments[0])} failed with status {done.returncode}{_words(done.stderr)}")
    return done.stdout


def _words(complaint: bytes) -> str:
    from guard.redact import excerpt

    lines = [line for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    return f": {excerpt(lines[0][:200], [])}" if lines else ""


def become(arguments: list[str], environment: dict[str, str]) -> int:
    """Become another program, so that signals and exit status are its own; returns a status on Windows only.

    Raises UsageError where there is no such program.
    """
    path = find(arguments[0])
    if not path:
        raise UsageError("the program to run was not found", "name it as your shell would, after --")
    if os.name == "nt":
        import subprocess

        return subprocess.call([path, *arguments[1:]], env=environment)
    _exec(path, arguments, environment)


def _exec(path: str, arguments: list[str], environment: dict[str, str]) -> NoReturn:
    import signal

    for name in ("SIGPIPE", "SIGXFSZ"):  # Python ignores these, and an ignored signal stays so after exec
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execve(path, arguments, environment)
    except OSError as error:
        raise UsageError(f"the program cannot be run: {(error.strerror or 'failed').lower()}") from None
