"""What a value is called: the nearest name to its left, on its line or a line above."""

from __future__ import annotations

SECRET, KEY, OTHER, UNNAMED = "secret", "key", "other", ""
_TOKEN: list[object] = []

_SECRET = frozenset(
    [
        "secret",
        "secrets",
        "secretkey",
        "apisecret",
        "private",
        "privatekey",
        "priv",
        "privkey",
        "seed",
        "sk",
        "signing",
        "signingkey",
        "privada",
        "privado",
        "privee",
        "privé",
        "privée",
        "secreta",
        "secreto",
        "secrète",
        "segredo",
        "geheim",
        "privat",
        "privater",
        "gizli",
        "секрет",
        "секретный",
        "приватный",
        "приватного",
        "приватник",
        "закрытый",
        "секретний",
        "prywatny",
        "sekret",
        "segreta",
        "segreto",
        "privata",
        "privato",
        "segreda",
        "secretstr",
        "fromseed",
    ]
)
_KEY = frozenset(
    [
        "apikey",
        "pubkey",
        "public",
        "publickey",
        "pub",
        "verifying",
        "verifyingkey",
        "publica",
        "pública",
        "publique",
        "clé",
        "cle",
        "clés",
        "cles",
        "chave",
        "clave",
        "ключ",
        "ключа",
        "öffentlich",
        "klucz",
        "schlüssel",
        "chiave",
        "anahtar",
    ]
)
_OTHER = frozenset(
    [
        "id",
        "hash",
        "digest",
        "checksum",
        "sha",
        "sha1",
        "sha256",
        "sha512",
        "integrity",
        "fingerprint",
        "signature",
        "sig",
        "nonce",
        "salt",
        "iv",
        "tag",
        "root",
        "narhash",
        "keyid",
        "address",
        "addr",
        "mint",
        "token",
        "txid",
        "peer",
        "preshared",
        "psk",
        "hmac",
        "mac",
        "commitment",
        "etag",
        "cert",
        "h1",
    ]
)
_NOUNS = frozenset("ключ ключа clé cle clés cles chave clave klucz schlüssel chiave anahtar".split())
_PLAIN = frozenset(["key", "keys"])
_FOREIGN = frozenset(
    [
        "encryption",
        "profile",
        "master",
        "media",
        "gossip",
        "app",
        "license",
        "adoption",
        "ssh",
        "gpg",
        "pgp",
        "storage",
        "backup",
        "session",
        "jwt",
        "cookie",
        "webhook",
        "rails",
        "deploy",
        "fernet",
    ]
)
_CJK_SECRET = ("私钥", "私鑰", "秘钥", "密钥", "密鑰", "秘密鍵", "비밀키", "시크릿", "개인키", "비밀 키")
_CJK_KEY = ("公钥", "公鑰", "公開鍵", "api密钥", "api密鑰", "api 密钥", "api 키", "공개키", "api キー", "apiキー")
_USE = (
    "signingkey", "from_seed", "fromseed", "b64decode", ".decode", "bpxclient", "04220420", "secretkey::", "keypair",
)  # fmt: skip


def is_use(left: str) -> bool:
    """Tell whether a value is handed straight to what takes a seed."""
    return any(use in left.lower() for use in _USE)


def tokens(text: str) -> list[str]:
    """Return the words of a text in small letters, names taken apart."""
    if not _TOKEN:
        import re

        _TOKEN.append(re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+"))
    return [found.lower() for found in _TOKEN[0].findall(text)]  # type: ignore[attr-defined]


def classify(left: str) -> str:
    """Return SECRET, KEY, OTHER or UNNAMED for the text to the left of a value."""
    low = left.lower()
    label = low.rstrip(" \"'`")
    if label.endswith(("h1:", "sha256:", "sha256-", "sha256=", "sha512-", "iv:", "tag:", "data:", "base64:")):
        return OTHER
    place = {SECRET: max(map(low.rfind, _CJK_SECRET)), KEY: max(map(low.rfind, _CJK_KEY))}
    if max(place.values()) >= max(0, len(low) - 24):
        return KEY if place[KEY] >= 0 and place[KEY] + 4 >= place[SECRET] else SECRET
    words = tokens(left[-160:])[-9:]
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        before = words[at - 1] if at else ""
        if word in _PLAIN or word in ("api",):
            if before in _FOREIGN:
                return OTHER
            if before in _SECRET or before in _KEY:
                continue
            if before == "api" and at > 1 and words[at - 2] in ("secret", "private"):
                return SECRET
            if word in _PLAIN or before in ("backpack", "bpx", "bp", "exchange"):
                if at + 1 < len(words) and words[at + 1] in _SECRET:
                    continue
                if word in _PLAIN and _is_generic(words, at):
                    continue
                return KEY
        if word in _SECRET:
            return SECRET
        if word in _KEY:
            return SECRET if word in _NOUNS and before in _SECRET else KEY
        if word in _OTHER:
            return OTHER
        for stem in ("apisecret", "secretkey", "privatekey", "apiprivate"):
            if stem in word:
                return SECRET
        for stem in ("apikey", "publickey"):
            if stem in word:
                return KEY
        if word.endswith("secret"):
            return SECRET
    return SECRET if is_use(low[-120:]) else UNNAMED


def _is_generic(words: list[str], at: int) -> bool:
    # {"key": "api_secret", "value": ...}: "key" only announces the name that follows.
    return at == 0 and len(words) > 1
