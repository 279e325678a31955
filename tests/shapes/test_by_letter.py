"""Shapes that are more than a line of text: files in files, key files, other spellings, binaries. Each by its letter."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest

from guard.encodings.base58 import encode as base58
from guard.keys import is_point
from guard.model import Report
from tests import forms
from tests.pairs import key, key_text, secret_text, seed, some
from tests.shapes import named, run, stray_bits

CONTEXT = "# https://api.backpack.exchange\n"
NUMBERS = some(8)
Build = Callable[[int], "str | bytes"]


def dotenv(number: int) -> str:
    return f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n"


def coded(text: str) -> str:
    return b64encode(text.encode()).decode()


def escaped(text: str, form: str) -> str:
    return "".join(form.format(ord(one)) if one in "+/=" else one for one in text)


def bundle(number: int) -> str:
    noise = "".join(f'function f{at}(a,b){{return a[{at}]+b.c{at}("x{at}")}}' for at in range(7000))
    middle = len(noise) // 2
    return noise[:middle] + f'var k="{key_text(number)}",' + noise[:999] + f's="{secret_text(number)}";' + noise[middle:]


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(number: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"tEXt", b"Comment\0" + dotenv(number).encode()) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + text


def database(number: int) -> bytes:
    held = sqlite3.connect(":memory:")
    held.execute("create table accounts (name, api_key, secret)")
    held.execute("insert into accounts values (?, ?, ?)", ("main", key_text(number), secret_text(number)))
    held.commit()
    return bytes(held.serialize()) if hasattr(held, "serialize") else pytest.skip("needs Python 3.11")


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def tarred(number: int) -> bytes:
    out, data = io.BytesIO(), dotenv(number).encode()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("app/.env")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def mail(number: int) -> str:
    body = coded(dotenv(number))
    lines = "\n".join(body[at : at + 76] for at in range(0, len(body), 76))
    return f"From a@example.org\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n{lines}\n"


def field(tag: int, value: bytes) -> bytes:
    return bytes((tag, len(value))) + value


PAIRS: dict[str, Build] = {
    "C11": lambda n: f"const jwk = {forms.jwk(n)}",
    "C13": bundle,
    "C13 source map": lambda n: json.dumps({"version": 3, "sourcesContent": [dotenv(n)]}),
    "F7": lambda n: f"kind: Secret\ndata:\n  BACKPACK_API_KEY: {coded(key_text(n))}\n  BACKPACK_API_SECRET: {coded(secret_text(n))}\n",
    "F8": lambda n: f"data:\n  .env: {coded(dotenv(n))}\n",
    "I1": lambda n: f"k = '{key_text(n)}'\ns = '{b64encode(seed(n) + key(n)).decode()}'",
    "I7": lambda n: f"{key_text(n)}\n{forms.pem(n)}",
    "I8": lambda n: f"{key_text(n)} {b64encode(forms.PKCS8 + seed(n)).decode()}",
    "I9": lambda n: f"{key_text(n)}\n{forms.openssh(n)}",
    "I10": lambda n: f"{key_text(n)} {base58(seed(n) + key(n)).decode()}",
    "I11": lambda n: f"{key_text(n)} {base58(seed(n)).decode()}",
    "I12": lambda n: f"public: {b64encode(forms.SPKI + key(n)).decode()}\nsecret: {secret_text(n)}",
    "J1": lambda n: json.dumps({"cells": [{"source": [f'public_key: str = "{key_text(n)}"\n', f'secret_key: str = "{secret_text(n)}"\n']}]}),
    "J2": lambda n: json.dumps({"outputs": [{"text": [f"Seed: {secret_text(n)}\n", f"Public Key: {key_text(n)}\n"]}]}),
    "J3": database,
    "J4": lambda n: zipped("app/.env", dotenv(n).encode()),
    "J4 nested": lambda n: zipped("inner.jar", zipped(".env", dotenv(n).encode())),
    "J5": tarred,
    "J6": lambda n: f'<svg data-key="{key_text(n)}"><!-- {secret_text(n)} --></svg>',
    "J7": lambda n: b"\x00\x01name" + seed(n) + b"\x02" + key(n) + b"\xff",
    "J8": png,
    "J9": lambda n: f'variables:\n  DOTENV: "{coded(dotenv(n))}"\n',
    "J10": mail,
    "J12": lambda n: field(10, key_text(n).encode()) + field(18, secret_text(n).encode()) + b"\x18\x01",
    "J12 unpadded": lambda n: field(10, key_text(n)[:43].encode()) + field(18, secret_text(n)[:43].encode()) + b"\x18\x01",
    "J12 raw": lambda n: field(10, key(n)) + field(18, seed(n)) + b"\x18\x01",
    "J12 MessagePack": lambda n: b"\x82\xa3key\xd9\x2c" + key_text(n).encode() + b"\xa6secret\xd9\x2c" + secret_text(n).encode(),
} | {
    f"J11 {name}": lambda n, between=between: f"{key_text(n)}{between}{secret_text(n)}{between}"
    for name, between in {"CRLF": "\r\n", "CR": "\r", "form feed": "\f", "NUL": "\0"}.items()
}  # fmt: skip

ALONE: dict[str, Build] = {
    "D5": lambda n: "SigningKey::from_bytes(&[" + ", ".join(f"0x{byte:02x}" for byte in seed(n)) + ", /* 32 bytes */])",
    "D9": lambda n: "static const uint8_t seed[32] = { " + ", ".join(f"0x{byte:02x}" for byte in seed(n)) + " };",
    "I2": lambda n: secret_text(n).rstrip("="),
    "I2 URL-safe": lambda n: urlsafe_b64encode(seed(n)).decode(),
    "I3": lambda n: stray_bits(seed(n)),
    "I4": lambda n: "".join(one.upper() if at % 3 else one for at, one in enumerate(seed(n).hex())),
    "I5 colons": lambda n: seed(n).hex(":"),
    "I5 blanks": lambda n: seed(n).hex(" "),
    "I5 escapes": lambda n: "".join(f"\\x{byte:02x}" for byte in seed(n)),
    "I6": lambda n: str(list(seed(n))),
    "I6 signed": lambda n: "{" + ", ".join(str(byte - 256 if byte > 127 else byte) for byte in seed(n)) + ",}",
    "I6 u8": lambda n: f"&[{seed(n)[0]}u8, {', '.join(map(str, seed(n)[1:]))}]",
    "I6 typed array": lambda n: json.dumps({str(at): byte for at, byte in enumerate(seed(n))}),
    "I13": lambda n: escaped(secret_text(n), "\\u{:04X}"),
    "I13 x": lambda n: escaped(secret_text(n), "\\x{:02x}"),
    "I14": lambda n: escaped(secret_text(n), "%{:02X}"),
    "I14 small": lambda n: escaped(secret_text(n), "%{:02x}"),
    "I14 twice": lambda n: escaped(secret_text(n), "%25{:02X}"),
    "I15": lambda n: escaped(secret_text(n), "&#{};"),
    "I15 hex": lambda n: escaped(secret_text(n), "&#x{:X};"),
} | {f"I17 {ord(odd):04X}": lambda n, odd=odd: odd.join((secret_text(n)[:9], secret_text(n)[9:])) for odd in "\u200b\u2060\ufeff\u00ad"}
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def scanned(content: str | bytes, *watched: int, **others: str) -> Report:
    text = content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")
    return run({"a.dat": text, **others}, *watched)


@pytest.mark.parametrize("letter", PAIRS)
def test_a_pair_is_proven(letter: str) -> None:
    for number in NUMBERS if "C13" not in letter else (1, 2):
        content = PAIRS[letter](number)
        report = scanned(content, README=CONTEXT)
        assert named(report, "key-pair") == {key_text(number)}, number
        assert named(scanned(content, number), "watched-secret") == {key_text(number)}, number
        assert report.complete


@pytest.mark.parametrize("letter", ALONE)
def test_a_secret_alone_is_found(letter: str) -> None:
    for number in NUMBERS:
        content = ALONE[letter](number)
        assert named(scanned(f"x {content}\n", number), "watched-secret") == {key_text(number)}, number
        pair = scanned(f"k = {key_text(number)}\n", b=f"x {content}\n{CONTEXT}")
        assert named(pair, "key-pair") == {key_text(number)}, number


@pytest.mark.parametrize("codec", WIDE)
def test_wide_text(codec: str) -> None:
    """I16."""
    for number in NUMBERS:
        assert named(scanned((CONTEXT + dotenv(number)).encode(codec)), "key-pair") == {key_text(number)}


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "latin-1", "shift-jis", "koi8-r"])
def test_comments_in_other_code_pages(codec: str) -> None:
    comment = {"latin-1": "clé privée è ü", "koi8-r": "секретный ключ", "shift-jis": "秘密の鍵"}.get(codec, "替换为你的私钥")
    for number in NUMBERS:
        for around in ("# {0}\n{1}# {0}\n", "{1}", "{0}{1}{0}"):
            text = around.format(comment, CONTEXT + dotenv(number).replace("\n", f" # {comment}\n"))
            assert named(scanned(text.encode(codec)), "key-pair") == {key_text(number)}, (around, number)
        glued = (f"{comment}{secret_text(number)}{comment} {key_text(number)}").encode(codec)
        assert named(scanned(glued, number), "watched-secret") == {key_text(number)}, number


def test_the_keys_of_the_tests_are_what_they_seem() -> None:
    assert b64decode(secret_text(1)) == seed(1) and b64decode(key_text(1)) == key(1)


@pytest.mark.parametrize("text", [
    "static const uint8_t seed[32] = {{ {hexadecimal} }};", "const SECRET: [u8; 32] = [{decimal}];", "secret_key = bytes([{decimal}])",
    "let seed = Uint8Array.from([{decimal}]);", "var secretKey = []byte{{{hexadecimal}}}", "api_secret = {literal}",
])  # fmt: skip
def test_bytes_under_a_secret_s_name_in_a_file_of_backpack(text: str) -> None:
    for number in NUMBERS:
        value = seed(number)
        line = text.format(hexadecimal=", ".join(map(hex, value)), decimal=", ".join(map(str, value)), literal=repr(value))
        assert named(scanned(f"{line}\n\n// {CONTEXT}\n"), "api-secret") == {key_text(number)}, number
        assert not named(scanned(f"{line}\n"), "api-secret"), number


def test_two_unnamed_values_that_both_pass_for_keys() -> None:
    """One seed in sixteen is a point of the curve."""
    seeds = [number for number in range(400) if is_point(seed(number))][:5]
    assert len(seeds) == 5
    for number in seeds:
        text = f'from bpx.account import Account\nAccount("{key_text(999)}", "{secret_text(number)}")\n'
        assert named(scanned(text), "possible-secret") == {key_text(number)}


def test_the_name_of_the_guard_is_no_context() -> None:
    for name in ("backpack-guard: allow[foreign-pair] x", "BACKPACK_GUARD_LANG=zh", "backpack_guard"):
        assert named(scanned(f"a={key_text(1)}\nb={secret_text(1)} # {name}\n"), "foreign-pair") == {key_text(1)}
    assert named(scanned(f"a={key_text(1)}\nb={secret_text(1)} # backpack-guard of the backpack bot\n"), "key-pair") == {key_text(1)}
