"""Where a value stands, whatever its form: the letters K, on real repositories, and that no letter is without a test."""

from __future__ import annotations

import os

import pytest

from tests.audit.help import Audited, audit, pair, repo, run
from tests.pairs import key_text, seed
from tests.shapes import FORMS, shapes
from tests.shapes.test_by_letter import ALONE, PAIRS
from tests.shapes.test_silence import PLACEHOLDERS
from tests.sources.repo import Repo

__all__ = ["repo"]
WRITTEN = [name for name in FORMS if name != "typed array"]
ONE_LINE = ["base64", "url-safe", "unpadded", "stray bits", "hex", "0x", "64 bytes", "base58", "colons", "base32", "PKCS#8", "base64 of base64"]
IN_NAMES = [name for name in ONE_LINE if name not in ("colons",)]
PROVEN = {"key-pair", "expanded-secret"}


def key_line(number: int) -> bytes:
    return f"BACKPACK_API_KEY={key_text(number)}\n".encode()


def line(form: str, number: int) -> bytes:
    return f"BACKPACK_API_SECRET={FORMS[form](seed(number))}\n".encode()


def proves(found: Audited, number: int, *origins: str) -> bool:
    return any(one["rule"] in PROVEN and (not origins or one["origin"] in origins) for one in found.of(number))


@pytest.mark.parametrize("form", WRITTEN)
def test_key_and_secret_in_two_files(repo: Repo, form: str) -> None:
    """K1."""
    repo.add({".env.example": key_line(1), "app.ipynb": line(form, 1)})
    assert proves(run("scan", repo.path, "--format", "json"), 1)
    assert proves(staged(repo), 1)


def staged(repo: Repo) -> Audited:
    before = os.getcwd()
    os.chdir(repo.path)
    try:
        return run("scan", "--staged", "--format", "json")
    finally:
        os.chdir(before)


@pytest.mark.parametrize("form", WRITTEN)
def test_a_secret_that_comes_after_its_key(repo: Repo, form: str) -> None:
    """K2: the key is in the index, not among the added lines."""
    repo.commit({"config.py": key_line(2)})
    repo.commit({"other": b"x\n"})
    repo.add({"later.py": line(form, 2)})
    assert proves(staged(repo), 2)


@pytest.mark.parametrize("form", WRITTEN)
def test_a_commit_message_and_a_note(repo: Repo, form: str) -> None:
    """K3 and K4."""
    repo.commit({"config.py": key_line(3) + key_line(4)}, line(form, 3).decode())
    repo.git("notes", "add", "-m", line(form, 4).decode())
    found = audit(repo)
    assert proves(found, 3, "commit-message") and proves(found, 4, "note")


@pytest.mark.parametrize("form", IN_NAMES)
def test_a_file_name(repo: Repo, form: str) -> None:
    """K5: the `/` of base64 splits directories."""
    text = FORMS[form](seed(5))
    repo.commit({"config.py": key_line(5), f"BACKPACK_API_SECRET={text}": b"x"})
    assert proves(audit(repo), 5, "path")
    repo.commit({f"{text}.json": b"x"})
    assert {"path"} <= {one["origin"] for one in audit(repo).of(5)}


@pytest.mark.parametrize("form", WRITTEN)
def test_only_in_history(repo: Repo, form: str) -> None:
    """K6: cleaned up at the tip."""
    added = repo.commit({"config.py": key_line(6) + line(form, 6)})
    repo.commit({"config.py": b"import os\n"})
    assert not run("scan", repo.path, "--format", "json").of(6)
    found = audit(repo)
    assert proves(found, 6) and {one["commit"] for one in found.of(6)} == {added}
    assert all(one["story"]["in_head"] is False for one in found.of(6))


@pytest.mark.parametrize("attribute", ["-diff", "binary", "export-ignore", "-text", "diff=none filter=none"])
@pytest.mark.parametrize("form", ["base64", "hex", "list", "PKCS#8"])
def test_attributes_hide_nothing(repo: Repo, form: str, attribute: str) -> None:
    """K7."""
    repo.add({".gitattributes": f"* {attribute}\n".encode(), "secret.dat": key_line(7) + line(form, 7)})
    assert proves(staged(repo), 7)
    repo.git("commit", "-qm", "m")
    assert proves(audit(repo), 7, "blob")


@pytest.mark.parametrize("form", IN_NAMES)
def test_places_outside_of_files(repo: Repo, form: str) -> None:
    """K8: the URL of a remote, of a submodule, the target of a link."""
    text = FORMS[form](seed(8))
    quoted = text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    repo.commit({"config.py": key_line(8)})
    repo.git("config", "remote.origin.url", f"https://bot:{quoted}@example.invalid/r.git")
    assert proves(audit(repo), 8, "config")
    repo.git("config", "--unset", "remote.origin.url")
    repo.commit({".gitmodules": f'[submodule "s"]\n\tpath = s\n\turl = https://bot:{quoted}@example.invalid/s.git\n'.encode()})
    assert proves(audit(repo), 8, "blob")
    os.symlink(f"/tmp/{text.replace('/', '_')}", os.path.join(repo.path, "link"))
    repo.git("add", "link")
    repo.git("commit", "-qm", "link")
    assert proves(audit(repo), 8, "symlink")


def test_both_versions_of_a_rotated_pair(repo: Repo) -> None:
    """K9: two findings."""
    repo.commit({".env": pair(9)})
    repo.commit({".env": pair(10)})
    found = audit(repo)
    assert {one["rule"] for one in found.findings} == {"key-pair"}
    assert {one["api_key"] for one in found.findings} == {key_text(9), key_text(10)}


LETTERS = {"A": 24, "B": 27, "C": 15, "D": 12, "E": 21, "F": 15, "G": 12, "H": 6, "I": 18, "J": 12, "K": 9, "L": 12}


def test_every_letter_has_a_test() -> None:
    tested = {name.partition(" ")[0] for name, _, _ in shapes()} | {name.partition(" ")[0] for name in [*PAIRS, *ALONE, *PLACEHOLDERS]}
    tested |= {"I16", "L11", *(f"K{at}" for at in range(1, 10))}  # test_by_letter, test_silence, here
    missing = {f"{letter}{at}" for letter, count in LETTERS.items() for at in range(1, count + 1)} - tested
    assert missing == set()
