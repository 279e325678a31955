"""Key forms with a structure of their own: PEM, OpenSSH, JWK, arrays of integers, base58.

A whole value in one such form is looked at here; finding them inside a text is the encodings' work.
PKCS#8 and SPKI of Ed25519: RFC 8410. OpenSSH: openssh-portable, PROTOCOL.key. JWK: RFC 8037.
"""

from __future__ import annotations

PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
SPKI = bytes.fromhex("302a300506032b6570032100")
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class KeyForm:
    """A form that was recognised; `value` is None where it cannot be opened (encrypted, another kind)."""

    __slots__ = ("name", "private", "public", "value")

    def __init__(self, name: str, value: bytes | None, private: bool = False, public: bool = False) -> None:
        self.name = name
        self.value = value
        self.private = private
        self.public = public

    def __repr__(self) -> str:
        return f"KeyForm({self.name}, redacted)"


def base58(text: str) -> bytes:
    """Return the bytes of a base58 text (Bitcoin alphabet, as Solana uses it); b"" where it is none."""
    number = 0
    for one in text:
        digit = _DIGITS.find(one)
        if digit < 0:
            return b""
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def read_structured(text: str) -> KeyForm | None:
    """Return the key form that a whole text is, None where it is none of them."""
    if "-----BEGIN " in text:
        return _pem(text)
    if text.startswith("ssh-ed25519 "):
        return _ssh_public(text.split()[1] if len(text.split()) > 1 else "")
    if text[:1] == "{":
        return _jwk(text)
    if text[:1] in "[(":
        return _integers(text)
    if text[:2] in ('b"', "b'") or "\\x" in text:
        return _escaped(text)
    return None


def _raw(text: str) -> bytes:
    from binascii import a2b_base64

    try:
        return a2b_base64("".join(text.split()))
    except ValueError:
        return b""


def _pem(text: str) -> KeyForm:
    text = text.replace("\\n", "\n").replace("\\r", "")
    kind = text.partition("-----BEGIN ")[2].partition("-----")[0]
    body = text.partition(f"-----BEGIN {kind}-----")[2].partition("-----END")[0]
    raw = _raw(body)
    if "ENCRYPTED" in kind or "Proc-Type" in body:
        return KeyForm("pem-encrypted", None, private=True)
    if kind == "OPENSSH PRIVATE KEY":
        return _openssh(raw)
    if kind == "PRIVATE KEY":
        if raw.startswith(PKCS8) and len(raw) == 48:
            return KeyForm("pem", raw[16:], private=True)
        at = raw.find(bytes.fromhex("06032b657004220420"))  # version 2 carries the public key as well
        if 0 < at < 20 and len(raw) >= at + 41:
            return KeyForm("pem", raw[at + 9 : at + 41], private=True)
    if kind == "PUBLIC KEY" and raw.startswith(SPKI) and len(raw) == 44:
        return KeyForm("pem-public", raw[12:], public=True)
    return KeyForm("pem-other", None, private="PRIVATE" in kind, public="PUBLIC" in kind)


def _fields(raw: bytes, at: int, count: int) -> list[bytes]:
    """Return `count` length-prefixed strings from `at` on; [] where the bytes end too early."""
    found = []
    for _ in range(count):
        size = int.from_bytes(raw[at : at + 4], "big")
        if at + 4 + size > len(raw):
            return []
        found.append(raw[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def _openssh(raw: bytes) -> KeyForm:
    magic = b"openssh-key-v1\0"
    head = _fields(raw, len(magic), 3) if raw.startswith(magic) else []
    if not head:
        return KeyForm("pem-other", None, private=True)
    if head[0] != b"none":
        return KeyForm("pem-encrypted", None, private=True)
    at = len(magic) + sum(4 + len(one) for one in head) + 4
    blobs = _fields(raw, at, 2)
    inner = _fields(blobs[1], 8, 3) if blobs else []
    if not inner or inner[0] != b"ssh-ed25519" or len(inner[2]) != 64:
        return KeyForm("pem-other", None, private=True)
    return KeyForm("openssh", inner[2][:32], private=True)


def _ssh_public(text: str) -> KeyForm:
    fields = _fields(_raw(text), 0, 2)
    right = bool(fields) and fields[0] == b"ssh-ed25519" and len(fields[1]) == 32
    return KeyForm("ssh-public", fields[1] if right else None, public=True)


def _jwk(text: str) -> KeyForm | None:
    import json

    from guard.diagnosis.form import _bytes

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("kty") != "OKP":
        return None
    private = isinstance(found.get("d"), str)
    if found.get("crv") != "Ed25519":
        return KeyForm("jwk-other", None, private=private, public=not private)
    raw = _bytes(str(found.get("d" if private else "x", "")).rstrip("="))
    return KeyForm("jwk" if private else "jwk-public", raw if len(raw) == 32 else None, private, not private)


def _integers(text: str) -> KeyForm | None:
    parts = [part.strip() for part in text.strip("[]() \t\r\n,").split(",")]
    if len(parts) not in (32, 64) or not all(part.lstrip("-").isdigit() and len(part) < 5 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if not all(-128 <= number <= 255 for number in numbers):
        return None
    return KeyForm("int-array", bytes(number & 255 for number in numbers))


def _escaped(text: str) -> KeyForm | None:
    import ast

    literal = text if text[:1] == "b" else f'b"{text}"'
    try:
        raw = ast.literal_eval(literal)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return KeyForm("bytes-literal", raw) if isinstance(raw, bytes) and len(raw) in (32, 64) else None
