"""Stories of random histories, held against a slow reference that asks plain git about every commit."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.audit.help import Audited, audit, pair
from tests.pairs import secret_text
from tests.sources.repo import Repo

CLEAN = (b"", b"words\n", b"# backpack.exchange\n")
ZONES = ("+0000", "-0000", "+0530", "-1130", "+1400")
NAMES = ("refs/heads/main", "refs/heads/a", "refs/heads/a-b/c", "refs/tags/t", "refs/remotes/origin/main", "refs/x/y", "refs/notes/n")

Files = dict[str, tuple[int, int]]  # path: (pair or 0 for none, which of the contents before it)


@st.composite
def histories(draw: st.DrawFn, paths: tuple[str, ...]) -> tuple[list[tuple[list[int], int, str, Files]], dict[str, int], str]:
    """Draw (commits as (parents, time, zone, files), refs, HEAD: a ref, "detached N" or a ref that is not there)."""
    commits = []
    for number in range(draw(st.integers(1, 9))):
        parents = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        parents = parents or ([number - 1] if number and draw(st.booleans()) else [])
        content = st.tuples(st.sampled_from((0, 0, 1, 1, 2)), st.integers(0, 2))
        files = draw(st.dictionaries(st.sampled_from(paths), content, max_size=len(paths)))
        commits.append((parents, draw(st.integers(0, 5)), draw(st.sampled_from(ZONES)), files))
    refs = draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, len(commits) - 1), max_size=5))
    heads = [name for name in refs if name.startswith("refs/heads/")]
    detached = f"detached {draw(st.integers(0, len(commits) - 1))}"
    return commits, refs, draw(st.sampled_from([*heads, detached, "refs/heads/unborn"]))


def build(repo: Repo, commits: list[tuple[list[int], int, str, Files]], refs: dict[str, int], head: str) -> list[str]:
    """Write it all with fast-import; return the ids of the commits."""
    stream = []
    for number, (parents, time, zone, files) in enumerate(commits):
        stream.append(f"commit refs/temporary/{number}\nmark :{number + 1}\n".encode())
        stream.append(f"author t <t@example.invalid> {1_700_000_000 + 3600 * time} {zone}\n".encode())
        stream.append(f"committer t <t@example.invalid> {1_700_000_000 - 60 * time + number} +0000\ndata 1\nm\n".encode())
        stream += [f"{'merge' if at else 'from'} :{parent + 1}\n".encode() for at, parent in enumerate(parents)]
        stream.append(b"deleteall\n")
        for path, (which, kind) in files.items():
            data = CLEAN[kind] + (pair(which) if which else b"")
            stream.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    repo.git("fast-import", "--quiet", "--force", data=b"".join(stream))
    ids = [repo.git("rev-parse", f"refs/temporary/{number}").decode().strip() for number in range(len(commits))]
    lines = [f"update {name} {ids[at]}\n" for name, at in refs.items()] + [f"delete refs/temporary/{at}\n" for at in range(len(ids))]
    repo.git("update-ref", "--stdin", data="".join(lines).encode())
    if head.startswith("detached"):
        repo.git("update-ref", "--no-deref", "HEAD", ids[int(head.split()[1])])
    else:
        repo.git("symbolic-ref", "HEAD", head)
    return ids


class Reference:
    """What plain git says of the commits that hold a secret, at any of the paths or at one."""

    def __init__(self, repo: Repo, ids: list[str], which: int, path: str | None = None) -> None:
        self.repo, self.ids = repo, ids
        self.holders = {oid for oid in ids if self.holds(oid, which, path)}
        self.above = {oid: self.lines("rev-list", oid) for oid in ids}
        self.parents = {oid: repo.git("rev-parse", f"{oid}^@").decode().split() for oid in ids}
        self.refs = self.lines("for-each-ref", "--format=%(refname)", *[f"--contains={oid}" for oid in sorted(self.holders)]) if self.holders else set()
        self.alive = self.lines("rev-list", "HEAD", "--all", check=False) or self.lines("rev-list", "--all")
        self.head = next(iter(self.lines("rev-parse", "--verify", "-q", "HEAD", check=False)), None)
        self.public = self.lines("rev-list", "--remotes")
        self.any_remote = bool(self.lines("for-each-ref", "refs/remotes"))

    def lines(self, *words: str, check: bool = True) -> set[str]:
        return set(self.repo.git(*words, check=check).decode().split())

    def holds(self, oid: str, which: int, path: str | None) -> bool:
        names = self.repo.git("ls-tree", "-r", "--name-only", oid).decode().split()
        return any(secret_text(which).encode() in self.repo.git("show", f"{oid}:{name}") for name in names if path in (None, name))

    def line(self, oid: str, which: int, path: str) -> int:
        text = self.repo.git("show", f"{oid}:{path}").decode()
        return text[: text.index(secret_text(which))].count("\n") + 1

    def best(self, found: set[str], newest: bool) -> set[str]:
        """Leave of some commits the reachable ones, if any, and of those the ones that no other comes after (or before)."""
        found = found & self.alive or found
        if newest:
            return {one for one in found if not any(one in self.above[other] for other in found - {one})}
        return {one for one in found if not (self.above[one] & found) - {one}}

    def removals(self) -> set[str]:
        """Return the commits of which one may be told as that which took the secret out.

        A merge whose first parent did not have it any more took nothing out, if there is another that did.
        """
        gone = {oid for oid in self.ids if oid not in self.holders and set(self.parents[oid]) & self.holders}
        gone = gone & (self.above[self.head] if self.head else set()) or gone & self.alive or gone
        clear = {oid for oid in gone if self.parents[oid][0] in self.holders}
        return self.best(clear or gone, newest=True)


def in_words(repo: Repo, place: dict[str, Any], oid: str) -> None:
    assert place["commit"] == oid
    assert datetime.fromisoformat(place["date"]) == datetime.fromisoformat(repo.git("show", "-s", "--format=%ai", oid).decode().strip())


def with_history(drawn: Any, check: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(os.path.join(folder, "r"))
        ids = build(repo, *drawn)
        check(repo, ids, audit(repo, "--no-cache"))


RANDOM = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))


@RANDOM
@given(histories(("a.env",)))
def test_the_story_of_one_path_is_what_plain_git_says(drawn: Any) -> None:
    def check(repo: Repo, ids: list[str], found: Audited) -> None:
        for which in (1, 2):
            true = Reference(repo, ids, which)
            told = found.of(which)
            assert len(told) == bool(true.holders)
            if not told:
                continue
            story, one = told[0]["story"], told[0]
            born = {oid for oid in true.holders if not set(true.parents[oid]) & true.holders}
            assert one["commit"] in true.best(born, newest=False)
            in_words(repo, story["first"], one["commit"])
            assert story["first"]["line"] == one["line"] == true.line(one["commit"], which, "a.env")
            assert story["last"]["commit"] in true.best(true.holders, newest=True)
            in_words(repo, story["last"], story["last"]["commit"])
            assert story["last"]["line"] == true.line(story["last"]["commit"], which, "a.env")
            assert story["in_head"] is (true.head in true.holders)
            assert set(story["refs"]) == true.refs
            assert story["pushed"] is (bool(true.holders & true.public) if true.any_remote else None)
            if story["in_head"] or not true.removals():
                assert story["removed_by"] is None
            else:
                assert story["removed_by"]["commit"] in true.removals()
                in_words(repo, story["removed_by"], story["removed_by"]["commit"])

    with_history(drawn, check)


@RANDOM
@given(histories(("a.env", "b/c.env", "b/d.env")))
def test_several_paths_leave_nothing_out(drawn: Any) -> None:
    def check(repo: Repo, ids: list[str], found: Audited) -> None:
        for which in (1, 2):
            true = Reference(repo, ids, which)
            told = found.of(which)
            assert {name for one in told for name in one["story"]["refs"]} == true.refs
            assert any(one["story"]["in_head"] for one in told) is (true.head in true.holders)
            assert any(one["story"]["pushed"] for one in told) is bool(true.holders & true.public)
            for one in told:
                for place in (one["story"]["first"], one["story"]["last"]):
                    assert place["line"] == true.line(place["commit"], which, place["path"])
            for path in ("a.env", "b/c.env", "b/d.env"):
                if true.head in Reference(repo, ids, which, path).holders:
                    assert any(one["story"]["in_head"] for one in told), path

    with_history(drawn, check)
