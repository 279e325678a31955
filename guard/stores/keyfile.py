"""A file that is one key: PEM, OpenSSH, JWK, or the bare value as Docker and systemd secrets hold it."""

from __future__ import annotations

from guard.store import Entry, Reading, Store, text_of, value_of

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
_NAMES = (".pem", ".key", ".jwk", ".der", ".p8", ".pk8", ".pub", ".seed", ".secret")


def is_key(data: bytes) -> bool:
    """Tell whether bytes are one key and nothing else: armour, a JWK, one word, or raw bytes."""
    plain = data.removeprefix(b"\xef\xbb\xbf").strip()
    if plain.startswith((b"-----BEGIN ", b"age-encryption.org/")):
        return True
    if plain[:1] == b"{":
        return b'"OKP"' in plain and b'"crv"' in plain
    if plain[:1] == b"[":
        return plain[-1:] == b"]" and not plain.strip(b"[]0123456789, \r\n\t")
    words = plain.split()
    if len(words) > 1 and len(plain) > 100 and not plain.translate(None, _BASE64):
        return True  # base64 over several lines, as systemd-creds writes it
    if len(words) == 1 and b"\0" not in plain and b"=" not in plain.rstrip(b"=\"'"):
        return b":" not in plain.removeprefix(b"base64:")
    return len(data) in (32, 48, 64) and b"\0" in data


def _claims(name: str, data: bytes) -> bool:
    return is_key(data) or name.endswith(_NAMES)


def read_key_file(data: bytes) -> Reading:
    """Return the whole content as one entry without a name."""
    reading = Reading()
    if data.strip():
        text = value_of(text_of(data))
        if _is_raw(data):
            from binascii import b2a_base64

            text = b2a_base64(data, newline=False).decode("ascii")
        entry = Entry("", text, line=1, start=0, end=len(data), whole=True)
        entry.raw = _is_raw(data)
        reading.entries.append(entry)
    return reading


def _is_raw(data: bytes) -> bool:
    printable = not data.translate(None, bytes(range(32, 127)) + b"\r\n\t")
    return len(data) in (32, 48, 64) and not printable


def _sample(key: str, secret: str) -> str:
    return secret


STORE = Store(name="key-file", order=5, claims=_claims, read=read_key_file, sample=_sample)
