"""What becomes of each form: with its key, named, in a key file, watched, and where nothing speaks of Backpack."""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from guard import registry
from guard.encodings import base58
from guard.model import Encoding
from guard.worth import WORTH
from tests.pairs import key, key_text, seed
from tests.shapes import named, run

ENCODINGS: dict[str, Encoding] = registry.load("encodings", "ENCODING")  # type: ignore[assignment]
CONTEXT = "# https://api.backpack.exchange\n"
ALONE = {"base58": "expanded-secret", "jwk": "key-pair", "openssh": "private-key-file", "pkcs8": "private-key-file"}
PROVEN_ONLY = {"indexed_numbers", "integer", "number_columns", "percent", "radix", "reversed", "words", "worded_words", "xored", "z85"}
EITHER = {"bare_escapes"}  # those of CSS are written so too: read as such some have names
WORTHY = {name for name, encoding in ENCODINGS.items() if encoding.rests == WORTH}
TEXTS = sorted(set(ENCODINGS) - {"packed_ints", "raw", "wide_ints"})


def written(name: str, number: int) -> str:
    return ENCODINGS[name].encode(seed(number), key(number)).decode("ascii")


@pytest.mark.parametrize("name", TEXTS)
def test_each_form_gets_its_rule(name: str) -> None:
    for number in range(4):
        text = written(name, number)
        whole = {key_text(number)}
        assert named(run({"a": "x " + text}, number), "watched-secret") == whole
        assert named(run({"a": f"{CONTEXT}k = {key_text(number)}\n", "b": (CONTEXT if name in WORTHY else "x ") + text}), "key-pair") == whole
        alone = run({"a": f"BACKPACK_SECRET = {text}"})
        told = named(alone, ALONE.get(name, "api-secret"))
        assert told <= whole if name in EITHER else not told & whole if name in PROVEN_ONLY else told == whole
        assert run({"a": "secret = " + text}).findings == []


def test_a_public_key_file_is_an_api_key() -> None:
    text = b64encode(bytes.fromhex("302a300506032b6570032100") + key(1)).decode()
    assert named(run({"a": CONTEXT + text}), "api-key") == {key_text(1)}
    assert run({"a": text}).findings == run({"a": CONTEXT + text}, 1).findings == []


def test_addresses_hashes_and_wallets_are_silent() -> None:
    addresses = "\n".join(base58.encode(key(number)).decode() for number in range(20))
    hashes = f"hash = {list(seed(101))}\nvector: {list(key(102))}\n{seed(103).hex(':')}\n{seed(104)!r}\n"
    assert run({"a": CONTEXT + addresses + "\n" + hashes}).findings == []
    wallet = f'"{base58.encode(seed(1) + key(1)).decode()}" "{base58.encode(key(1)).decode()}"'
    assert run({"a": wallet, "b": CONTEXT}).findings == []


def test_signatures_of_other_tools_are_silent() -> None:
    minisign = "untrusted comment: minisign public key\n" + b64encode(b"Ed" + bytes(8) + key(1)).decode()
    age = "# public key: age1" + "q" * 58 + "\nAGE-SECRET-KEY-1" + "Q9Z7" * 14 + "QP\n"
    assert run({"a": CONTEXT + minisign, "b": CONTEXT + age}).findings == []


@pytest.mark.parametrize("phrase", ["", "a pass phrase"])
def test_keys_of_ssh_keygen(tmp_path: Path, phrase: str) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    file = tmp_path / "k"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-f", file], check=True)
    report = run({"a": CONTEXT + file.read_text()})
    assert [one.rule for one in report.findings] == ([] if phrase else ["private-key-file"])
    assert [(skip.harmless, "passphrase" in skip.reason) for skip in report.skipped] == ([(True, True)] if phrase else [])
    assert report.complete
