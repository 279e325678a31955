"""Writing an entry into a configuration file: the text around it stays as it is, and the result is read back."""

from __future__ import annotations

import os

from guard.errors import GuardError, UsageError
from guard.redact import display_path

NAMES = (".backpack-guard.toml", "pyproject.toml")


def choose_file(folder: str) -> tuple[str, str]:
    """Return (path, table) of the configuration of a repository: the one in use, or the one to be made."""
    own, shared = (os.path.join(folder, name) for name in NAMES)
    if not os.path.lexists(own) and b"[tool.backpack-guard]" in (read(shared) or b""):
        return shared, "tool.backpack-guard"
    return own, ""


def read(path: str) -> bytes | None:
    """Return the content of a file, None where there is none."""
    from guard.sources.files import read_file

    if not os.path.lexists(path):
        return None
    try:
        return read_file(path)
    except OSError as error:
        raise GuardError(f"cannot read {display_path(os.fsencode(path))!r}: {(error.strerror or 'failed').lower()}") from None


def quoted(text: str) -> str:
    """Return a TOML basic string."""
    import json

    return json.dumps(text, ensure_ascii=False)


def block(table: str, kind: str, fields: dict[str, str]) -> str:
    """Return one entry as TOML."""
    head = f"{table}.{kind}" if table else kind
    return f"[[{head}]]\n" + "".join(f"{key} = {quoted(value)}\n" for key, value in fields.items() if value)


def appended(old: bytes, text: str) -> bytes:
    """Return a file's content with an entry after it, in the file's own line ends."""
    end = b"\r\n" if b"\r\n" in old else b"\n"
    between = b"" if not old.strip() else end if old.endswith(b"\n") else end * 2
    return old + between + text.replace("\n", end.decode()).encode()


def replace(path: str, content: bytes) -> None:
    """Write a file beside its place and move it there; the mode of an old one is kept."""
    shown = display_path(os.fsencode(path))
    if os.path.islink(path):
        raise UsageError(f"{shown!r} is a symbolic link", "name the file itself with --config")
    beside = f"{path}.{os.getpid()}.part"
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(handle, left) :]
            if os.path.exists(path):
                os.chmod(beside, os.stat(path).st_mode & 0o7777)
        finally:
            os.close(handle)
        os.replace(beside, path)
    except OSError as error:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise GuardError(f"cannot write {shown!r}: {(error.strerror or 'failed').lower()}") from None
