"""What must stay silent: hashes, public keys and secrets of other systems, placeholders."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest

from guard.keys import derive_x25519
from guard.model import Report
from tests.pairs import key, key_text, secret_text, seed
from tests.shapes import run

CONTEXT = "https://api.backpack.exchange\n"


def text(value: bytes) -> str:
    return b64encode(value).decode()


def point_hash() -> bytes:
    """Return a digest that happens to be a curve point, as one in sixteen is."""
    from guard.keys import is_point

    return next(digest for n in range(999) if is_point(digest := sha256(str(n).encode()).digest()))


H, P = text(seed("hash")), text(point_hash())
WG = text(derive_x25519(seed("wg")))
SILENT = {
    "go.sum": f"github.com/a/b v1.2.3 h1:{H}\ngithub.com/a/b v1.2.3/go.mod h1:{P}\n",
    "narHash": f'"narHash": "sha256-{H}",\n"hash": "sha256-{P}"\n',
    "rekor": f'"keyId": "{H}",\n"rootHash": "{P}"\n',
    "lock file": f'hash = "sha256:{seed("x").hex()}"\n# bpx-py\n',
    "sops": f"backpack_secret: ENC[AES256_GCM,data:abc=,iv:{H},tag:xyz==,type:str]\n",
    "tendermint": f'"type": "tendermint/PubKeyEd25519",\n"value": "{key_text(3)}"\n',
    "sui": f"rawPublicKey: '{key_text(3)}'\n",
    "nix": f"trusted-public-keys = cache.example.org-1:{key_text(3)}\n",
    "priv_validator": f'"priv_key": {{"type": "x", "value": "{text(seed(3) + key(3))}"}}\n',
    "hex vectors": f"{seed(3).hex()} {key(3).hex()}\n{seed(4).hex()}{key(4).hex()}\n",
    "wireguard": f"[Interface]\nPrivateKey = {text(seed('wg'))}\n[Peer]\nPublicKey = {WG}\n",
    "wireguard environment": f"LOCAL_STATIC_PRIVATE_KEY={H}\n",
    "wireguard literals": f'"{text(seed("wg"))}",\n"{WG}",\n',
    "signal": f'"profileKey": "{H}",\n"masterKey": "{P}"\n',
    "gossip": f'gossipEncryptionKey := "{H}"\n',
    "laravel": f"- APP_KEY=base64:{H}\n# backpack demo\n",
    "other exchange": f'TEST_API_SECRET_B64 = "{H}"\n',
    "bpx by chance": f'seed = "{H}"\nx = "{"A" * 30}bpx{"B" * 30}="\n',
    "placeholders": "BACKPACK_API_SECRET=your_api_secret_here\nBACKPACK_API_KEY=<API_KEY>\nBPX_API_SECRET=xxx\n",
    "references": "BACKPACK_API_SECRET: ${{ secrets.BACKPACK_TEST_KEY }}\nk = os.getenv('BPX_API_SECRET', '')\n",
    "writer": 'f.write(f"BACKPACK_API_SECRET={api_secret}\\n")\n',
    "wrong length": f"BACKPACK_API_SECRET={H[1:]}\nBACKPACK_API_SECRET=abcde{H}\n",
    "degenerate": f"BACKPACK_API_SECRET={'A' * 43}=\nBACKPACK_API_SECRET={text(bytes(range(32)))}\n",
    "words": f"BACKPACK_API_SECRET={text(b'this is a placeholder of 32 char')}\n",
    "signature": f"X-Signature: {text(seed(5) + seed(6))}\n" + CONTEXT,
    "not a point": f"BACKPACK_API_KEY={H}\n" if text(seed("hash")) != P else "",
    "hex in a client": f'digest: "{seed("x").hex()}"\n' + CONTEXT,
    "evm": f'PRIVATE_KEY=0x{seed("evm").hex()}\n' + CONTEXT,
    "identifiers": CONTEXT + "getBorrowLendMarketsHistoryWithInterestRate1 /components/schemas/OrderTypeAndTimeInForce1\n",
}


def loud(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if finding.severity != "low"]


@pytest.mark.parametrize("name", SILENT)
def test_lookalikes_are_silent(name: str) -> None:
    assert loud(run({"a.txt": SILENT[name]})) == []


# named secrets and proven pairs count in a repository that trades on Backpack
NAMED = {"other exchange", "wireguard environment", "bpx by chance", "hex vectors", "priv_validator"}


@pytest.mark.parametrize("name", sorted(set(SILENT) - NAMED))
def test_lookalikes_are_silent_in_a_repository_of_backpack(name: str) -> None:
    report = run({"a.txt": SILENT[name], "client.py": "from bpx.account import Account  # " + CONTEXT})
    assert loud(report) == []


def test_a_bare_value_needs_more_than_its_repository() -> None:
    assert loud(run({"a.js": f"asset_id: '{H}'\nx = '{P}'\n", "b.js": CONTEXT})) == []


def test_a_named_secret_is_possible_where_the_repository_uses_a_client() -> None:
    report = run({"a.env": f"API_SECRET={H}\n", "b.py": CONTEXT})
    assert loud(report) == ["possible-secret"]


def test_a_pair_of_another_system_is_foreign() -> None:
    report = run({"a.ts": f"VALID_SECRET_KEY = '{secret_text(1)}'\n\n\npublicKey: '{key_text(1)}'\n"})
    assert [(one.rule, one.severity) for one in report.findings] == [("foreign-pair", "medium")]


def test_a_wireguard_pair_beside_a_backpack_pair_hides_nothing() -> None:
    both = SILENT["wireguard"] + f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
    assert loud(run({"a.conf": both})) == ["key-pair"]


@pytest.mark.parametrize("number", range(40))
def test_addresses_of_solana_are_no_api_keys(number: int) -> None:
    from guard.encodings.base58 import encode

    address, program = encode(key(number)).decode(), encode(seed(f"program {number}")).decode()
    code = f"{CONTEXT}const id = new PublicKey('{address}')\nprogramKey = '{program}'\nownerSecret = '{address}'\n"
    assert loud(run({"a.ts": code})) == []


def test_a_program_key_of_solana_with_its_address_is_no_pair_of_ours() -> None:
    from guard.encodings.base58 import encode

    keypair = str(list(seed(7) + key(7))).replace(" ", "")
    program = f'use anchor_lang::prelude::*;\ndeclare_id!("{encode(key(7)).decode()}");\n'
    assert loud(run({"id.json": keypair, "src/lib.rs": program, "README.md": CONTEXT})) == []


def test_symbols_of_binaries_are_no_secrets() -> None:
    name = secret_text(9).rstrip("=").replace("+", "_").replace("/", "_")
    assert loud(run({"a.so": f"\0\0private_key\0secret {name}\0\0", "b.py": CONTEXT})) == []
    assert loud(run({"a.txt": f"secret {name}\n", "b.py": CONTEXT})) == ["possible-secret"]
