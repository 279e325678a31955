"""A .env file that only its owner can read, ignored by git and left out of Docker images."""

from __future__ import annotations

import os

from guard.errors import StoreError
from guard.keeper import Keeper, Pair, Wishes


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    from guard.mend import write_private

    path = wishes.file or ".env"
    _refuse_tracked(path, wishes)
    if os.path.lexists(path):
        _change(path, pair, wishes)
    else:
        write_private(path, pair.lines().encode())
    told = [("kept-file", {"place": path})]
    told += [("listed", {"place": path, "file": file}) for file in _keep_out(path, wishes)]
    return [*told, ("use-env", {"names": f"{pair.key_name}, {pair.secret_name}"})]


def _found(path: str, wishes: Wishes) -> set[str]:
    """Return what the place checks say of a file."""
    from guard.place import Spot
    from guard.places import docker, git

    spot = Spot(os.path.abspath(path), path, frozenset(), wishes.environment)
    return {hit.problem.id for check in (git.PLACE, docker.PLACE) for hit in check.examine(spot)}


def _refuse_tracked(path: str, wishes: Wishes) -> None:
    if "tracked" in _found(path, wishes):
        raise StoreError("git tracks this file, so a secret in it would be committed", "git rm --cached it first")


def _change(path: str, pair: Pair, wishes: Wishes) -> None:
    """Put the pair into a file that is there: in place of older values, or at its end."""
    from guard.mend import replace
    from guard.sources.files import read_file
    from guard.stores.dotenv import read_dotenv

    try:
        data = read_file(path, follow=True)
    except OSError as error:
        raise StoreError(f"the file cannot be read: {(error.strerror or 'failed').lower()}") from None
    reading = read_dotenv(data)
    if reading.problems:
        raise StoreError(f"line {reading.problems[0][0]} of the file cannot be understood; nothing was changed")
    wanted = {pair.key_name: pair.key, pair.secret_name: pair.secret_text()}
    old = [entry for entry in reading.entries if entry.name in wanted]
    if not wishes.consent("replace-values" if old else "append-values"):
        raise StoreError("the file is there already; nothing was stored", "name another one: --file FILE, or say --yes")
    for entry in sorted(old, key=lambda one: -one.start):
        data = data[: entry.start] + wanted[entry.name].encode() + data[entry.end :]
    missing = [name for name in wanted if name not in {entry.name for entry in old}]
    if missing and data and not data.endswith(b"\n"):
        data += b"\n"
    replace(path, data + "".join(f"{name}={wanted[name]}\n" for name in missing).encode(), mode=0o600)


def _keep_out(path: str, wishes: Wishes) -> list[str]:
    """Enter the file into .gitignore and .dockerignore where that is missing; return the files changed."""
    found = _found(path, wishes)
    folder = os.path.dirname(os.path.abspath(path))
    name = os.path.basename(path)
    changed = []
    if "not-ignored" in found:
        changed.append(_append(os.path.join(folder, ".gitignore"), f"/{name}"))
    if "docker" in found:
        changed.append(_append(_docker_file(folder), f"**/{name}"))
    return changed


def _docker_file(folder: str) -> str:
    """Return the .dockerignore of the nearest folder that is built from."""
    from guard.places.docker import builds

    at = folder
    while not builds(at) and os.path.dirname(at) != at:
        at = os.path.dirname(at)
    return os.path.join(at, ".dockerignore")


def _append(path: str, line: str) -> str:
    from guard.place import read_copy

    old = read_copy(path)
    gap = b"" if not old or old.endswith(b"\n") else b"\n"
    try:
        with open(path, "ab") as stream:
            stream.write(gap + line.encode() + b"\n")
    except OSError as error:
        raise StoreError(f"cannot write {os.path.basename(path)}: {(error.strerror or 'failed').lower()}") from None
    return os.path.relpath(path)


KEEPER = Keeper("env", _save)
