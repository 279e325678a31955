"""What a push brings: from the lines git hands to its hooks, or worked out where a framework keeps them."""

from __future__ import annotations

from guard import refs
from guard.errors import SourceError
from guard.revisions import Wanted

_HERE = (b"refs/heads/", b"refs/tags/", b"refs/notes/")
BYPASS = "backpack-guard.bypass="

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.git import Child
    from guard.gitdir import GitDir


def of_lines(git: GitDir, raw: bytes, remote: str, asked: Child | None = None) -> Wanted:
    """Return what a push brings, from the standard input of `pre-push` (githooks(5)), all lines of it.

    What the named remote has is left out: its tracking branches, and the old ids of the refs themselves.
    """
    wanted = Wanted()
    for local, oid, target, old in _fields(raw, 4):
        if not _is_zero(oid):
            _want(wanted, _id(oid), target)
            if not _is_zero(old):
                wanted.exclude.append(_id(old))
        elif local != b"(delete)":
            raise SourceError("standard input is not what git hands to a pre-push hook")
    if wanted.include:
        wanted.exclude += _tracking(refs.all_refs(git, asked), remote)
    return wanted


def of_framework(git: GitDir, environment: Mapping[str, str], asked: Child | None = None) -> Wanted:
    """Return everything that is here and not on the remote.

    pre-commit and prek use up standard input and tell one ref of a push only.
    """
    wanted = Wanted()
    wanted.everything = True
    known = refs.all_refs(git, asked)
    for name, oid in known:
        if name.startswith(_HERE):
            _want(wanted, oid, b"")
    for given in (refs.head(git), environment.get("PRE_COMMIT_TO_REF"), environment.get("PRE_COMMIT_SOURCE")):
        oid = given or ""
        if len(oid) in (40, 64) and not oid.strip("0123456789abcdef") and oid.strip("0"):
            _want(wanted, oid, b"")
    branch = environment.get("PRE_COMMIT_REMOTE_BRANCH", "")
    if branch:
        wanted.names.append(branch.encode("utf-8", "surrogateescape"))
    if wanted.include:
        wanted.exclude = _tracking(known, environment.get("PRE_COMMIT_REMOTE_NAME", ""))
    return wanted


def of_receive(git: GitDir, raw: bytes) -> Wanted:
    """Return what is received, from the standard input of `pre-receive` (githooks(5)), all lines of it.

    What the repository had is left out: refs that are not pushed, and the old ids of those that are.
    """
    wanted = Wanted()
    pushed = set()
    for old, oid, name in _fields(raw, 3):
        pushed.add(name)
        if not _is_zero(oid):
            _want(wanted, _id(oid), name)
        if not _is_zero(old):
            wanted.exclude.append(_id(old))
    if wanted.include:
        wanted.exclude += [oid for name, oid in refs.all_refs(git) if name not in pushed]
    return wanted


def bypass(environment: Mapping[str, str]) -> str | None:
    """Return the reason of the push option that asks to let a push through; None without that option."""
    count = environment.get("GIT_PUSH_OPTION_COUNT", "")
    for number in range(min(int(count), 1000) if count.isascii() and count.isdigit() and len(count) < 9 else 0):
        option = environment.get(f"GIT_PUSH_OPTION_{number}", "")
        if option.startswith(BYPASS):
            return option[len(BYPASS) :].strip()
    return None


def _fields(raw: bytes, count: int) -> list[list[bytes]]:
    found = []
    for line in raw.splitlines():
        words = line.split(b" ") if count == 4 else line.split(b" ", 2)
        if len(words) != count:
            raise SourceError("standard input is not what git hands to this hook")
        found.append(words)
    return found


def _want(wanted: Wanted, oid: str, name: bytes) -> None:
    wanted.include.append(oid)
    wanted.ends.append(oid)
    if name:
        wanted.names.append(name)


def _is_zero(oid: bytes) -> bool:
    return len(oid) in (40, 64) and set(oid) == {48}


def _id(oid: bytes) -> str:
    text = oid.decode("ascii", "replace")
    if len(text) not in (40, 64) or text.strip("0123456789abcdef"):
        raise SourceError("standard input is not what git hands to this hook")
    return text


def _tracking(known: list[tuple[bytes, str]], remote: str) -> list[str]:
    """Return what is known to be on a remote, or on any where none is named."""
    prefix = b"refs/remotes/" + (remote.encode("utf-8", "surrogateescape") + b"/" if remote else b"")
    return [oid for name, oid in known if name.startswith(prefix)]
