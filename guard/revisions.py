"""Ranges as typed: A..B, A...B, one commit, `--not --remotes`; to ids, with the revision whose policy holds."""

from __future__ import annotations

from guard import refs
from guard.errors import UsageError
from guard.gitdir import GitDir, printable
from guard.model import Skip
from guard.walk import cut_commits, parents_of, shallow_commits, write_cut

GROUPS = {
    "--remotes": b"refs/remotes/", "--branches": b"refs/heads/", "--tags": b"refs/tags/", "--all": b"refs/",
}  # fmt: skip


class Wanted:
    """What one range asks for: ids to include and exclude, `ends` and `bases` as commits or tags.

    The policy comes from `bases`; `skips` says what of the history cannot be seen, `notes` what is told.
    `names` are refs that a push brings along; `everything` is set where nobody says what is pushed.
    """

    def __init__(self) -> None:
        self.include: list[str] = []
        self.exclude: list[str] = []
        self.ends: list[str] = []
        self.bases: list[str] = []
        self.skips: list[Skip] = []
        self.notes: list[str] = []
        self.names: list[bytes] = []
        self.everything = False


def read(git: GitDir, text: str) -> Wanted:
    """Return what one range asks for.

    `A..B` is what B has and A has not; `A...B` what B has since it left A; `A` alone that one commit;
    `A --not B` and `A --not --remotes[=NAME]` everything A has that B, or no remote, has.
    UsageError for a revision that does not exist.
    """
    wanted = Wanted()
    _Reader(git, wanted).read(text)
    return wanted


class _Reader:
    """Reads one range."""

    def __init__(self, git: GitDir, wanted: Wanted) -> None:
        self.git = git
        self.wanted = wanted

    def read(self, text: str) -> None:
        words = text.split(" ")
        if "" in words or any(ord(character) < 32 for character in text):
            shown = printable(text.encode("utf-8", "surrogateescape")) or "the empty range"
            raise UsageError(f"{shown}: no such revision", "name a branch, tag or commit of this repository")
        negative = "--not" in words[1:]
        turned = False
        for word in words:
            if word == "--not":
                turned = not turned
            elif word.partition("=")[0] in GROUPS:
                self._group(word, turned)
            elif word.startswith("-"):
                shown = printable(word.encode("utf-8", "surrogateescape"))
                raise UsageError(f"{shown}: no such revision", "name a branch, tag or commit of this repository.")
            elif turned or word.startswith("^"):
                self._exclude(self._base(word.removeprefix("^")))
            else:
                self._revision(word, negative)

    def _group(self, word: str, turned: bool) -> None:
        option, _, name = word.partition("=")
        prefix = GROUPS[option] + (name.encode("utf-8", "surrogateescape") + b"/" if name else b"")
        found = [oid for ref, oid in refs.all_refs(self.git) if ref.startswith(prefix)]
        if turned:
            self.wanted.exclude += found
        else:
            self.wanted.include += found
            self.wanted.ends += found

    def _revision(self, word: str, negative: bool) -> None:
        left, dots, right = word.partition("...")
        if dots:
            self._since_fork(left or "HEAD", right or "HEAD")
            return
        left, dots, right = word.partition("..")
        if dots:
            end = self._include(right or "HEAD")
            base = self._base(left or "HEAD")
            self._exclude(base)
            if base == end:
                self.wanted.notes.append(f"the range is empty: both of its ends are {end[:12]}")
            return
        end = self._include(word.removesuffix("^!"))
        if not negative:
            self._one(end)

    def _include(self, name: str) -> str:
        end = refs.resolve(self.git, name)
        self.wanted.ends.append(end)
        self.wanted.include += [end, refs.resolve(self.git, name, "object")]
        return end

    def _exclude(self, base: str) -> None:
        if base:
            self.wanted.exclude.append(base)
            self.wanted.bases.append(base)

    def _one(self, commit: str) -> None:
        from guard.objects import read_few

        for _, kind, data in read_few(self.git, [commit]):
            if data is not None and kind == "commit":
                parents = parents_of(data)
                self.wanted.exclude += parents
                self.wanted.bases += parents[:1]

    def _since_fork(self, left: str, right: str) -> None:
        end = self._include(right)
        base = self._base(left)
        if not base:
            return
        found = _merge_bases(self.git, base, end)
        if not found:
            self.wanted.notes.append(f"{base[:12]} and {end[:12]} share no history: all that the second has is scanned")
            self.wanted.bases.append(base)
        for oid in found:
            self._exclude(oid)

    def _base(self, name: str) -> str:
        """Return the id of a base; "" where it lies before the boundary of a shallow history."""
        try:
            return refs.resolve(self.git, name)
        except UsageError:
            boundary = shallow_commits(self.git)
            if not boundary or not self._lies_before(name):
                raise
            shown = ", ".join(boundary[:3]) + (" ..." if len(boundary) > 3 else "")
            base = printable(name.encode("utf-8", "surrogateescape"))
            reason = f"shallow: base {base} and history before {shown} not seen"
            self.wanted.skips.append(Skip("history", reason))
            return ""

    def _lies_before(self, name: str) -> bool:
        """Tell whether a name would be a commit if history went further: an id, or an ancestor of what is there."""
        if len(name) in (40, 64) and not name.strip("0123456789abcdef"):
            return True
        stem = name.rstrip("~^0123456789")
        if stem == name:
            return False
        try:
            refs.resolve(self.git, stem)
        except UsageError:
            return False
        return True


def _merge_bases(git: GitDir, left: str, right: str) -> list[str]:
    """Return the best common ancestors, as `rev-parse A...B` names them."""
    write_cut(git, cut_commits(git))
    lines = git.git(["rev-parse", f"{left}...{right}"]).splitlines()
    return [line[1:].decode() for line in lines if line.startswith(b"^")]
