"""The objects that some commits bring beyond others, by id, through the own git directory."""

from __future__ import annotations

import os

from guard.errors import SourceError
from guard.git import Hung
from guard.gitdir import read_small
from guard.model import Skip
from guard.objects import read_few

VERB = ["rev-list", "--objects", "--missing=print", "--boundary", "--topo-order", "--stdin"]
_GAPS = 1000
_FEW = 500
_ROOM = 16 << 20  # bytes of few objects that are kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


class Walk:
    """What is reachable from `include` and not from `exclude` (ids of commits, tags or any objects).

    `commits` are those brought, parents before children; `kinds` gives the kind of every object
    brought; `boundary` are the excluded commits next to them; `missing` are objects that are not there.
    `kept` gives (kind, content) of those that were read for their kind.
    """

    def __init__(self, git: GitDir, include: list[str], exclude: list[str]) -> None:
        self.git = git
        self.commits: list[str] = []
        self.boundary: list[str] = []
        self.missing: list[str] = []
        self.kinds: dict[str, str] = {}
        self.skips: list[Skip] = []
        self.kept: dict[str, tuple[str, bytes]] = {}
        self.include = list(dict.fromkeys(include))
        self.exclude = list(dict.fromkeys(exclude))
        self._cut = cut_commits(git)
        if self.include and not self._list_at_once():
            self._leave_out()
            if self.include:
                self._list(self._ask())

    def _list_at_once(self) -> bool:
        """List what commits bring without asking first whether all that was given is there: mostly it is."""
        write_cut(self.git, self._cut)
        try:
            answer = self.git.git(VERB, self._lines())
        except Hung:
            raise
        except SourceError:
            return False
        words = {line.split(b" ", 1)[0] for line in answer.splitlines()}
        left_out = set(self.exclude)
        doubtful = [oid for oid in self.include if oid.encode() not in words and oid not in left_out]
        if any(f"?{oid}".encode() in words for oid in [*self.include, *self.exclude]) or (
            doubtful and len(kinds_of(self.git, doubtful)) < len(doubtful)
        ):
            return False
        self._list(answer)
        return True

    def _leave_out(self) -> None:
        """Leave out what was given and is not there."""
        there = kinds_of(self.git, [*self.include, *self.exclude])
        for oid in self.include:
            if oid not in there:
                self.skips.append(Skip("history", f"object {oid} is missing; nothing was fetched"))
        self.include = [oid for oid in self.include if oid in there]
        self.exclude = [oid for oid in self.exclude if oid in there]

    def _list(self, answer: bytes) -> None:
        listed: list[str] = []
        for line in answer.splitlines():
            word = line.split(b" ", 1)[0].decode("ascii", "replace")
            if word.startswith("-"):
                self.boundary.append(word[1:])
            elif word.startswith("?"):
                self.missing.append(word[1:])
            elif len(word) in (40, 64):
                listed.append(word)
        self.kinds = self._kinds(listed)
        self.missing += [oid for oid in listed if oid not in self.kinds]
        self.commits = [oid for oid in reversed(listed) if self.kinds.get(oid) == "commit"]
        shallow = shallow_commits(self.git) if self._cut else []
        for oid in self.commits:
            if oid in self._cut:
                why = "shallow" if oid in shallow else "its parents are missing"
                self.skips.append(Skip("history", f"{why}: history before commit {oid} not seen"))

    def _kinds(self, listed: list[str]) -> dict[str, str]:
        """Return the kinds of objects; few of them are read for that, and kept."""
        if len(listed) > _FEW:
            return kinds_of(self.git, listed)
        found: dict[str, str] = {}
        room = _ROOM
        for oid, kind, data in read_few(self.git, listed):
            if data is not None:
                found[oid] = kind
                room -= len(data)
                if room >= 0:
                    self.kept[oid] = kind, data
        found.update(kinds_of(self.git, [oid for oid in listed if oid not in found]))
        return {oid: found[oid] for oid in listed if oid in found}

    def join(self, other: Walk) -> None:
        """Add what another walk lists, after this one's commits."""
        known = set(self.commits)
        self.commits += [oid for oid in other.commits if oid not in known]
        self.kinds.update(other.kinds)
        self.kept.update(other.kept)
        self.boundary = [oid for oid in dict.fromkeys([*self.boundary, *other.boundary]) if oid not in self.kinds]
        self.missing = list(dict.fromkeys([*self.missing, *other.missing]))
        self.skips += other.skips

    def _ask(self) -> bytes:
        """Run git until it gets through: a commit whose parents are not there is made a first one and told."""
        lines = self._lines()
        write_cut(self.git, self._cut)
        try:
            return self.git.git(VERB, lines)
        except SourceError:
            self._find_gaps(lines.replace(b"^", b""))
        return self.git.git(VERB, lines)

    def _lines(self) -> bytes:
        return "".join([*(f"{oid}\n" for oid in self.include), *(f"^{oid}\n" for oid in self.exclude)]).encode()

    def _find_gaps(self, lines: bytes) -> None:
        """Enter all commits without their parents: only a walk that leaves nothing out names them."""
        for _ in range(_GAPS):
            try:
                self.git.git(["rev-list", "--quiet", "--stdin"], lines)
                return
            except SourceError as error:
                commit = error.message.rpartition("parents of commit ")[2][: len(self.git.zero)]
                if "parents of commit " not in error.message or commit in self._cut:
                    raise
                self._cut.add(commit)
                write_cut(self.git, self._cut)
        raise SourceError("the history has too many gaps to be walked", "fetch the missing commits first")


