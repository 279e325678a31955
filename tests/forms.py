"""Key forms for tests, written at run time from the test pairs."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode

from tests.pairs import key, secret_text, seed

DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
SPKI = bytes.fromhex("302a300506032b6570032100")


def base58(raw: bytes) -> str:
    """Return bytes in base58 (Bitcoin alphabet)."""
    number, out = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        out = DIGITS[digit] + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def armour(kind: str, raw: bytes) -> str:
    """Return bytes as PEM."""
    text = b64encode(raw).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])


def pem(n: int) -> str:
    """Return PKCS#8 PEM of test seed n."""
    return armour("PRIVATE KEY", PKCS8 + seed(n))


def _string(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


def openssh(n: int, cipher: bytes = b"none") -> str:
    """Return an OpenSSH private key of test seed n."""
    public = _string(_string(b"ssh-ed25519") + _string(key(n)))
    inner = bytes(8) + _string(b"ssh-ed25519") + _string(key(n)) + _string(seed(n) + key(n)) + _string(b"c") + b"\1\2\3"
    raw = b"openssh-key-v1\0" + _string(cipher) + _string(b"none") + _string(b"") + b"\0\0\0\1" + public + _string(inner)
    return armour("OPENSSH PRIVATE KEY", raw)


def jwk(n: int, private: bool = True, curve: str = "Ed25519") -> str:
    """Return a JWK of test seed n."""
    encode = lambda raw: urlsafe_b64encode(raw).decode().rstrip("=")  # noqa: E731 - two uses, here only
    record = {"kty": "OKP", "crv": curve, "x": encode(key(n))}
    if private:
        record["d"] = encode(seed(n))
    return json.dumps(record)


def url_safe(number: int = 0) -> int:
    """Return a test number whose secret differs in the URL-safe alphabet."""
    while not {"+", "/"} & set(secret_text(number)):
        number += 1
    return number


def non_canonical(text: str) -> str:
    """Return another spelling of the same 32 bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:42] + alphabet[alphabet.index(text[42]) + 1] + "="
