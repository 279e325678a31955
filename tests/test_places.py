"""Where keys lie: modes, folders, git, docker, synced folders, histories, copies; and the `check` command whole."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from guard.cli import main
from guard.places.docker import is_ignored
from tests import forms
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

PAIR = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"


@pytest.fixture
def home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home folder of its own and a repository in it, which is the current folder."""
    for name in [one for one in os.environ if one.startswith(("XDG_", "PRE_COMMIT", "PREK", "GIT_", "BACKPACK", "BPX"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HISTFILE", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    repo = Repo(str(tmp_path / "work"))
    os.chmod(repo.path, 0o755)
    monkeypatch.chdir(repo.path)
    repo.write(".gitignore", b".env\n")
    return str(tmp_path)


def write(name: str, text: str, mode: int = 0o600) -> None:
    os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
    with open(name, "w") as stream:
        stream.write(text)
    os.chmod(name, mode)


def read(name: str) -> str:
    with open(name) as stream:
        return stream.read()


def run(capsys: Any, *argv: str) -> tuple[int, dict[str, Any]]:
    status = main(["check", "--format", "json", *argv])
    output = capsys.readouterr()
    assert secret_text(1)[:16] not in output.out + output.err
    return status, json.loads(output.out) if output.out else {"error": output.err}


def places(report: dict[str, Any]) -> set[str]:
    return {one["id"] for key in report["keys"] for one in key["place"]}


def test_a_safe_pair_is_all_well(home: str, capsys: Any) -> None:
    write(".env", PAIR)
    status, report = run(capsys)
    assert status == 0
    assert [(key["verdict"], key["severity"], key["place"]) for key in report["keys"]] == [("ok", "ok", [])] * 2
    assert report["keys"][1]["api_key"] == key_text(1)
    assert report["keys"][0]["pair"] == {"name": "BACKPACK_API_SECRET", "path": ".env", "line": 2}


@pytest.mark.parametrize(("mode", "name", "status"), [(0o644, "mode-readable", 0), (0o666, "mode-writable", 1)])
def test_modes(home: str, capsys: Any, mode: int, name: str, status: int) -> None:
    write(".env", PAIR, mode)
    found, report = run(capsys)
    assert (found, places(report)) == (status, {name})


def test_a_private_group_is_no_other(home: str, capsys: Any) -> None:
    write(".env", PAIR, 0o660)
    os.chmod(".", 0o775)
    own = os.stat(".env")
    expected = set() if own.st_uid == own.st_gid else {"mode-writable", "parent-writable"}
    assert places(run(capsys)[1]) == expected


def test_folder_that_others_may_write(home: str, capsys: Any) -> None:
    write(".env", PAIR)
    os.chmod(".", 0o777)
    assert places(run(capsys)[1]) == {"parent-writable"}


def test_other_owner(home: str, capsys: Any) -> None:
    if os.geteuid():
        pytest.skip("only root can give a file away")
    write(".env", PAIR)
    os.chown(".env", 12345, -1)
    assert places(run(capsys)[1]) == {"owner"}


def test_tracked_committed_ignored(home: str, capsys: Any) -> None:
    repo = Repo(os.getcwd())
    write("prod.env", PAIR)
    assert places(run(capsys)[1]) == {"not-ignored"}
    with open(".git/info/exclude", "a") as stream:
        stream.write("prod.env\n")
    assert places(run(capsys)[1]) == set()
    repo.commit({"old.txt": b"x = " + seed(1).hex().encode()})
    repo.git("rm", "-q", "old.txt")
    repo.git("commit", "-qm", "gone")
    status, report = run(capsys)
    assert (status, places(report)) == (1, {"committed"})
    repo.git("add", "-f", "prod.env")
    assert "tracked" in places(run(capsys)[1])


def test_ignored_by_the_users_own_rules_and_inside_an_ignored_folder(home: str, capsys: Any) -> None:
    write(f"{home}/.config/git/ignore", "*.secret.env\nkeep/\n")
    write("a.secret.env", PAIR)
    write("keep/b.env", PAIR)
    assert places(run(capsys, "a.secret.env", "keep/b.env")[1]) == set()


def test_docker_context(home: str, capsys: Any) -> None:
    write(".env", PAIR)
    write("Dockerfile", "FROM x\n")
    assert places(run(capsys)[1]) == {"docker"}
    write(".dockerignore", "# c\n**/.env\n")
    assert places(run(capsys)[1]) == set()


@pytest.mark.parametrize(("rules", "ignored"), [
    ("*.env", False), (".env", False), ("**/.env", True), ("conf", True), ("conf/*", True), ("*/.e?v", True),
    ("**", True), ("conf\n!conf/.env", False), ("/conf/.env", True), ("con[a-f]", True), ("# conf", False), ("", False),
])  # fmt: skip
def test_dockerignore_rules(rules: str, ignored: bool) -> None:
    assert is_ignored("conf/.env", rules) is ignored


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Firm", "Nextcloud", "我的坚果云"])
def test_synced_folders(home: str, capsys: Any, folder: str) -> None:
    write(f"{home}/{folder}/x/.env", PAIR)
    assert places(run(capsys, f"{home}/{folder}/x/.env")[1]) == {"synced"}


def test_copies_of_the_secret(home: str, capsys: Any) -> None:
    write(".env", PAIR)
    write(f"{home}/.bash_history", f"ls\nexport S={secret_text(1)}\n")
    write(".env.bak.txt", "nothing")
    write(".env~", f"S={seed(1).hex()}\n")
    write(f"{home}/.cache/pre-commit/patch1-2", f"+S={secret_text(1)}\n", 0o644)
    write(f"{home}/.cache/prek/patches/1.patch", "+clean\n")
    status, report = run(capsys)
    assert status == 1
    assert places(report) == {"history", "editor-copy", "hook-patch"}
    said = " ".join(one["message"] for key in report["keys"] for one in key["place"])
    assert "~/.bash_history, line 2" in said


def test_fix_keeps_the_mode_and_makes_no_backup_unasked(home: str, capsys: Any) -> None:
    number = forms.url_safe(1)
    wrong = secret_text(number).replace("+", "-").replace("/", "_")
    write(".env", f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={wrong}\n", 0o640)
    status, report = run(capsys, "--fix", ".env")
    assert (status, report["mended"]) == (0, [".env:2 BACKPACK_API_SECRET"])
    assert os.stat(".env").st_mode & 0o777 == 0o640
    assert secret_text(number) in read(".env")
    assert sorted(os.listdir(".")) == [".env", ".git", ".gitignore"]
    write(".env", f"BACKPACK_API_SECRET={wrong}\n")
    run(capsys, "--fix", "--backup", ".env")
    assert wrong in read(".env.bak")
    assert os.stat(".env.bak").st_mode & 0o777 == 0o600


def test_damage_in_one_store_leaves_the_others(home: str, capsys: Any) -> None:
    write(".env", PAIR)
    write("bad.toml", "a = \n")
    status, report = run(capsys, "bad.toml", ".env")
    assert (status, report["complete"], len(report["keys"])) == (3, False, 2)
    assert report["skipped"] == [{"path": "bad.toml:1", "reason": "not valid TOML"}]


def test_usage(home: str, capsys: Any) -> None:
    assert run(capsys, "no-such-file")[0] == 2
    assert run(capsys, secret_text(1))[0] == 2
    assert run(capsys, "--backup")[0] == 2
    assert main(["check", "--format", "nonsense"]) == 2
    assert run(capsys, "keyring:backpack-guard")[0] == 3
    assert run(capsys)[0] == 0


def test_environment(home: str, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPX_API_KEY", key_text(1))
    monkeypatch.setenv("BPX_API_SECRET", secret_text(2))
    status, report = run(capsys)
    assert (status, {key["path"] for key in report["keys"]}) == (1, {"env:"})


def test_hook_is_silent_when_well_and_does_not_fail_on_placeholders(home: str, capsys: Any) -> None:
    write(".env", PAIR)
    assert main(["check", "--hook"]) == 0
    assert capsys.readouterr().out == ""
    write(".env", "BACKPACK_API_SECRET=<secret>\n")
    assert main(["check", "--hook"]) == 0
    assert "placeholder" in capsys.readouterr().out
    write(".env", f"BACKPACK_API_SECRET={seed(1).hex()}\n")
    assert main(["check", "--hook"]) == 1


@pytest.mark.parametrize(("text", "status"), [
    (key_text(1), 0), (key_text(1) + "\n", 0), (forms.armour("PUBLIC KEY", forms.SPKI + bytes(32)), 1),
    (secret_text(0), 1), (key_text(1)[:-1], 1), (forms.pem(1), 1), ("", 1), ("nonsense", 1), (forms.jwk(1, private=False), 1),
])  # fmt: skip
def test_public_key(home: str, capsys: Any, text: str, status: int) -> None:
    write("pub", text)
    assert main(["check", "--public-key", "pub"]) == status
    output = capsys.readouterr().out
    if text == forms.pem(1):
        assert key_text(1) in output
    assert secret_text(1) not in output


def test_public_key_is_mended_in_its_file(home: str, capsys: Any) -> None:
    write("pub", key_text(1).rstrip("="))
    assert main(["check", "--fix", "--public-key", "pub"]) == 0
    assert read("pub") == key_text(1)


def test_other_formats_carry_the_verdicts(home: str, capsys: Any) -> None:
    from guard import registry

    write(".env", f"BACKPACK_API_SECRET={seed(1).hex()}\n")
    for name in registry.names("formats"):
        assert main(["check", "--format", name]) == 1
        output = capsys.readouterr().out
        assert "hex" in output
        assert seed(1).hex()[:12] not in output


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_tells_what_mends_it(home: str, capsys: Any, lang: str) -> None:
    write(".env", f"BACKPACK_API_SECRET={seed(1).hex()}\n")
    assert main(["check", "--lang", lang, ".env"]) == 1
    output = capsys.readouterr().out
    assert "backpack-guard check --fix .env" in output
    assert key_text(1) in output


@pytest.mark.parametrize(("option", "mode", "status"), [
    ("low", 0o644, 1), ("medium", 0o644, 0), ("never", 0o666, 0), ("high", 0o666, 1), ("critical", 0o666, 0),
])  # fmt: skip
def test_fail_on(home: str, capsys: Any, option: str, mode: int, status: int) -> None:
    write(".env", PAIR, mode)
    found, report = run(capsys, "--fail-on", option)
    assert (found, report["exit"]) == (status, status)
