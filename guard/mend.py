"""Write mended values into a file: atomically, with its mode and owner, and nothing else of it changed."""

from __future__ import annotations

import os
from contextlib import suppress

from guard.errors import StoreError
from guard.redact import display_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.verdict import Verdict


def changed(data: bytes, verdicts: list[Verdict]) -> bytes:
    """Return the bytes of a store with the right text in place of each mendable value."""
    edits = sorted({(one.entry.start, one.entry.end, one.right or "") for one in verdicts}, reverse=True)
    for start, end, right in edits:
        old = data[start:end]
        tail = b"\r" if old.endswith(b"\r") and verdicts[0].kept.kind != "dotenv" else b""
        new = right.encode("ascii")
        if old.startswith(b"[") and verdicts[0].kept.kind in ("json", "toml"):
            new = b'"' + new + b'"'
        data = data[:start] + new + tail + data[end:]
    return data.removeprefix(b"\xef\xbb\xbf")


def mend(verdicts: list[Verdict], backup: bool = False) -> list[str]:
    """Mend every mendable verdict in its file; return "path:line NAME" for each.

    Raises StoreError where a file cannot be written; it is then as it was.
    """
    done = []
    files = dict.fromkeys(verdict.kept.file for verdict in verdicts if verdict.mendable)
    for file in files:
        group = [verdict for verdict in verdicts if verdict.mendable and verdict.kept.file == file]
        with open(file, "rb") as stream:
            data = stream.read()
        if backup:
            write_private(file + ".bak", data, os.stat(file).st_mode & 0o600, exclusive=True)
        replace(file, changed(data, group))
        done += [f"{one.kept.path}:{one.entry.line} {one.entry.name}".rstrip() for one in group]
    return done


def replace(path: str, data: bytes, mode: int = 0) -> None:
    """Replace the content of a file in one step; owner and, unless given, mode stay; a link is followed to its file."""
    real = os.path.realpath(path)
    beside = f"{real}.{os.getpid()}.part"
    try:
        status = os.stat(real)
        write_private(beside, data, mode or status.st_mode & 0o777, exclusive=True)
        if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(beside, status.st_uid, status.st_gid)
        os.replace(beside, real)
    except OSError as error:
        with suppress(OSError):  # it may never have been made
            os.unlink(beside)
        raise _unwritable(path, error) from None


def write_private(path: str, data: bytes, mode: int = 0o600, exclusive: bool = True) -> None:
    """Write a file that only its owner can read, and that did not exist before where `exclusive`."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if exclusive else os.O_TRUNC) | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
        try:
            while data:
                data = data[os.write(handle, data) :]
            if mode != 0o600:
                os.chmod(path, mode)
        finally:
            os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: str, error: OSError) -> StoreError:
    shown = display_path(os.fsencode(path))
    hint = "name another place" if isinstance(error, FileExistsError) else "is the folder writable?"
    return StoreError(f"cannot write {shown}: {(error.strerror or 'failed').lower()}", hint)
