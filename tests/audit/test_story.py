"""The story of a key: when it came, when it went, what still reaches it, on histories of every shape."""

from __future__ import annotations

import os

from tests.audit.help import audit, named, pair, repo
from tests.sources.repo import Repo

__all__ = ["repo"]


def remove(repo: Repo, *names: str) -> str:
    repo.git("rm", "-qf", *names)
    repo.git("commit", "-qm", "remove")
    return head(repo)


def head(repo: Repo, name: str = "HEAD") -> str:
    return repo.git("rev-parse", name).strip().decode()


def test_added_then_deleted(repo: Repo) -> None:
    when = {"GIT_AUTHOR_DATE": "2024-03-01T12:00:00+0800", "GIT_COMMITTER_DATE": "2024-03-02T00:00:00Z"}
    repo.add({"conf/prod.env": b"# first line\n" + pair(1)})
    repo.git("commit", "-qm", "add", env=when)
    added = head(repo)
    between = repo.commit({"other": b"x"})
    removed = remove(repo, "conf/prod.env")
    repo.commit({"more": b"x"})
    found = audit(repo)
    one = found.one(1)
    assert (found.status, one["rule"], one["confidence"]) == (1, "key-pair", "proven")
    assert (one["origin"], one["path"], one["line"], one["column"]) == ("blob", "conf/prod.env", 3, 21)
    assert one["commit"] == added
    assert one["blob"] == head(repo, f"{added}:conf/prod.env")
    story = one["story"]
    assert story["first"] == {
        "commit": added, "date": "2024-03-01T12:00:00+08:00", "path": "conf/prod.env", "line": 3,
    }  # fmt: skip
    assert (story["last"]["commit"], story["last"]["line"]) == (between, 3)
    assert story["removed_by"]["commit"] == removed
    assert set(story["removed_by"]) == {"commit", "date"}
    assert story["in_head"] is False
    assert story["refs"] == ["refs/heads/main"]
    assert story["pushed"] is None
    assert one["evidence"] == [{"path": "conf/prod.env", "line": 2, "what": "api-key"}]


def test_still_in_head_with_many_versions_is_one_finding(repo: Repo) -> None:
    added = repo.commit({"a.env": pair(1)})
    for number in range(5):
        last = repo.commit({"a.env": b"# more\n" * (number + 1) + pair(1)})
    one = audit(repo).one(1)
    assert (one["commit"], one["line"], one["story"]["in_head"]) == (added, 2, True)
    assert (one["story"]["last"]["commit"], one["story"]["last"]["line"]) == (last, 7)
    assert one["story"]["removed_by"] is None


def test_renamed_is_one_finding_and_copied_is_two(repo: Repo) -> None:
    added = repo.commit({"a.env": pair(1)})
    repo.git("mv", "a.env", "b.env")
    repo.commit({"b.env": pair(1) + b"# changed\n"})
    one = audit(repo).one(1)
    assert (one["commit"], one["story"]["first"]["path"], one["story"]["last"]["path"]) == (added, "a.env", "b.env")
    assert one["story"]["in_head"] is True
    repo.commit({"copy.env": pair(1)})
    assert {one["path"] for one in audit(repo).of(1)} == {"a.env", "copy.env"}


def test_two_places_in_one_file_are_two_findings(repo: Repo) -> None:
    repo.commit({"a.env": pair(1) + b"OLD_" + pair(1)})
    assert [one["line"] for one in audit(repo).of(1)] == [2, 4]


def test_halves_in_different_commits_meet(repo: Repo) -> None:
    repo.commit({"old.txt": named(1).replace(b"BACKPACK_API_SECRET=", b"")})
    remove(repo, "old.txt")
    repo.commit({"key.txt": pair(1).splitlines()[0]})
    one = audit(repo).one(1)
    assert (one["rule"], one["path"], one["evidence"][0]["path"]) == ("key-pair", "old.txt", "key.txt")


