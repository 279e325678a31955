"""Names to commits: HEAD, all refs, and what a user typed, without trusting any of it as an option."""

from __future__ import annotations

import os

from guard.errors import SourceError, UsageError
from guard.gitdir import GitDir, printable, read_small

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.git import Child


def _is_oid(text: bytes) -> bool:
    return len(text) in (40, 64) and not text.translate(None, b"0123456789abcdef")


def head(git: GitDir) -> str | None:
    """Return the commit of HEAD; None on an unborn branch. Read as files, git only for other stores."""
    content = (read_small(os.path.join(git.path, "HEAD"), 65536) or b"").strip()
    for _ in range(5):
        if _is_oid(content):
            return content.decode()
        if not content.startswith(b"ref:"):
            break
        name = content[4:].strip()
        if name == b"refs/heads/.invalid":  # reftable keeps a stub here
            return _ask(git, "HEAD")
        if b".." in name.split(b"/"):
            break
        for folder in (git.path, git.common):
            loose = read_small(os.path.join(folder, os.fsdecode(name)), 65536)
            if loose is not None:
                content = loose.strip()
                break
        else:
            for line in (read_small(os.path.join(git.common, "packed-refs")) or b"").splitlines():
                if line.endswith(b" " + name):
                    return line.split()[0].decode()
            return None
    raise SourceError("HEAD of the repository cannot be read.")


def real(git: GitDir) -> dict[str, str]:
    """Return the environment for the few verbs that must see the target's own refs.

    SourceError if git would wait for ever on what it reads for them.
    """
    if not git.names_checked:
        from guard.waiting import check_names

        check_names(git)
        git.names_checked = True
    found = {**git.environment, "GIT_DIR": git.path}
    if git.common != git.path:
        found["GIT_COMMON_DIR"] = git.common
    return found


def _ask(git: GitDir, name: str) -> str | None:
    from guard.git import run

    environment = real(git)
    try:
        arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", name]
        return run(arguments, environment).splitlines()[-1].decode()
    except SourceError:
        return None


def resolve(git: GitDir, name: str, kind: str = "commit") -> str:
    """Return the id of a revision as typed by a user.

    UsageError where there is none, SourceError where it names an object that is lost.
    """
    shown = printable(name.encode("utf-8", "surrogateescape"))
    bad = not name or "\n" in name or "\0" in name
    found = None if bad else _ask(git, f"{name}^{{{kind}}}")
    if found is None:
        lost = "" if bad else _lost(git, name)
        if lost:
            raise SourceError(f"{shown}: object {lost} is missing or corrupt; nothing was fetched")
        if not bad:
            _check_opens(git)
        raise UsageError(f"{shown}: no such revision.", "Name a branch, tag or commit of this repository.")
    return found


def _check_opens(git: GitDir) -> None:
    """Raise SourceError if git cannot open the repository at all, so that no name means anything (a newer format)."""
    from guard.git import run

    run(["rev-parse", "--git-dir"], real(git))


def _lost(git: GitDir, name: str) -> str:
    """Return the id that a name stands for, or the name it counts from, if its object cannot be read."""
    from guard.objects import read_few

    for one in dict.fromkeys((name, name.partition("^")[0].partition("~")[0])):
        oid = _ask(git, one) if one else None
        if oid is not None and oid != name:
            return oid if any(data is None for _, _, data in read_few(git, [oid])) else ""
    return ""


def ask(git: GitDir) -> Child:
    """Let git list the refs for `all_refs` while the caller gets ready."""
    from guard.git import Child

    return Child(["for-each-ref", "--format=%(objectname) %(refname)"], real(git))


def all_refs(git: GitDir, asked: Child | None = None) -> list[tuple[bytes, str]]:
    """Return (name, id) of every ref of the target, sorted by name; `asked` is listing them already."""
    output = (asked or ask(git)).all()
    pairs = [line.split(b" ", 1) for line in output.splitlines() if b" " in line]
    return [(name, oid.decode()) for oid, name in pairs]
