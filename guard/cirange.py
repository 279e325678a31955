"""From what a CI system says to the commits that are scanned: every doubt widens the range and is told."""

from __future__ import annotations

from guard import refs
from guard.errors import UsageError
from guard.revisions import Wanted, read
from guard.walk import shallow_commits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.ci import Job
    from guard.gitdir import GitDir

_DEFAULTS = ("main", "master", "trunk")


class Choice:
    """The range that was chosen, `why` in words, and the revision whose policy holds ("" for the range's own base)."""

    __slots__ = ("policy", "wanted", "why")

    def __init__(self, wanted: Wanted, why: str, policy: str = "") -> None:
        self.wanted = wanted
        self.why = why
        self.policy = policy


def present(git: GitDir, name: str) -> str:
    """Return the commit of a name, "" where there is none."""
    try:
        return refs.resolve(git, name) if name else ""
    except UsageError:
        return ""


def default_branch(git: GitDir, target: str) -> tuple[str, str]:
    """Return (name, commit) of the branch that changes are made for, ("", "") where none is known."""
    names = [f"refs/remotes/origin/{target}", f"refs/heads/{target}"] if target else []
    names.append("refs/remotes/origin/HEAD")
    names += [f"refs/{folder}/{name}" for folder in ("remotes/origin", "heads") for name in _DEFAULTS]
    for name in names:
        commit = present(git, name)
        if commit:
            return name.removeprefix("refs/remotes/").removeprefix("refs/heads/"), commit
    return "", ""


def choose(git: GitDir, job: Job) -> Choice:
    """Return the range of a job.

    A base that is not there is named; without one the range begins where the head left the default branch,
    and where that is the head itself, all that the head reaches is scanned.
    """
    head = present(git, job.head) or refs.resolve(git, "HEAD")
    why = job.why
    if job.head not in ("", "HEAD") and not present(git, job.head):
        why += f"; commit {job.head[:12]} is not in this clone, HEAD {head[:12]} is taken"
    name, tip = default_branch(git, job.target)
    if job.whole:
        return Choice(_nothing(head), f"{why}; the tree of HEAD is scanned", tip or head)
    if job.base and present(git, job.base):
        wanted = read(git, f"{job.base}...{head}" if job.fork else f"{job.base}..{head}")
        return Choice(wanted, why, job.base if job.fork else "")
    if job.base and shallow_commits(git):
        return Choice(_whole(git, head, job.base), f"{why}; the base is not in this shallow clone", tip)
    if job.base:
        why += f"; commit {job.base[:12]} is not in this clone (a forced push, or a deleted branch)"
    if tip and tip != head:
        wanted = read(git, f"{tip}...{head}")
        if head not in wanted.exclude:
            return Choice(wanted, f"{why}; from where it left {name}", tip)
    return Choice(_whole(git, head), f"{why}; all that {head[:12]} reaches is scanned", tip or head)


def _nothing(head: str) -> Wanted:
    wanted = Wanted()
    wanted.include, wanted.exclude, wanted.ends, wanted.bases = [head], [head], [head], [head]
    return wanted


def _whole(git: GitDir, head: str, base: str = "") -> Wanted:
    """Return everything that a commit reaches; what a shallow clone lacks is a skip."""
    from guard.model import Skip

    wanted = Wanted()
    wanted.include, wanted.ends = [head], [head]
    boundary = shallow_commits(git)
    if boundary:
        shown = ", ".join(boundary[:3]) + (" ..." if len(boundary) > 3 else "")
        before = f"base {base} and " if base else ""
        wanted.skips.append(Skip("history", f"shallow: {before}history before {shown} not seen"))
    return wanted
