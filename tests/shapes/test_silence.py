"""What must stay silent, by its letter: placeholders under real names (L), the measured look-alikes (numbers), their families."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256

import pytest

from guard.encodings.base58 import encode as base58
from guard.keys import derive_x25519
from tests import forms
from tests.pairs import key, key_text, secret_text, seed
from tests.shapes import run
from tests.shapes.test_lookalikes import CONTEXT, loud

NAME = "BACKPACK_API_SECRET"
HASH, OTHER = secret_text("a hash"), secret_text("another hash")
SIGNATURE = b64encode(seed(5) + seed(6)).decode()
WIREGUARD = b64encode(derive_x25519(seed("wg"))).decode()
HEX = seed("digest").hex()


def named(*values: str) -> str:
    return CONTEXT + "".join(f"{NAME}={value}\nexport {NAME}='{value}'\n" for value in values)


PLACEHOLDERS = {
    "L1": named("your_api_key_here", "your_base64_encoded_public_key_here", "YOUR-API-KEY", "dummy", "test_secret", "xxx", "-----", "***", ""),
    "L2": named("<API_KEY>", "<SECRET_KEY>", "<KEY>"),
    "L3": named("你的密鑰", "<替换成自己的Key>", "替换为你的私钥"),
    "L4": named("${{ secrets.BACKPACK_TEST_KEY }}", "${VAR}", "$BPX_API_SECRET", 'os.getenv("BPX_API_SECRET")',
                'os.environ.get("BPX_API_SECRET", "")', "process.env.BACKPACK_API_SECRET"),
    "L5": CONTEXT + 'f.write(f"BACKPACK_API_SECRET={api_secret}\\n")\n',
    "L6": CONTEXT + f"{HASH[:42]}=\n{HASH[:43]}{OTHER[:6]}=\n" + named(HASH[:42] + "=", HASH[:43] + OTHER[:6] + "="),
    "L7": named("A" * 43 + "=", b64encode(b"\x07" * 32).decode()),
    "L8": CONTEXT + f'print(f"API Key: {{api_key[:20]}}...")\nAPI Key: {key_text(1)[:15]}...\n',
    "L9": CONTEXT + f"X-Signature: {SIGNATURE}\nsecret = {SIGNATURE}\n",
    "L10": CONTEXT + f"api_secret: ENC[AES256_GCM,data:{HASH},iv:{HASH},tag:abcdefABCDEF012345==,type:str]\nbackpack_api_secret: {HEX * 9}\n",
    "L12": CONTEXT + f"API_KEY = '{secret_text(3)}'\n",
}  # fmt: skip
LOOKALIKES = {
    "1 go.sum": f"github.com/a/b v1.2.3 h1:{HASH}\ngithub.com/a/b v1.2.3/go.mod h1:{key_text(3)}\n",
    "2 flake.lock": f'"narHash": "sha256-{HASH}"\n',
    "3 trusted roots": f'"keyId": "{HASH}",\n"rootHash": "{OTHER}"\n',
    "4 lock files": f'hash = "sha256:{HEX}"\nchecksum = "{HEX}"\n',
    "5 sops": f"key: ENC[AES256_GCM,data:YWJj,iv:{HASH},tag:abcd==,type:str]\n",
    "6 tendermint": f'"pub_key": {{"type": "tendermint/PubKeyEd25519", "value": "{key_text(3)}"}}\n',
    "7 public keys": f"rawPublicKey: '{key_text(3)}'\n",
    "8 caches": f"trusted-public-keys = cache.nixos.org-1:{key_text(3)}\n",
    "9 addresses": "".join(f"new PublicKey('{base58(key(200 + at)).decode()}')\n" for at in range(40)) + "// https://backpack.exchange\n",
    "12 validators": f'"priv_key": {{"type": "x", "value": "{b64encode(seed(120) + key(120)).decode()}"}}\n',
    "13 vectors": f"{seed(131).hex()} {key(131).hex()}\n{seed(132).hex()}{key(132).hex()}\n{forms.jwk(133)}\n{list(seed(134))} {list(key(134))}\n",
    "14 WireGuard": f"[Interface]\nPrivateKey = {secret_text('wg')}\n[Peer]\nPublicKey = {WIREGUARD}\n",
    "15 WireGuard names": f"LOCAL_STATIC_PRIVATE_KEY={secret_text('wg')}\n",
    "16 WireGuard literals": f'"{secret_text("wg")}",\n"{WIREGUARD}",\n',
    "17 profiles": f'"profileKey": "{HASH}",\n"masterKey": "{OTHER}",\n"mediaRootBackupKey": "{HASH}"\n',
    "18 gossip": f'gossipEncryptionKey := "{HASH}"\n',
    "19 encryption keys": f'const encryptionKey = "{HASH}"\n',
    "20 Laravel in CI": f"- APP_KEY=base64:{HASH}\n# laravel-backpack demo\n",
    "21 Laravel": f"APP_KEY=base64:{HASH}\n",
    "22 other exchanges": f'TEST_API_SECRET_B64 = "{HASH}"\nSMOKE_API_SECRET = "{OTHER}"\n',
    "23 other exchanges' key files": f'private_key = "{b64encode(forms.PKCS8 + seed(107)).decode()}"\n{forms.pem(108)}',
    "26 assets": f"asset_id: '{HASH}'\n",
    "27 bodies": f'seed = "{HASH}"\n' + f'"{"Q" * 30}bpx{"R" * 30}"\n' * 3,
    "28 names": "getBorrowLendMarketsHistoryWithInterestRate1 #/components/schemas/OrderTypeAndTimeInForceOfAnOrder1\n",
}  # fmt: skip
FAMILIES = {
    "Fernet": f"FERNET_KEY={urlsafe_b64encode(seed('f')).decode()}\n",
    "pins": f'.add("example.org", "sha256/{HASH}")\nPublic-Key-Pins: pin-sha256="{OTHER}"\n',
    "OpenSSH fingerprints": f"256 SHA256:{HASH[:43]} user@host (ED25519)\n",
    "CSP and SRI": f"script-src 'sha256-{HASH}'\nintegrity=\"sha256-{OTHER}\"\n",
    "encryption at rest": f"- aescbc:\n    keys:\n    - name: key1\n      secret: {HASH}\n",
    "signify": f"untrusted comment: signify secret key\n{b64encode(b'EdBK' + bytes(4) + seed(1) * 3 + key(1)).decode()}\n",
    "minisign": f"untrusted comment: minisign public key\n{b64encode(b'Ed' + bytes(8) + key(1)).decode()}\n",
    "age": "# public key: age1" + "q" * 58 + "\nAGE-SECRET-KEY-1" + "Q9Z7" * 14 + "QP\n",
    "machine keys": f'secret_key_base: {seed(1).hex()}{seed(2).hex()}\n<machineKey validationKey="{HEX.upper()}" />\n',
    "JWT": f"JWT_SECRET={HASH}\n",
    "digests": f"Content-Digest: sha-256=:{HASH}:\nx-amz-checksum-sha256: {OTHER}\n",
    "VAPID": f"VAPID_PRIVATE_KEY={HASH[:43]}\n",
    "prekeys": f'"preKey": {{"keyId": 1, "publicKey": "{HASH}"}}\n',
    "TOTP": "TOTP_SECRET=" + "JBSWY3DPEHPK3PXP" * 2 + "\n",
    "colours and tables": "\n".join(", ".join(str(byte) for byte in sha256(bytes((at,))).digest()) for at in range(20)) + "\n",
    "dumps": "\n".join(f"{16 * at:08x}: {seed(at)[:16].hex(' ', 2)}  ................" for at in range(40)) + "\n",
}  # fmt: skip
# a secret's name, a key file and a proven pair count where the same file speaks of Backpack
IN_CONTEXT = {
    "12 validators", "13 vectors", "15 WireGuard names", "17 profiles", "18 gossip", "19 encryption keys", "22 other exchanges",
    "23 other exchanges' key files", "27 bodies", "Fernet", "encryption at rest", "machine keys", "JWT", "VAPID",
}  # fmt: skip


@pytest.mark.parametrize("letter", PLACEHOLDERS)
def test_a_placeholder_is_silent(letter: str) -> None:
    assert run({"a.env": PLACEHOLDERS[letter]}).findings == []


def test_a_watched_key_is_silent_anywhere() -> None:
    """L11."""
    assert run({"a": f"{CONTEXT}X-API-Key: {key_text(1)}\nBACKPACK_API_KEY={key(1).hex()}\n"}, 1).findings == []


@pytest.mark.parametrize("name", [*LOOKALIKES, *FAMILIES])
def test_a_lookalike_is_silent(name: str) -> None:
    text = LOOKALIKES.get(name) or FAMILIES[name]
    assert loud(run({"a.txt": text})) == []
    if name not in IN_CONTEXT:
        assert loud(run({"a.txt": text, "client.py": "from bpx.account import Account  # " + CONTEXT})) == []


def test_pairs_of_other_systems_are_foreign_at_most() -> None:
    """10 and 11."""
    sui = f"VALID_SECRET_KEY = '{secret_text(1)}'\n{'x' * 33}\npublicKey: '{key_text(1)}'\n"
    matrix = f'"secret": "{secret_text(2)}", "public": "ed25519:{key_text(2)[:43]}"\n'
    for text in (sui, matrix):
        assert {(one.rule, one.severity) for one in run({"a.ts": text}).findings} <= {("foreign-pair", "medium")}


def test_test_constants_of_clients_are_told() -> None:
    """24 and 25: right until accepted."""
    assert loud(run({"test_exchange.py": f'{CONTEXT}backpack_api_secret = "{HASH}"\n'})) == ["api-secret"]