def test_merged_branch(repo: Repo) -> None:
    repo.git("checkout", "-qb", "side")
    added = repo.commit({"a.env": pair(1)})
    repo.git("checkout", "-q", "main")
    repo.commit({"b": b"b"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    removed = remove(repo, "a.env")
    story = audit(repo).one(1)["story"]
    assert (story["first"]["commit"], story["removed_by"]["commit"]) == (added, removed)
    assert story["refs"] == ["refs/heads/main", "refs/heads/side"]
    assert story["in_head"] is False


def test_evil_merge_and_a_merge_that_drops(repo: Repo) -> None:
    repo.git("checkout", "-qb", "side")
    repo.commit({"b": b"b", "two.env": pair(2)})
    repo.git("checkout", "-q", "main")
    repo.commit({"c": b"c"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.git("rm", "-qf", "two.env")
    merge = repo.commit({"evil.env": pair(1)}, "merge")
    removed = remove(repo, "evil.env")
    found = audit(repo)
    story = found.one(1)["story"]
    assert (story["first"]["commit"], story["removed_by"]["commit"]) == (merge, removed)
    assert found.one(2)["story"]["removed_by"]["commit"] == merge
    assert found.one(2)["story"]["refs"] == ["refs/heads/main", "refs/heads/side"]


def test_octopus_and_conflict(repo: Repo) -> None:
    for name in ("x", "y", "z"):
        repo.git("checkout", "-qb", name, "main")
        repo.commit({name: pair(name) if name == "y" else b"-"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "x", "y", "z")
    repo.git("checkout", "-qb", "c1", "main")
    repo.commit({"f": b"one\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"f": b"two\n"})
    repo.git("merge", "-q", "c1", check=False)
    resolved = repo.commit({"f": pair(1)}, "resolved")
    found = audit(repo)
    assert found.one("y")["story"]["in_head"] is True
    assert found.one(1)["commit"] == resolved


def test_added_again(repo: Repo) -> None:
    added = repo.commit({"a.env": pair(1)})
    remove(repo, "a.env")
    repo.commit({"a.env": pair(1)})
    last = remove(repo, "a.env")
    story = audit(repo).one(1)["story"]
    assert (story["first"]["commit"], story["removed_by"]["commit"]) == (added, last)


def test_amended_commit_is_unreachable(repo: Repo) -> None:
    gone = repo.commit({"a.env": pair(1)})
    repo.git("rm", "-q", "--cached", "a.env")
    repo.git("commit", "-q", "--amend", "--allow-empty", "-m", "amended")
    found = audit(repo)
    story = found.one(1)["story"]
    assert (found.one(1)["commit"], story["refs"], story["in_head"]) == (gone, [], False)


def test_the_reachable_commit_is_told_before_the_amended_one(repo: Repo) -> None:
    repo.commit({"a.env": pair(1)})
    repo.git("commit", "-q", "--amend", "-m", "other words")
    one = audit(repo).one(1)
    assert one["commit"] == head(repo)


def test_stashes(repo: Repo) -> None:
    for number in (1, 2):
        repo.add({"README": pair(number)})
        repo.git("stash", "-q")
    found = audit(repo)
    assert found.one(2)["story"]["refs"] == ["refs/stash"]
    assert found.one(1)["story"]["refs"] == ["refs/stash@{1}"]
    assert found.one(2)["story"]["in_head"] is False


def test_only_a_tag_reaches_it(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.commit({"a.env": pair(1)})
    repo.git("tag", "-a", "v1", "-m", "release")
    repo.git("tag", "light")
    repo.git("checkout", "-q", "main")
    assert audit(repo).one(1)["story"]["refs"] == ["refs/tags/light", "refs/tags/v1"]


def test_pushed_or_not(repo: Repo) -> None:
    server = Repo(repo.path + "-server", "--bare")
    repo.git("remote", "add", "origin", server.path)
    repo.commit({"pushed.env": pair(1)})
    repo.git("push", "-q", "origin", "main")
    repo.commit({"local.env": pair(2)})
    found = audit(repo)
    assert found.one(1)["story"]["pushed"] is True
    assert found.one(1)["story"]["refs"] == ["refs/heads/main", "refs/remotes/origin/main"]
    assert found.one(2)["story"]["pushed"] is False
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.git("push", "-qf", "origin", "main")
    found = audit(repo)
    assert found.one(1)["story"]["pushed"] is True, "the reflog of the tracking ref remembers"
    assert found.one(2)["story"]["pushed"] is False


def test_dangling_blob_and_ref_to_a_blob(repo: Repo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", data=pair(1)).strip().decode()
    one = audit(repo).one(1)
    assert (one["origin"], one["blob"], one["commit"], one["story"]["first"]) == ("blob", oid, None, None)
    assert one["path"] == f"blob {oid[:12]}"
    repo.git("tag", "blob", oid)
    assert audit(repo).one(1)["story"]["refs"] == ["refs/tags/blob"]


def test_tags_of_trees_and_blobs_are_refs_that_hold_it(repo: Repo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", data=pair(1)).strip().decode()
    inner = repo.git("mktree", data=f"100644 blob {oid}\tprod.env\n".encode()).strip().decode()
    tree = repo.git("mktree", data=f"040000 tree {inner}\tconf\n".encode()).strip().decode()
    repo.git("tag", "light", tree)
    repo.git("tag", "-a", "noted", "-m", "x", inner)
    repo.git("tag", "-a", "twice", "-m", "x", "noted")
    repo.git("tag", "-a", "blob", "-m", "x", oid)
    repo.git("tag", "other", "HEAD^{tree}")
    names = [f"refs/tags/{name}" for name in ("blob", "light", "noted", "twice")]
    one = audit(repo).one(1)
    assert (one["path"], one["story"]["refs"], one["story"]["first"]) == ("conf/prod.env", names, None)
    added = repo.commit({"a.env": pair(1)})
    removed = remove(repo, "a.env")
    story = audit(repo).one(1)["story"]
    assert (story["first"]["commit"], story["removed_by"]["commit"]) == (added, removed)
    assert story["refs"] == ["refs/heads/main", *names]


def test_dangling_tree_names_the_path(repo: Repo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", data=pair(1)).strip().decode()
    inner = repo.git("mktree", data=f"100644 blob {oid}\tprod.env\n".encode()).strip().decode()
    repo.git("mktree", data=f"040000 tree {inner}\tconf\n".encode())
    assert audit(repo).one(1)["path"] == "conf/prod.env"


def test_path_in_a_merged_subtree(repo: Repo) -> None:
    added = repo.commit({"a/b/c/d.env": pair(1)})
    repo.git("read-tree", "--prefix=sub/", "HEAD:a")
    repo.git("commit", "-qm", "subtree")
    found = audit(repo).of(1)
    assert {one["path"]: one["commit"] for one in found} == {"a/b/c/d.env": added, "sub/b/c/d.env": head(repo)}


def test_detached_and_unborn_heads(repo: Repo) -> None:
    repo.commit({"a.env": pair(1)})
    repo.git("checkout", "-q", "--detach")
    assert audit(repo).one(1)["story"]["in_head"] is True
    repo.git("checkout", "-q", "--orphan", "new")
    repo.git("rm", "-rqf", ".")
    found = audit(repo)
    assert (found.status, found.one(1)["story"]["in_head"]) == (1, False)


def test_in_words(repo: Repo) -> None:
    from tests.audit.help import run

    repo.commit({"a.env": pair(1)})
    remove(repo, "a.env")
    said = run("audit", repo.path).out
    assert "came in with commit" in said
    assert "taken out by commit" in said
    assert "git commit --amend" in said
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert "treat it as public: delete the API key first" in run("audit", repo.path).out
    assert "请视为已经公开" in run("audit", repo.path, "--lang", "zh").out
    repo.add({"b.env": pair(2)})
    assert "unstage it (git rm --cached b.env)" in run("audit", repo.path).out


def test_a_secret_in_a_path_is_never_shown(repo: Repo) -> None:
    from tests.pairs import key_text, secret_text, seed

    repo.commit({"k": f"BACKPACK_API_KEY={key_text(1)}".encode()})
    repo.commit({f"{secret_text(1)}/inner/a.env": pair(2)})
    repo.git("branch", f"x/{seed(1).hex()}")
    for form in ("text", "json"):
        from tests.audit.help import run

        found = run("audit", repo.path, "--format", form)
        assert secret_text(1)[:20] not in found.out
        assert seed(1).hex()[:20] not in found.out
    assert {one["origin"] for one in audit(repo).of(1)} >= {"path", "ref-name"}
    assert os.path.exists(repo.path)


def test_a_secret_without_its_key_has_a_story_across_packed_versions(repo: Repo) -> None:
    lines = [b"line %d of a text that says %d\n" % (number, number * number) for number in range(900)]
    lines[400] = b"# backpack.exchange\n" + named(1)
    commits = []
    for step in range(4):
        lines[600 + step * 20] = b"changed %d\n" % step
        commits.append(repo.commit({"a.cfg": b"".join(lines)}))
    repo.git("repack", "-adfq")
    one = audit(repo).one(1)
    assert (one["rule"], one["commit"], one["story"]["first"]["commit"]) == ("api-secret", commits[0], commits[0])
    assert (one["story"]["last"]["commit"], one["story"]["in_head"], one["story"]["removed_by"]) == (commits[3], True, None)
