r"""OpenSSH private keys without a passphrase (PROTOCOL.key of OpenSSH): PEM, on one line with `\n` too.

Those with a passphrase cannot be read; a layer of its own says that they are there.
The public key inside is not reported as seen, as for PKCS#8.
"""

from __future__ import annotations

from guard.encodings._armour import body, heading
from guard.encodings._lines import narrow
from guard.encodings.base64 import glued
from guard.model import Candidate, Encoding, View
from guard.view import PARTS, RUNS

HEAD = b"b3BlbnNzaC1rZXktdjEA"  # base64 of the magic "openssh-key-v1" and its NUL
_FIRST = HEAD[:6]
_MAGIC = b"openssh-key-v1\x00"
_LONGEST = 4000
_KIND = b"\x00\x00\x00\x0bssh-ed25519"


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    lines = [row[0] for row in narrow(view)]
    for start, end in view.runs + lines if lines else view.runs:
        if (end - start < 60 and not lines) or data.find(_FIRST, start, start + 12) < 0:
            continue
        first = start + glued(data, start)
        if data.startswith(HEAD, first):
            blob, last = body(data, first, _LONGEST)
            seed = read(blob)
            if seed:
                found.append(Candidate(heading(data, first), last, seed, "openssh", True, "seed"))
    return found


def _fields(blob: bytes, at: int, count: int) -> tuple[list[bytes], int] | None:
    values = []
    for _ in range(count):
        size = int.from_bytes(blob[at : at + 4], "big")
        if at + 4 + size > len(blob):
            return None
        values.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return values, at


def cipher(blob: bytes) -> bytes:
    """Return the name of the cipher that a key file names, b"none" where it is not encrypted."""
    fields = _fields(blob, len(_MAGIC), 1) if blob.startswith(_MAGIC) else None
    return fields[0][0] if fields else b""


def read(blob: bytes) -> bytes | None:
    """Return the seed of an unencrypted key file, or None."""
    if cipher(blob) != b"none":
        return None
    at = blob.rfind(_KIND)  # the private section comes last
    fields = _fields(blob, at, 3) if at >= 0 else None
    if fields is None:
        return None
    _, public, private = fields[0]
    if len(private) != 64 or private[32:] != public:
        return None
    return private[:32]


def _field(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _encode(seed: bytes, key: bytes) -> bytes:
    from binascii import b2a_base64

    public = _KIND + _field(key)
    secret = b"\x00\x01\x02\x03" * 2 + _KIND + _field(key) + _field(seed + key) + _field(b"")
    secret += bytes(range(1, 1 + -len(secret) % 8))
    blob = _MAGIC + _field(b"none") * 2 + _field(b"") + b"\x00\x00\x00\x01" + _field(public) + _field(secret)
    text = b2a_base64(blob, newline=False)
    lines = b"\n".join(text[at : at + 70] for at in range(0, len(text), 70))
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines + b"\n-----END OPENSSH PRIVATE KEY-----\n"


ENCODING = Encoding(name="openssh", label="OpenSSH private key", find=_find, encode=_encode, rests=RUNS | PARTS)