def write_cut(git: GitDir, commits: set[str]) -> None:
    """Let git take some commits for first ones, as their parents are not there."""
    if commits:
        with open(os.path.join(git.shadow, "shallow"), "w", encoding="ascii") as stream:
            stream.writelines(f"{oid}\n" for oid in sorted(commits))


def kinds_of(git: GitDir, ids: list[str]) -> dict[str, str]:
    """Return {id: kind} of those objects that are there."""
    from guard.git import Child

    wanted = list(dict.fromkeys(ids))
    found: dict[str, str] = {}
    if not wanted:
        return found
    request = git.request("".join(f"{oid}\n" for oid in wanted).encode())
    child = Child(["cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer"], git.environment, request)
    try:
        answers = child.rest().splitlines()
        child.close()
    finally:
        child.kill()
    if len(answers) != len(wanted):
        raise SourceError(f"git cat-file answered for {len(answers)} of {len(wanted)} objects")
    for oid, answer in zip(wanted, answers, strict=True):
        kind = answer.rpartition(b" ")[2].decode("ascii", "replace")
        if kind in ("commit", "tree", "blob", "tag"):
            found[oid] = kind
    return found


def shallow_commits(git: GitDir) -> list[str]:
    """Return what the repository's `shallow` file names."""
    content = read_small(os.path.join(git.common, "shallow")) or b""
    return [word.decode("ascii", "replace") for word in content.split() if len(word) in (40, 64)]


def cut_commits(git: GitDir) -> set[str]:
    """Return the commits whose parents are truly not there: a `shallow` file written by hand hides nothing."""
    parents: dict[str, list[str]] = {}
    for oid, kind, data in read_few(git, shallow_commits(git)):
        if data is not None and kind == "commit":
            parents[oid] = parents_of(data)
    there = kinds_of(git, [parent for found in parents.values() for parent in found])
    return {oid for oid, found in parents.items() if any(parent not in there for parent in found)}


def parents_of(commit: bytes) -> list[str]:
    """Return the ids of a commit's parents."""
    lines = commit.partition(b"\n\n")[0].split(b"\n")
    return [line[7:].decode("ascii", "replace") for line in lines if line.startswith(b"parent ")]
