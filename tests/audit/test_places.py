"""The hiding places of a repository: all found in one audit, each under its own name."""

from __future__ import annotations

import gzip
import os

from tests.audit.help import audit, named, pair, repo
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

__all__ = ["repo"]


def remove(repo: Repo, *names: str) -> None:
    repo.git("rm", "-qf", *names)
    repo.git("commit", "-qm", "remove")


def fill(repo: Repo) -> None:
    """Hide one pair in each place."""
    repo.commit({"one.env": pair(1)})  # added, then deleted
    remove(repo, "one.env")
    repo.commit({"two.env": b"# bot\n" * 30})  # renamed and changed
    repo.git("mv", "two.env", "renamed.env")
    repo.commit({"renamed.env": b"# bot\n" * 30 + pair(2)})
    remove(repo, "renamed.env")
    repo.git("checkout", "-qb", "side")  # an unmerged branch
    repo.commit({"three.env": pair(3)})
    repo.git("checkout", "-q", "main")
    repo.git("notes", "add", "-m", pair(4).decode())  # a note
    repo.git("checkout", "-qb", "other", "main")  # content born in a merge
    repo.commit({"b": b"b"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c": b"c"})
    repo.git("merge", "-q", "--no-ff", "--no-commit", "other")
    repo.commit({"five.env": pair(5)}, "merge")
    remove(repo, "five.env")
    repo.commit({".gitattributes": b"*.hid -diff\n", "six.hid": pair(6)})  # -diff
    repo.commit({"seven.bin": b"\0\1\2" + pair(7)})  # binary
    repo.commit({"eight.txt": pair(8).decode().encode("utf-16")})
    repo.commit({"nine.gz": gzip.compress(pair(9))})
    repo.git("commit", "-q", "--allow-empty", "-m", "message\n\n" + pair(10).decode())
    repo.git("tag", "-a", "v1", "-m", pair(11).decode())
    repo.add({"twelve.env": pair(12)})  # stash
    repo.git("stash", "-q")
    repo.commit({"thirteen.env": pair(13)})  # an unreachable commit
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.add({"fourteen.env": pair(14)})  # a dangling blob
    repo.git("rm", "-qf", "--cached", "fourteen.env")
    os.unlink(os.path.join(repo.path, "fourteen.env"))
    repo.commit({f"keys/{seed(15).hex()}.txt": key_text(15).encode() + b" bpx key"})  # a path
    repo.commit({"sixteen.key": b"BACKPACK_API_KEY=" + key_text(16).encode()})
    repo.git("branch", f"k-{seed(16).hex()}")  # a branch name
    os.symlink(f"BACKPACK_API_SECRET={secret_text(17)}", os.path.join(repo.path, "link"))
    repo.git("add", "link")
    repo.git("commit", "-qm", "link")
    repo.commit({"eighteen.key": b"BACKPACK_API_KEY=" + key_text(18).encode()})
    repo.git("remote", "add", "o", f"https://bpx:{seed(18).hex()}@example.invalid/r")  # a remote's URL
    repo.commit({"later": f"api_secret\nfor backpack exchange = \\\n   '{secret_text(19)}'\n# {key_text(19)}".encode()})
    repo.commit({"ints.json": f"{list(seed(20))}".encode(), "ints.key": f"bpx api key {key_text(20)}".encode()})
    sub = Repo(repo.path + "-sub")
    sub.commit({"sub.env": pair(21)})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub.path, "sm")
    repo.git("commit", "-qm", "submodule")
    repo.git("worktree", "add", "-q", repo.path + "-wt", "-b", "wt")
    other = Repo.__new__(Repo)
    other.path = repo.path + "-wt"
    other.add({"worktree.env": pair(24)})
    repo.git("commit", "-q", "--allow-empty", "-m", "x", env={"GIT_AUTHOR_NAME": f"bpx secret={secret_text(25)}"})
    repo.commit({"b64.key": f"BACKPACK_API_KEY={key_text(26)}".encode()})
    repo.commit({f"keys/{secret_text(26)}.pem": b"x"})
    repo.add({"index.env": pair(22)})  # staged only
    repo.write(".git/COMMIT_EDITMSG", pair(23))
    repo.write(".git/hooks/post-commit", pair(27))


ORIGINS = {
    1: "blob", 2: "blob", 3: "blob", 4: "note", 5: "blob", 6: "blob", 7: "blob", 9: "blob",
    10: "commit-message", 11: "tag-message", 12: "blob", 13: "blob", 14: "blob", 15: "path", 16: "ref-name",
    17: "symlink", 18: "config", 19: "blob", 20: "blob", 21: "blob", 22: "index", 23: "commit-message", 24: "index",
    25: "commit-message", 26: "path", 27: "file",
}  # fmt: skip


def test_all_hiding_places_in_one_audit(repo: Repo) -> None:
    fill(repo)
    found = audit(repo)
    assert found.status == 1
    origins = {number: {one["origin"] for one in found.of(number)} for number in ORIGINS}
    assert {number: want for number, want in ORIGINS.items() if want not in origins[number]} == {}
    assert found.report["complete"], found.reasons
    assert found.report["scanned"]["read"] <= found.report["scanned"]["requested"]
    paths = {number: found.of(number)[0]["path"] for number in ORIGINS}
    assert paths[1] == "one.env"
    assert paths[21] == "modules/sm!sub.env"
    assert paths[22] == "index.env"
    assert paths[24] == "worktree.env"
    assert paths[27] == ".git/hooks/post-commit"
    assert paths[9].startswith("nine.gz!")
    assert paths[11] == "tag v1"
    assert paths[15] == "keys/" + "*" * 64 + ".txt"
    assert "sm: a submodule" in found.reasons


def test_a_packed_and_mirrored_copy_says_the_same(repo: Repo) -> None:
    fill(repo)
    before = audit(repo)
    repo.git("repack", "-adq", "--keep-unreachable")
    repo.git("pack-refs", "--all")
    after = audit(repo)
    seen = [{(one["api_key"], one["origin"], one["path"], one["line"]) for one in run.findings} for run in (before, after)]
    assert seen[0] == seen[1]


def test_a_secret_alone_in_a_message(repo: Repo) -> None:
    oid = repo.commit({"a": b"a"}, "wrong window\n\n" + named(1).decode())
    one = audit(repo).of(1)
    places = {(f["origin"], f["commit"]) for f in one}
    assert ("commit-message", oid) in places
    message = next(f for f in one if f["commit"] == oid)
    assert (message["line"], message["path"]) == (3, f"commit {oid[:12]}")
    assert message["story"]["refs"] == ["refs/heads/main"]
    assert message["story"]["in_head"] is True
