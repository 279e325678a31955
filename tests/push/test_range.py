"""scan --range: everything that commits bring, and nothing that was there before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.pairs import key, key_text, secret_text, seed
from tests.push.kit import PAIR, K, S, found, guard, new
from tests.sources.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return new(tmp_path / "repo")


def scan(repo: Repo, *ranges: str, more: tuple[str, ...] = ()) -> tuple[int, dict[str, object], str]:
    return guard(repo.path, "scan", *(f"--range={one}" for one in ranges), *more)


def test_added_and_deleted_inside_the_range_is_found_where_it_came_in(repo: Repo) -> None:
    brought = repo.commit({"a.env": PAIR})
    repo.git("rm", "-q", "a.env")
    repo.git("commit", "-q", "-m", "gone")
    status, report, _ = scan(repo, "HEAD~2..HEAD")
    assert (status, found(report, "rule", "path", "commit", "line", "origin")) == (
        1, [("key-pair", "a.env", brought, "2", "blob")],
    )  # fmt: skip
    assert report["complete"] is True
    assert report["findings"][0]["blob"]  # type: ignore[index]  # of a report
    assert scan(repo, "HEAD~1..HEAD")[0] == 0
    assert scan(repo, brought)[0] == 1
    assert scan(repo, f"{brought}^!")[0] == 1
    assert scan(repo, "HEAD")[0] == 0
    assert scan(repo, "HEAD~2..HEAD~1", "HEAD")[0] == 1


def test_an_evil_merge_is_found(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"b": b"b"})
    repo.git("checkout", "-q", "main")
    base = repo.commit({"c": b"c"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    merge = repo.commit({"evil.env": PAIR})
    repo.git("rm", "-q", "evil.env")
    repo.git("commit", "-q", "-m", "rm")
    status, report, _ = scan(repo, f"{base}..HEAD")
    assert (status, found(report, "path", "commit")) == (1, [("evil.env", merge)])
    assert scan(repo, merge)[0] == 1


def test_what_the_base_had_is_not_new(repo: Repo) -> None:
    repo.commit({"old.env": PAIR})
    repo.git("mv", "old.env", "new.env")
    repo.git("commit", "-q", "-m", "a pure rename")
    assert found(scan(repo, "HEAD~1..HEAD")[1]) == []
    repo.commit({"new.env": PAIR + b"MORE=1\n"})
    status, report, _ = scan(repo, "HEAD~1..HEAD")
    assert (status, found(report)) == (0, [("key-pair", "new.env", "existing")])


def test_a_rename_with_an_edit_and_hidden_kinds_are_read_whole(repo: Repo) -> None:
    repo.commit({".gitattributes": b"*.env -diff\n*.bin binary\n", "old": b"x\n" * 200})
    repo.git("mv", "old", "new")
    binary = bytes(range(256)) + b"\n" + PAIR
    repo.commit({"new": b"x\n" * 200 + PAIR, "a.env": PAIR + b"1", "b.bin": binary})
    status, report, _ = scan(repo, "HEAD~1..HEAD")
    assert (status, sorted(found(report, "path"))) == (1, [("a.env",), ("b.bin",), ("new",)])


def test_later_versions_and_later_renames_add_no_finding_but_copies_of_one_commit_do(repo: Repo) -> None:
    first = repo.commit({"a.env": PAIR, "b.env": PAIR})
    for number in range(3):
        repo.commit({"a.env": PAIR + b"N=%d\n" % number})
    repo.git("mv", "b.env", "c.env")
    repo.git("commit", "-q", "-m", "rename")
    report = scan(repo, "HEAD~5..HEAD")[1]
    assert found(report, "path", "commit") == [("a.env", first), ("b.env", first)]


def test_messages_headers_tags_and_paths(repo: Repo) -> None:
    text = f"backpack\n\nBACKPACK_API_SECRET={S}\n"
    repo.git("commit", "-q", "--allow-empty", "-m", text)
    repo.commit({f"key {K}.txt".replace("/", "_"): b"backpack", "k.txt": f"BACKPACK_API_KEY={K}".encode()})
    repo.git("tag", "-a", "v1", "-m", text)
    hexadecimal = seed(1).hex()
    repo.commit({f"d/backpack_secret {hexadecimal}.txt": b"x"})
    repo.git("commit", "-q", "--allow-empty", "-m", "m", "--author", f"backpack_secret={S} <a@b>")
    status, report, _ = scan(repo, "HEAD~4..HEAD", "v1")
    origins = sorted(found(report, "origin", "line"))
    assert status == 1
    assert origins == [("commit-message", "3"), ("commit-message", "3"), ("path", "1"), ("tag-message", "3")]
    repo.git("mv", f"d/backpack_secret {hexadecimal}.txt", "d/plain.txt")
    repo.commit({"d/other": b"y"})
    repo.commit({f"d/backpack_secret {hexadecimal}.txt": b"z", "d/third": b"z"})
    assert found(scan(repo, "HEAD~1..HEAD")[1], "origin") == [("path",)]
    repo.commit({"d/fourth": b"z"})
    assert scan(repo, "HEAD~1..HEAD")[0] == 0


def test_halves_meet_over_commits_and_with_the_base(repo: Repo) -> None:
    repo.commit({"README": b"docs.backpack.exchange\n", "key.txt": f"key = {K}\n".encode()})
    repo.commit({"other.txt": f"x = {S}\n".encode()})
    status, report, _ = scan(repo, "HEAD~1..HEAD")
    assert (status, found(report)) == (1, [("key-pair", "other.txt", "new")])
    assert report["findings"][0]["evidence"][0]["path"] == "key.txt"  # type: ignore[index]  # of a report
    repo.git("rm", "-q", "key.txt", "other.txt")
    repo.git("commit", "-q", "-m", "rm")
    repo.commit({"k2": f"x {key_text(2)}".encode()})
    repo.git("rm", "-q", "k2")
    repo.git("commit", "-q", "-m", "rm")
    repo.commit({"s2": f"x {secret_text(2)}".encode()})
    assert found(scan(repo, "HEAD~3..HEAD")[1], "rule", "path") == [("key-pair", "s2")]


def test_a_key_meets_the_secret_that_the_base_holds(repo: Repo) -> None:
    repo.commit({"secret.txt": f"x = {S}\n".encode()})
    repo.commit({"key.txt": f"BACKPACK_API_KEY = {K}\n".encode()})
    assert ("key-pair", "secret.txt", "new") in found(scan(repo, "HEAD~1..HEAD")[1])


def test_sides_and_forks(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"a.env": PAIR})
    repo.git("checkout", "-q", "main")
    repo.commit({"b": b"b"})
    assert scan(repo, "main..topic")[0] == 1
    assert scan(repo, "main...topic")[0] == 1
    assert scan(repo, "topic..")[0] == 0
    assert scan(repo, "..topic")[0] == 1
    assert scan(repo, "topic --not main")[0] == 1
    assert scan(repo, "main --not topic")[0] == 0
    repo.git("checkout", "-q", "--orphan", "alone")
    repo.commit({"c.env": PAIR + b"x"})
    assert found(scan(repo, "main..alone")[1], "path") == [("c.env",)]
    assert found(scan(repo, "topic...alone")[1], "path") == [("c.env",)]
    assert found(scan(repo, "alone...topic")[1], "path") == [("a.env",)]


def test_remotes_are_left_out(repo: Repo, tmp_path: Path) -> None:
    other = Repo(str(tmp_path / "other.git"), "--bare")
    repo.git("remote", "add", "origin", other.path)
    repo.commit({"old.env": PAIR})
    repo.git("push", "-q", "origin", "main")
    assert scan(repo, "HEAD", more=("--not", "--remotes"))[0] == 0
    repo.commit({"new.env": PAIR + b"x"})
    assert found(scan(repo, "HEAD", more=("--not", "--remotes"))[1], "path") == [("new.env",)]
    assert found(scan(repo, "HEAD --not --remotes=origin")[1], "path") == [("new.env",)]
    assert len(found(scan(repo, "HEAD --not --remotes=elsewhere")[1])) == 2
    assert scan(repo, more=("--not", "--remotes"))[0] == 2
    assert scan(repo, "HEAD", more=("--not",))[0] == 2


@pytest.mark.parametrize(
    "text", ["", "--output=x", "-x", "nowhere", "nowhere..HEAD", "HEAD..nowhere", "a\nb", "HEAD:a.env", "HEAD  HEAD",
             "f" * 40, "f" * 40 + "..HEAD", "--all=x", "HEAD..--output=x", "@{99}"]
)  # fmt: skip
def test_what_is_no_revision_is_a_usage_error(repo: Repo, text: str) -> None:
    before = sorted(os.listdir(repo.path))
    status, _, said = scan(repo, text) if text != "--all=x" else scan(repo, "HEAD", more=("--all=x",))
    assert status == 2
    assert said.startswith("backpack-guard: error: ")
    assert sorted(os.listdir(repo.path)) == before


def test_an_empty_range_says_so(repo: Repo) -> None:
    status, report, _ = scan(repo, "HEAD..HEAD")
    assert (status, report["scanned"]["requested"]) == (0, 0)  # type: ignore[index]  # of a report


@pytest.mark.parametrize("name", ["s", "t", "with\nline", 'q"t\t', "\udcff\udcfe", "--version", "trail ", ":!x", "*"])
def test_paths_are_told_as_they_are(repo: Repo, name: str) -> None:
    with open(os.path.join(os.fsencode(repo.path), os.fsencode(name)), "wb") as stream:
        stream.write(PAIR)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "m")
    from guard.redact import display_path

    assert found(scan(repo, "HEAD")[1], "path") == [(display_path(os.fsencode(name)),)]


def test_sha256(tmp_path: Path) -> None:
    repo = new(tmp_path / "wide", "--object-format=sha256")
    oid = repo.commit({"d/a.env": PAIR})
    assert found(scan(repo, "HEAD~1..HEAD")[1], "path", "commit") == [("d/a.env", oid)]


def test_a_shallow_base_is_told(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.env": PAIR})
    gone = repo.git("rev-parse", "HEAD").strip().decode()
    repo.git("rm", "-q", "a.env")
    repo.commit({"b": b"b"})
    boundary = repo.commit({"c": b"c"})
    repo.commit({"d": b"d"})
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(tmp_path / "shallow"))
    shallow = str(tmp_path / "shallow")
    assert guard(shallow, "scan", "--range", "HEAD~1..HEAD")[0] == 0
    for text in (f"{gone}..HEAD", "HEAD~3..HEAD", f"{gone}...HEAD"):
        status, report, _ = guard(shallow, "scan", "--range", text)
        assert status == 3
        assert boundary in str(report["skipped"])
        assert report["scanned"]["read"]  # type: ignore[index]  # of a report
    assert guard(shallow, "scan", "--range", "nowhere..HEAD")[0] == 2


def test_a_written_shallow_file_and_replace_refs_hide_nothing(repo: Repo) -> None:
    bad = repo.commit({"a.env": PAIR})
    repo.git("rm", "-q", "a.env")
    repo.git("commit", "-q", "-m", "rm")
    repo.git("replace", bad, "HEAD~2")
    repo.write(".git/shallow", repo.git("rev-parse", "HEAD"))
    repo.write(".git/info/grafts", repo.git("rev-parse", "HEAD"))
    oid = repo.git("rev-list", "--max-count=1", "HEAD").strip().decode()
    first = repo.git("rev-list", "--reverse", "--all", env={"GIT_NO_REPLACE_OBJECTS": "1"}).split()[0].decode()
    os.remove(os.path.join(repo.path, ".git/info/grafts"))
    status, report, _ = scan(repo, f"{oid} --not {first}")
    assert (status, found(report, "commit")) == (1, [(bad,)])


@pytest.mark.parametrize("what", ["HEAD:b.txt", "HEAD^{tree}", "HEAD~1"])
def test_missing_objects_are_told_and_the_rest_is_read(repo: Repo, what: str) -> None:
    repo.commit({"c": b"c"})
    repo.commit({"a.env": PAIR})
    repo.commit({"b.txt": b"b", "z.env": PAIR + b"z"})
    oid = repo.git("rev-parse", what).strip().decode()
    os.remove(os.path.join(repo.path, ".git/objects", oid[:2], oid[2:]))
    end = repo.git("rev-parse", "HEAD").strip().decode()
    status, report, said = scan(repo, f"{end} --not --tags")
    assert status == 1, said
    assert report["complete"] is False


def test_a_partial_clone_is_incomplete_and_fetches_nothing(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.env": PAIR})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = str(tmp_path / "partial")
    repo.git("clone", "-q", "--no-local", "--filter=blob:none", "--no-checkout", f"file://{repo.path}", clone)
    status, report, _ = guard(clone, "scan", "--range", "HEAD~1..HEAD")
    assert status == 3
    assert [skip["path"] for skip in report["skipped"]] == ["a.env"]  # type: ignore[index, union-attr]  # of a report


def policy(text: str) -> dict[str, bytes]:
    return {".backpack-guard.toml": text.encode()}


def test_commits_may_not_loosen_the_policy_of_their_base(repo: Repo) -> None:
    accept = f'[[accept]]\napi-key = "{K}"\nreason = "mine"\n'
    repo.commit({**policy('fail-on = "never"\n[limits]\nmember-size = 1\n' + accept), "a.env": PAIR})
    command = ["scan", "--range", "HEAD~1..HEAD"]
    status, report, _ = guard(repo.path, *command)
    (key_pair, *others) = found(report)
    assert (status, key_pair) == (1, ("key-pair", "a.env", "new"))
    assert others == [("policy-loosened", ".backpack-guard.toml", "new")] * 3
    import subprocess
    import sys

    from tests.push.kit import environment

    done = subprocess.run(
        [sys.executable, "-m", "guard", *command], cwd=repo.path, env=environment(), capture_output=True, check=False
    )
    said = done.stdout.decode()
    assert "would loosen the policy" in said
    assert "fail-on = never" in said
    assert "accept bpg1:" in said
    assert "limits.member-size" in said
    assert guard(repo.path, *command, "--config", ".backpack-guard.toml")[0] == 0
    repo.commit({"a.env": PAIR + b"x"})
    assert guard(repo.path, *command)[0] == 0  # the base accepts it now


def test_commits_may_tighten_the_policy_of_their_base(repo: Repo) -> None:
    repo.commit(policy('fail-on = "never"\n'))
    lone = f"x = {secret_text(3)}\n".encode()
    repo.commit({**policy(f'fail-on = "critical"\nwatch = ["{key_text(3)}"]\n'), "lone.txt": lone})
    status, report, _ = scan(repo, "HEAD~1..HEAD")
    assert (status, found(report)) == (1, [("watched-secret", "lone.txt", "new")])
    assert key(3)


def test_a_broken_policy(repo: Repo) -> None:
    repo.commit({**policy("nonsense = 1\n"), "a.env": PAIR})
    assert scan(repo, "HEAD~1..HEAD")[0] == 1
    repo.commit({"b": b"b"})
    status, _, said = scan(repo, "HEAD~1..HEAD")
    assert (status, "nonsense" in said) == (2, True)
