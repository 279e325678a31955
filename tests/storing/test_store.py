"""`store` and `run`: into every safe place and out again, and the secret nowhere else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from typing import Any

import pytest

from guard.cli import main
from guard.errors import StoreError
from tests import forms
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo
from tests.storing.kit import PAIR, guard, read, write


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
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Memory")
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
