"""Where stored keys are looked for: what the user named, or what a folder, the environment and the keyring hold."""

from __future__ import annotations

import os

from guard import registry
from guard.errors import StoreError, UsageError
from guard.model import Skip
from guard.redact import display_path, shown_name
from guard.store import LARGEST, Access, Reading, Store
from guard.verdict import Kept

_EXAMPLES = ("example", "sample", "template", "dist", "tpl", "default", "defaults")


class Gathered:
    """Stores that were read, what could not be read, and notes for the user."""

    __slots__ = ("notes", "skipped", "stores")

    def __init__(self) -> None:
        self.stores: list[Kept] = []
        self.skipped: list[Skip] = []
        self.notes: list[str] = []


def kinds() -> list[Store]:
    """Return all kinds of stores in the order in which they are asked."""
    loaded: list[Store] = list(registry.load("stores", "STORE").values())  # type: ignore[arg-type]  # the registry is untyped
    return sorted(loaded, key=lambda store: store.order)


def gather(targets: list[str], access: Access, read_stdin: object) -> Gathered:
    """Read every store that was named; a path that does not exist is a usage error."""
    found = Gathered()
    for target in targets:
        scheme, colon, rest = target.partition(":")
        store = next((one for one in kinds() if one.scheme and one.scheme == scheme and colon), None)
        if target == "-":
            _content(found, read_stdin(), "<stdin>", "", "")  # type: ignore[operator]  # the console's reader
        elif store is not None:
            _fetch(found, store, rest, access, given=True)
        else:
            _path(found, target)
    return found


def gather_default(folder: str, access: Access, keyring: bool) -> Gathered:
    """Read the .env-like files of a folder, the environment, and the keyring entries that the guard made."""
    found = Gathered()
    for path in env_files(folder):
        _file(found, path, given=False)
    by_scheme = {store.scheme: store for store in kinds() if store.scheme}
    _fetch(found, by_scheme["env"], "", access, given=False)
    if keyring:
        from guard.stores.keyring import may_hold

        if may_hold(access.environment):
            try:
                _fetch(found, by_scheme["keyring"], "", Access(access.environment, False), given=False)
            except StoreError as error:
                if "no back end" not in error.message:  # where there is no keyring, nothing is kept in it
                    found.notes.append(error.message)
    return found


def env_files(folder: str) -> list[str]:
    """Return the .env-like files of a folder, sorted."""
    found = []
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                name = entry.name.lower()
                copy = name.endswith(("~", ".swp", ".swo", ".part"))  # told by places/editors.py
                if (name.startswith(".env") or name.endswith(".env")) and not copy and entry.is_file():
                    found.append(entry.path.removeprefix("./"))
    except OSError:
        raise UsageError("this folder cannot be read", "name the stores to check") from None
    return sorted(found)


def _path(found: Gathered, target: str) -> None:
    if os.path.isdir(target):
        for path in env_files(target):
            _file(found, path, given=True)
    elif os.path.lexists(target):
        _file(found, target, given=True)
    else:
        refuse_value(target)
        raise UsageError(f"no such file: {display_path(os.fsencode(target))[:200]}", "check the spelling of the path")


def refuse_value(text: str) -> None:
    """Refuse an argument that looks like a key; it is not repeated."""
    from guard.diagnosis.form import decode, length_problem

    bare = text.strip()
    words = bare.replace("/", "").replace("=", "").replace("+", "")
    if decode(bare).value is not None or (length_problem(bare) and "." not in bare and words.isalnum()):
        raise UsageError(
            "an argument looks like a key; keys are never taken from the command line",
            "pipe it in (`backpack-guard check -`), and remove that line from your shell's history",
        )
    if len(bare) > 60 and "/" not in bare and "\\" not in bare:
        raise UsageError("no such file (the argument is not repeated)", "name a file, env:, keyring: or -")


def _file(found: Gathered, path: str, given: bool) -> None:
    from guard.sources.files import read_file

    shown = display_path(os.fsencode(path))
    try:
        if os.stat(path).st_size > LARGEST:
            found.skipped.append(Skip(shown, f"larger than {LARGEST >> 20} MiB, so not a store of keys; use scan"))
            return
        data = read_file(path, follow=True)
    except OSError as error:
        found.skipped.append(Skip(shown, (error.strerror or "cannot be read").lower()))
        return
    _content(found, data, shown, path, os.path.basename(path).lower(), given)


def _content(found: Gathered, data: bytes, shown: str, path: str, name: str, given: bool = True) -> None:
    """Read the bytes of one store by its name and looks."""
    from guard import context

    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") and len(data) not in (32, 64)
    if wide:
        data = data.decode("utf-16", "replace").encode("utf-8", "surrogatepass")
    store = next(one for one in kinds() if one.claims is not None and one.claims(name, data))
    if b"\0" in data and store.name != "key-file":
        found.skipped.append(Skip(shown, "binary, so not a store of keys; use scan"))
        return
    assert store.read is not None
    reading = store.read(data)
    level = context.level(data)
    example = any(part in _EXAMPLES for part in name.replace("-", ".").replace("_", ".").split("."))
    kept = Kept(store.name, shown, reading.entries, given=given, level=level, example=example, file=path, wide=wide)
    if wide:
        for entry in reading.entries:
            entry.start = entry.end = -1
    _keep(found, kept, reading, data)


def _fetch(found: Gathered, store: Store, rest: str, access: Access, given: bool) -> None:
    assert store.fetch is not None
    if store.scheme == "env" and rest:
        refuse_value(rest)
        if not rest.isidentifier():
            raise UsageError("env: takes the beginning of a variable's name", "for example env:BACKPACK_")
    reading = store.fetch(rest, access)
    shown = f"{store.scheme}:{rest}"
    _keep(found, Kept(store.name, shown, reading.entries, given=given), reading, b"")


def _keep(found: Gathered, kept: Kept, reading: Reading, data: bytes) -> None:
    found.stores.append(kept)
    _kubernetes(kept)
    for line, reason in reading.problems:
        found.skipped.append(Skip(f"{kept.path}:{line}" if line else kept.path, reason))
    found.notes += [f"{kept.path}: {note}" for note in reading.notes]
    for entry in reading.entries:
        entry.path, entry.store = kept.path, kept.kind
        entry.name, entry.group = shown_name(entry.name), shown_name(entry.group)
        if entry.start >= 0 and data:
            begin = data.rfind(b"\n", 0, entry.start) + 1
            left = data[begin : entry.start] if entry.start - begin < 4096 else b""
            entry.column = len(left.decode("utf-8", "replace")) + 1 if left else entry.start - begin + 1


def _kubernetes(kept: Kept) -> None:
    """Take the wrapping off a Kubernetes Secret: its data are base64 of the values by definition."""
    from binascii import a2b_base64

    if not any(entry.name == "kind" and entry.text == "Secret" for entry in kept.entries):
        return
    for entry in kept.entries:
        if entry.group == "data":
            try:
                entry.text = a2b_base64(entry.text).decode("utf-8")
            except ValueError:
                continue
            entry.start = entry.end = -1  # what is mended would have to be wrapped again
