"""Options that narrow an audit: each leaves out what it says, and the report says what was not asked for."""

from __future__ import annotations

import pytest

from tests.audit.help import audit, pair, repo, run
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

__all__ = ["repo"]
ALL = {1, 2, 3, 4, 5, 6}


def dated(repo: Repo, year: int, name: str, content: bytes) -> None:
    repo.add({name: content})
    when = f"{year}-06-01T00:00:00Z"
    repo.git("commit", "-qm", name, env={"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when})


@pytest.fixture
def filled(repo: Repo) -> Repo:
    """Pair 1 came in 2010, 2 in 2030, 3 on a branch, 4 dangles, 5 is staged, 6 is a submodule's."""
    repo.git("checkout", "-q", "--orphan", "dated")
    dated(repo, 2010, "one.env", pair(1))
    repo.git("rm", "-q", "one.env")
    dated(repo, 2020, "middle", b"m")
    dated(repo, 2030, "two.env", pair(2))
    repo.git("checkout", "-qb", "side")
    dated(repo, 2030, "three.env", pair(3))
    repo.git("checkout", "-q", "dated")
    repo.add({"four.env": pair(4)})
    repo.git("rm", "-qf", "four.env")
    sub = Repo(repo.path + "-sub")
    sub.commit({"six.env": pair(6)})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub.path, "sm")
    repo.git("rm", "-qf", "--cached", "sm", ".gitmodules")
    repo.add({"five.env": pair(5)})
    return repo


CASES = [
    ((), ALL, ""),
    (("--no-submodules",), ALL - {6}, "not asked for (--submodules reads it)"),
    (("--reachable-only",), {1, 2, 3, 5, 6}, "no ref reaches"),
    (("--branch", "side"), {1, 2, 3}, "not asked for"),
    (("--ref", "refs/heads/dated"), {1, 2}, "not asked for"),
    (("--branch", "dated", "--branch", "side"), {1, 2, 3}, "not asked for"),
    (("--branch", "dated~2"), {1}, "not asked for"),
    (("--since", "2025-01-01"), {2, 3}, "not asked for"),
    (("--since", "2025-01-01", "--branch", "dated"), {2}, "not asked for"),
    (("--since", "2099-01-01"), set(), "not asked for"),
]


@pytest.mark.parametrize(("options", "expected", "told"), CASES)
def test_what_is_asked_for_and_no_more(filled: Repo, options: tuple[str, ...], expected: set[int], told: str) -> None:
    found = audit(filled, "--no-cache", *options)
    assert {number for number in range(1, 9) if found.of(number)} == expected
    said = found.reasons + "\n".join(found.report["notes"])
    assert told in said, said
    assert found.report["complete"], found.reasons
    assert found.status == (1 if expected else 0)


@pytest.mark.parametrize("option", ["--max-objects=3", "--max-bytes=100"])
def test_a_limit_that_is_reached_is_incomplete(filled: Repo, option: str) -> None:
    found = audit(filled, option, "--fail-on", "never")
    assert (found.status, found.report["complete"]) == (3, False)
    assert "limit reached: " in found.reasons
    scanned = found.report["scanned"]
    assert scanned["read"] < scanned["requested"]


@pytest.mark.parametrize("option", ["--max-objects=100000", "--max-bytes=1GiB", "--max-bytes=0"])
def test_a_limit_that_is_not_reached_leaves_nothing_out(filled: Repo, option: str) -> None:
    found = audit(filled, option)
    assert {number for number in range(1, 9) if found.of(number)} == ALL
    assert found.report["complete"]


@pytest.mark.parametrize(
    "option",
    ["--max-objects=-1", "--max-objects=x", "--max-bytes=x", "--max-bytes=", "--max-bytes=-1", "--max-bytes=1e9", "--since=x",
     "--since=", "--since=2020-13-01", "--since=yesterday", "--branch=", "--branch=nope", "--branch=--all", "--ref=a b", "--ref=HEAD\n"],
)  # fmt: skip
def test_what_is_no_limit_date_or_ref_is_an_error_of_use(repo: Repo, option: str) -> None:
    found = run("audit", repo.path, option)
    assert (found.status, found.out) == (2, ""), found.err
    assert "hint: " in found.err or "does not hold" in found.err
    assert key_text(1) not in found.err


@pytest.mark.parametrize("options", [("--branch", "main"), ("--since", "2001-01-01"), ("--reachable-only",), ()])
def test_a_secret_in_the_name_of_a_ref_is_no_part_of_a_story(options: tuple[str, ...], repo: Repo) -> None:
    repo.git("checkout", "-q", "-B", "main")
    repo.commit({"k.env": f"BACKPACK_API_KEY={key_text(7)}\n".encode()})
    repo.git("branch", f"k-{seed(7).hex()}")
    repo.commit({"one.env": pair(1)})
    found = audit(repo, "--no-cache", *options)
    assert [one["origin"] for one in found.of(7)] == ["ref-name"]
    for text in ("text", "html", "sarif"):
        said = run("audit", "--no-cache", *options, "--format", text, repo.path)
        assert_no_secret((said.out + said.err).encode(), (7,))


@pytest.mark.parametrize("text", [secret_text(7).replace("/", "_").replace("+", "-"), seed(7).hex()], ids=["base64", "hex"])
@pytest.mark.parametrize("options", [("--max-objects", "1"), ("--max-bytes", "1"), ("--branch", "late"), ("--since", "2029-01-01")])
def test_what_was_not_read_could_prove_the_value_in_the_name_of_a_ref(options: tuple[str, ...], text: str, repo: Repo) -> None:
    dated(repo, 2010, "k.env", f"KEY={key_text(7)}\n".encode())
    repo.git("checkout", "-q", "--orphan", "late")
    repo.git("rm", "-qrf", ".")
    dated(repo, 2030, "one.env", pair(1))
    repo.git("branch", f"k-{text}")
    repo.git("branch", f"k-{key_text(1).replace('/', '_')}")
    told = run("audit", "--no-cache", *options, "--format", "json", repo.path)
    assert text not in told.out
    assert_no_secret((told.out + told.err).encode(), (7,))
    for one in told.of(1):
        refs = one["story"]["refs"]
        assert "refs/heads/late" in refs and any("*" * len(text) in ref for ref in refs)
