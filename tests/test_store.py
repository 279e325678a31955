"""`store` and `run`: into every safe place and out again, and the secret nowhere else."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from typing import Any

import pytest

from guard.cli import main
from guard.errors import StoreError
from tests import forms
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

PAIR = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
GUARD = [sys.executable, "-m", "guard"]


@pytest.fixture
def place(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository as the current folder, a home of its own, no keyring."""
    for name in [one for one in os.environ if one.startswith(("GIT_", "BACKPACK", "BPX"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    repo = Repo(str(tmp_path / "work"))
    os.chmod(repo.path, 0o755)
    monkeypatch.chdir(repo.path)
    with open(f"{tmp_path}/pair", "w") as stream:
        stream.write(PAIR)
    return f"{tmp_path}/pair"


def read(name: str) -> str:
    with open(name) as stream:
        return stream.read()


def write(name: str, text: str) -> None:
    with open(name, "w") as stream:
        stream.write(text)


def guard(*argv: str, data: bytes = b"", status: int = 0) -> str:
    """Run the command as its own process; nothing secret may be told."""
    done = subprocess.run([*GUARD, *argv], input=data, capture_output=True, check=False)
    assert_no_secret(done.stdout + done.stderr)
    assert done.returncode == status, done.stderr.decode()
    return (done.stdout + done.stderr).decode()


def test_env_file_is_private_ignored_and_kept_out_of_images(place: str) -> None:
    write("Dockerfile", "FROM x\n")
    said = guard("store", "--to", "env", "--from", place)
    assert read(".env") == PAIR
    assert stat.S_IMODE(os.stat(".env").st_mode) == 0o600
    assert (read(".gitignore"), read(".dockerignore")) == ("/.env\n", "**/.env\n")
    assert key_text(1) in said and f"{place} still holds the secret" in said
    report = json.loads(guard("check", "--format", "json", ".env"))
    assert [(key["verdict"], key["place"]) for key in report["keys"]] == [("ok", [])] * 2


def test_env_file_that_is_there_is_changed_with_consent_only(place: str) -> None:
    before = f"# mine\nOTHER=1\nBACKPACK_API_SECRET={seed(9).hex()} # old"
    write(".env", before)
    guard("store", "--to", "env", "--from", place, status=3)
    assert read(".env") == before
    guard("store", "--to", "env", "--from", place, "--yes")
    lines = read(".env").splitlines()
    assert lines == ["# mine", "OTHER=1", f"BACKPACK_API_SECRET={secret_text(1)} # old", f"BACKPACK_API_KEY={key_text(1)}"]
    assert stat.S_IMODE(os.stat(".env").st_mode) == 0o600


def test_a_tracked_file_and_a_read_only_folder_are_refused(place: str) -> None:
    repo = Repo(os.getcwd())
    repo.commit({".env": b"A=1\n"})
    assert "tracks" in guard("store", "--to", "env", "--from", place, "--yes", status=3)
    guard("store", "--to", "env", "--file", "no/such/folder/.env", "--from", place, status=3)


def test_every_form_is_brought_into_the_right_one(place: str) -> None:
    for number, text in enumerate((seed(1).hex(), forms.pem(1), forms.openssh(1), forms.jwk(1), str(list(seed(1))), secret_text(1))):
        guard("store", "--to", "env", "--file", f"{number}.env", data=text.encode())
        assert read(f"{number}.env") == PAIR


@pytest.mark.parametrize(("text", "status"), [
    (f"API_KEY={key_text(2)}\nAPI_SECRET={secret_text(1)}\n", 1), ("", 3), (secret_text(1)[:30], 1),
    (f"A_SECRET_KEY={secret_text(1)}\nB_SECRET_KEY={secret_text(2)}\n", 2), (forms.armour("RSA PRIVATE KEY", bytes(99)), 1),
])  # fmt: skip
def test_what_is_wrong_is_not_stored(place: str, text: str, status: int) -> None:
    guard("store", "--to", "env", data=text.encode(), status=status)
    assert not os.path.exists(".env")


def test_an_account_is_chosen_by_its_name(place: str) -> None:
    text = f"BPX_MAIN_API_SECRET={secret_text(1)}\nBPX_OTHER_API_SECRET={secret_text(2)}\n"
    guard("store", "--to", "env", "--account", "other", data=text.encode())
    assert read(".env") == f"BACKPACK_OTHER_API_KEY={key_text(2)}\nBACKPACK_OTHER_API_SECRET={secret_text(2)}\n"


def test_secrets_in_arguments_are_refused(place: str) -> None:
    for arguments in (["store", "--account", secret_text(1)], ["store", "--from", secret_text(1)], ["store", "--file", seed(1).hex()]):
        assert main(arguments) == 2
    assert "holds the secret" in guard("run", "--from", place, "--", "echo", secret_text(1), status=2)


def test_no_keyring_is_said_with_the_way_out(place: str) -> None:
    assert "--to env" in guard("store", "--from", place, status=3)
    assert "D-Bus" in guard("store", "--list", status=3)


@pytest.mark.parametrize("name", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"])
def test_back_ends_that_keep_nothing_are_refused(name: str) -> None:
    from guard.stores.keyring import refusal

    module, _, kind = name.rpartition(".")
    assert refusal(module, kind)
    assert refusal("keyrings.alt.file", "PlaintextKeyring")
    assert not refusal("keyring.backends.SecretService", "Keyring")
    assert not refusal("keyring.backends.macOS", "Keyring")


def test_age(place: str) -> None:
    if not _has("age-keygen"):
        pytest.skip("age is not installed")
    made = subprocess.run(["age-keygen", "-o", "id"], capture_output=True, check=True)
    recipient = made.stderr.decode().split()[-1]
    guard("store", "--to", "age", "--recipient", recipient, "--file", "p.age", "--from", place)
    assert_no_secret(read("p.age").encode())
    assert subprocess.run(["age", "-d", "-i", "id", "p.age"], capture_output=True, check=True).stdout.decode() == PAIR
    assert "age" in guard("store", "--to", "age", "--from", place, status=2)
    assert json.loads(guard("check", "--format", "json", "p.age"))["keys"][0]["verdict"] == "encrypted"


def _has(name: str) -> bool:
    from shutil import which

    return which(name) is not None


def test_sops_and_systemd_get_the_secret_on_standard_input_only(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins that write down how they were called, for machines without these programs."""
    os.mkdir("bin")
    for name in ("sops", "systemd-creds"):
        write(f"bin/{name}", f'#!/bin/sh\necho "$@" > {name}.args\nenv > {name}.env\ncat > {name}.in\necho sealed\n')
        os.chmod(f"bin/{name}", 0o755)
    monkeypatch.setenv("PATH", f"{os.getcwd()}/bin{os.pathsep}{os.environ['PATH']}")
    guard("store", "--to", "sops", "--recipient", "age1x", "--from", place)
    said = guard("store", "--to", "systemd-creds", "--from", place)
    assert (read("sops.in"), read("systemd-creds.in")) == (PAIR, secret_text(1))
    assert "LoadCredentialEncrypted=backpack_api_secret:" in said
    for name in ("sops.args", "sops.env", "systemd-creds.args", "systemd-creds.env"):
        assert_no_secret(read(name).encode())
    assert read("backpack.enc.env") == "sealed\n"
    write("bin/sops", f'#!/bin/sh\necho "bad: {secret_text(1)}" >&2\nexit 3\n')
    assert "status 3" in guard("store", "--to", "sops", "--file", "x", "--from", place, status=3)


def test_systemd_creds_for_real(place: str) -> None:
    probe = subprocess.run(["systemd-creds", "encrypt", "--name=x", "-", "-"], input=b"x", capture_output=True, check=False) \
        if _has("systemd-creds") else None  # fmt: skip
    if probe is None or probe.returncode:
        pytest.skip("systemd-creds does not work here")
    guard("store", "--to", "systemd-creds", "--from", place)
    plain = ["systemd-creds", "decrypt", "--name=backpack_api_secret", "backpack_api_secret.cred", "-"]
    assert subprocess.run(plain, capture_output=True, check=True).stdout.decode() == secret_text(1)
    assert json.loads(guard("check", "--format", "json", "backpack_api_secret.cred"))["keys"][0]["verdict"] == "encrypted"


def test_hand_over_lines_read_standard_input(place: str) -> None:
    assert "| gh secret set BACKPACK_API_SECRET" in guard("store", "--to", "github", "--from", place)
    assert "| glab variable set BACKPACK_API_SECRET --masked" in guard("store", "--to", "gitlab", "--from", place)


def test_run_gives_the_pair_and_passes_the_status_on(place: str) -> None:
    code = "import os,sys; sys.exit(7 if os.environ['K']+os.environ['S'] == sys.stdin.read() else 1)"
    guard("run", "--from", place, "--env", "K=S", "--", sys.executable, "-c", code, data=(key_text(1) + secret_text(1)).encode(), status=7)
    guard("run", "--from", place, "--", "sh", "-c", 'test -n "$BACKPACK_API_KEY$BACKPACK_API_SECRET"')
    for wrong in (["run"], ["run", "--from", place], ["run", "--from", place, "--env", "A", "--", "true"],
                  ["run", "--from", place, "--", "no-such-program"], ["run", "--from", "-", "--", "true"]):  # fmt: skip
        guard(*wrong, status=2)


def test_run_refuses_a_broken_pair(place: str) -> None:
    write("bad.env", f"BACKPACK_API_KEY={key_text(2)}\nBACKPACK_API_SECRET={secret_text(1)}\n")
    guard("run", "--from", "bad.env", "--", "true", status=1)


def test_run_passes_signals_and_hides_the_secret_from_the_process_list(place: str) -> None:
    child = subprocess.Popen([*GUARD, "run", "--from", place, "--", "sh", "-c", "echo up; exec sleep 60"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"up\n"
    time.sleep(0.1)
    assert_no_secret(_command_lines())
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == -signal.SIGTERM
    child.stdout.close()


def _command_lines() -> bytes:
    found = b""
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as stream:
                    found += stream.read() + b"\n"
            except OSError:
                continue
    return found


def test_prompt_is_hidden_and_its_end_is_told(place: str) -> None:
    """On a real terminal: what is typed does not come back, and the end of input stores nothing."""
    import pty

    for answers, status in (([(b"not shown", secret_text(1)), (b"Enter", "")], 0), ([(b"not shown", "\x04")], 3)):
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.pop("CI", None)
            os.execv(sys.executable, [*GUARD, "store", "--to", "env", "--file", "typed.env"])
        shown = b""
        waiting = list(answers)
        while True:
            try:
                piece = os.read(terminal, 1000)
            except OSError:
                break
            shown += piece
            if not piece:
                break
            if waiting and waiting[0][0] in shown:
                time.sleep(0.2)  # the terminal's echo is switched off just after the question
                os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status, shown
        assert_no_secret(shown)
        os.close(terminal)
    assert read("typed.env") == PAIR


SOURCES = {
    "bot.py": ('"""Bot."""\nfrom __future__ import annotations\n\nSECRET = "{s}"\n',
               '"""Bot."""\nfrom __future__ import annotations\nimport os\n\nSECRET = os.environ["BACKPACK_API_SECRET"]\n'),
    "raw.py": ("import os\nx = b'{s}'\n", "import os\nx = os.environ[\"BACKPACK_API_SECRET\"].encode()\n"),
    "bot.js": ("const s = `{s}`;\n", "const s = process.env.BACKPACK_API_SECRET;\n"),
    "bot.ts": ("const s = '{s}';\n", "const s = process.env.BACKPACK_API_SECRET!;\n"),
    "main.go": ('package main\n\nvar s = "{s}"\n', 'package main\n\nimport "os"\n\nvar s = os.Getenv("BACKPACK_API_SECRET")\n'),
    "main.rs": ('let s = "{s}";\n',
                'let s = &std::env::var("BACKPACK_API_SECRET").expect("BACKPACK_API_SECRET is not set");\n'),
    "a.yaml": ("secret: {s}\nb: '{s}'\n", "secret: ${BACKPACK_API_SECRET}\nb: '${BACKPACK_API_SECRET}'\n"),
    "a.json": ('{"s": "{s}"}\n', '{"s": "${BACKPACK_API_SECRET}"}\n'),
    "old.env": ("A=1\nBACKPACK_API_SECRET={s}\nB=2\n",
                "A=1\n# BACKPACK_API_SECRET is kept elsewhere; start with: backpack-guard run -- CMD\nB=2\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_literals_become_references(place: str, name: str) -> None:
    before, after = (text.replace("{s}", secret_text(1)) for text in SOURCES[name])
    write(name, before)
    said = guard("store", "--to", "github", "--from", place, "--replace", name)
    assert read(name) == before
    assert f"+++ b/{name}" in said
    assert "delete API key" in said
    guard("store", "--to", "github", "--from", place, "--replace", name, "--yes")
    assert read(name) == after


def test_literals_that_stay_are_told(place: str) -> None:
    write("notes.txt", f"my secret {seed(1).hex()}\n")
    write("doc.py", f'"""{secret_text(1)}"""\n')
    said = guard("store", "--to", "github", "--from", place, "--replace", ".", "--yes")
    assert "notes.txt:1" in said and "doc.py:1" in said


def test_a_keyring_that_prompts_is_not_used_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.null import Keyring as Null

    from guard.stores.keyring import Keyring

    class EncryptedKeyring(Null):  # type: ignore[misc]
        """A stand-in for keyrings.alt.file.EncryptedKeyring, which asks by getpass."""

    EncryptedKeyring.__module__ = "keyrings.alt.file"
    monkeypatch.setattr(keyring, "get_keyring", EncryptedKeyring)
    with pytest.raises(StoreError, match="passphrase"):
        Keyring(interactive=False)
    Keyring(interactive=True)


def test_keyring_store_check_run_remove_against_a_stand_in(place: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Memory(KeyringBackend):
        """A keyring of one dictionary."""

        priority = 1  # type: ignore[assignment]
        kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 - one test, one class

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del self.kept[service, username]

    monkeypatch.setattr(keyring, "get_keyring", Memory)
    assert main(["store", "--from", place]) == 0
    assert main(["store", "--from", place, "--account", "two"]) == 0
    assert main(["store", "--list"]) == 0
    assert f"default  {key_text(1)}" in capsys.readouterr().out
    assert main(["check", "--format", "json", "keyring:backpack-guard"]) == 0
    output = capsys.readouterr().out
    assert [key["verdict"] for key in json.loads(output)["keys"]] == ["ok"] * 4
    assert main(["check", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["keys"]) == 4
    write("other", f"API_SECRET={secret_text(2)}\n")
    assert main(["store", "--from", "other"]) == 3
    assert main(["store", "--remove"]) == 2
    assert main(["store", "--remove", "--yes"]) == 0
    assert main(["store", "--remove", "--yes"]) == 2
    assert sorted(Memory.kept) == [("backpack-guard", "accounts"), ("backpack-guard", "two")]
    assert_no_secret(capsys.readouterr().out.encode())

    def locked(self: object, *names: str) -> str:
        raise RuntimeError(secret_text(1))

    monkeypatch.setattr(Memory, "get_password", locked)
    assert main(["check", "keyring:backpack-guard/two"]) == 3
    assert_no_secret(capsys.readouterr().err.encode())
    from guard.stores.keyring import Keyring

    with pytest.raises(StoreError):
        Keyring().get("two")
