"""Each written form in the spellings of the languages that write it."""

from __future__ import annotations

import json
from base64 import a85encode, b64encode, b85encode, urlsafe_b64encode

import pytest

from guard import registry
from guard.model import Candidate, Encoding, View
from tests.pairs import key, seed

ENCODINGS: dict[str, Encoding] = registry.load("encodings", "ENCODING")  # type: ignore[assignment]


NUMBERS = range(12)


def found(text: str | bytes) -> list[Candidate]:
    data = text.encode() if isinstance(text, str) else text
    return [one for encoding in ENCODINGS.values() for one in encoding.find(View(data))]


def values(text: str | bytes) -> list[bytes]:
    return [one.value for one in found(text)]


def signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def mixed(value: bytes) -> list[str]:
    spell = (str, hex, bin, lambda byte: "0" + oct(byte)[2:] if byte > 7 else str(byte))
    return [spell[at % 4](byte) for at, byte in enumerate(value[:-1])] + [oct(value[-1])]


def rows(items: list[str], width: int, end: str = "") -> str:
    return ",\n".join(", ".join(items[at : at + width]) for at in range(0, len(items), width)) + end


LISTS = {
    "json": lambda value: json.dumps(list(value)),
    "json, compact": lambda value: json.dumps(list(value), separators=(",", ":")),
    "json, one a line": lambda value: json.dumps({"a": {"seed": list(value)}}, indent=4),
    "python bytes": lambda value: f"seed = bytes({list(value)})",
    "python tuple": lambda value: f"seed = bytes({tuple(value)})",
    "python hex": lambda value: "seed = bytes([" + ", ".join(map(hex, value)) + "])",
    "js from": lambda value: f"Uint8Array.from([{','.join(map(str, value))}])",
    "js new": lambda value: f"const s = new Uint8Array([\n  {rows([str(b) for b in value], 8)}\n]);",
    "rust array": lambda value: "let s: [u8; 32] = [" + ", ".join(f"0x{b:02x}" for b in value) + "];",
    "rust slice": lambda value: "from_bytes(&[" + ", ".join(f"0x{b:02x}" for b in value) + ", /* 32 bytes */])",
    "rust suffix": lambda value: f"[{value[0]}u8, " + ", ".join(map(str, value[1:])) + "]",
    "rust all suffixes": lambda value: "[" + ", ".join(f"{b}u8" for b in value) + "]",
    "go": lambda value: "seed := []byte{\n\t" + rows([f"0x{b:02x}" for b in value], 8, ",") + "\n}",
    "c": lambda value: "static const uint8_t seed[32] = { " + ", ".join(f"0x{b:02X}" for b in value) + " };",
    "c, tight": lambda value: "unsigned char seed[]={" + ",".join(f"0x{b:02x}" for b in value) + "};",
    "c, comments": lambda value: "uint8_t s[] = {\n" + rows([f"0x{b:02x}" for b in value], 16, ", // last\n") + "};",
    "c, comment between": lambda value: "{" + ", ".join(f"0x{b:02x}" for b in value[:16]) + ", /* 16 of them */ "
    + ", ".join(f"0x{b:02x}" for b in value[16:]) + "}",
    "java signed": lambda value: "byte[] s = {" + ", ".join(str(signed(b)) for b in value) + "};",
    "java casts": lambda value: "new byte[] {" + ", ".join(f"(byte)0x{b:02x}" for b in value) + "};",
    "java some casts": lambda value: "{" + ", ".join(f"(byte) 0x{b:02X}" if b > 127 else f"0x{b:02X}" for b in value) + "}",
    "mixed": lambda value: "[" + ", ".join(mixed(value)) + "]",
    "blanks": lambda value: " ".join(map(str, value)),
    "od": lambda value: "\n".join("  ".join(f"{b:3d}" for b in value[at : at + 16]) for at in (0, 16)),
}  # fmt: skip


@pytest.mark.parametrize("spelling", LISTS)
def test_lists_of_32(spelling: str) -> None:
    for number in NUMBERS:
        assert seed(number) in values(LISTS[spelling](seed(number))), number


@pytest.mark.parametrize("spelling", [name for name in LISTS if name not in ("od", "rust array")])
def test_lists_of_64(spelling: str) -> None:
    for number in NUMBERS:
        value = seed(number) + key(number)
        assert value in values(LISTS[spelling](value)), number


@pytest.mark.parametrize("size", [31, 33, 40, 63, 65, 96, 256])
def test_lists_of_another_length_are_nothing(size: int) -> None:
    text = json.dumps([*seed(1), *seed(2), *seed(3), *seed(4), *seed(5), *seed(6), *seed(7), *seed(8)][:size])
    assert values(text) == []


def octal(value: bytes) -> str:
    return "".join(f"\\{byte:03o}" for byte in value)


def escaped(value: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in value)


STRINGS = {
    "python repr": repr,
    "python repr in a call": lambda value: f"SigningKey({value!r})",
    "python bytearray": lambda value: repr(bytearray(value)),
    "hex escapes": lambda value: f'"{escaped(value)}"',
    "upper case": lambda value: "'" + escaped(value).upper().replace("\\X", "\\x") + "'",
    "no quotes": lambda value: f"printf {escaped(value)} > key",
    "octal": lambda value: f'"{octal(value)}"',
    "unicode": lambda value: '"' + "".join(f"\\u{byte:04x}" for byte in value) + '"',
    "json of latin-1": lambda value: json.dumps(value.decode("latin-1")).replace("\\u007f", "\x7f"),
    "two literals": lambda value: f'"{escaped(value[:16])}"\n    "{escaped(value[16:])}"',
    "four literals": lambda value: "\n".join(f'  b"{escaped(value[at : at + 8])}"' for at in range(0, len(value), 8)),
    "literals with plus": lambda value: f"'{escaped(value[:11])}' +\n '{escaped(value[11:])}'",
    "continued": lambda value: f'"{escaped(value[:16])}" \\\n    "{escaped(value[16:])}"',
}  # fmt: skip


@pytest.mark.parametrize("spelling", STRINGS)
def test_byte_strings(spelling: str) -> None:
    for number in range(60):
        for value in (seed(number), seed(number) + key(number)):
            assert value in values(f"secret = {STRINGS[spelling](value)}\n"), number


def test_two_byte_strings_side_by_side_are_two_values() -> None:
    assert {seed(1), key(1)} <= set(values(f"pair = ({seed(1)!r}, {key(1)!r})"))
    assert {seed(1), key(1)} <= set(values(f'"{escaped(seed(1))}", "{escaped(key(1))}"'))


HEX = {
    "colons": lambda value: value.hex(":"),
    "upper colons": lambda value: value.hex(":").upper(),
    "blanks": lambda value: value.hex(" "),
    "dashes": lambda value: value.hex("-"),
    "commas": lambda value: value.hex(","),
    "0x and blanks": lambda value: " ".join(f"0x{byte:02x}" for byte in value),
    "openssl": lambda value: "priv:\n    " + value[:15].hex(":") + ":\n    " + value[15:30].hex(":") + ":\n    "
    + value[30:].hex(":") + "\npub:\n",
    "fromhex over lines": lambda value: f'bytes.fromhex("""\n    {value[:16].hex()}\n    {value[16:].hex()}\n""")',
    "fromhex of literals": lambda value: f'bytes.fromhex("{value[:16].hex()}"\n              "{value[16:].hex()}")',
    "groups of four": lambda value: "\n".join("        " + value[at : at + 16].hex(" ", 2) for at in (0, 16)),
    "16 a line": lambda value: "\n".join("   " + value[at : at + 16].hex(" ") for at in (0, 16)),
}  # fmt: skip


@pytest.mark.parametrize("spelling", HEX)
def test_hex_with_separators(spelling: str) -> None:
    for number in NUMBERS:
        assert seed(number) in values(HEX[spelling](seed(number))), number


def test_values_on_lines_of_their_own_are_two() -> None:
    assert {seed(1), key(1)} <= set(values(f"{seed(1).hex(':')}\n{key(1).hex(':')}\n"))


PKCS8 = bytes.fromhex("302e020100300506032b657004220420")


SPKI = bytes.fromhex("302a300506032b6570032100")


def version_2(number: int) -> bytes:
    """A private key with its public key, as RFC 5958 writes it."""
    inner = bytes.fromhex("020101300506032b657004220420") + seed(number) + bytes.fromhex("a123032100") + key(number)
    return bytes((0x30, len(inner))) + inner


def pem(der: bytes, label: str, end: str = "\n", width: int = 64) -> str:
    text = b64encode(der).decode()
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return end.join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


DER = {
    "pem": lambda der: pem(der, "PRIVATE KEY"),
    "pem, crlf": lambda der: pem(der, "PRIVATE KEY", "\r\n"),
    "pem, escaped": lambda der: f'"key": "{pem(der, "PRIVATE KEY", chr(92) + "n")}"',
    "pem, twice escaped": lambda der: pem(der, "PRIVATE KEY", "\\r\\n"),
    "pem, indented": lambda der: pem(der, "PRIVATE KEY", "\n    "),
    "pem, narrow": lambda der: pem(der, "PRIVATE KEY", "\n", 48),
    "pem, very narrow": lambda der: pem(der, "PRIVATE KEY", "\n", 32),
    "pem, 24 columns, quoted": lambda der: pem(der, "PRIVATE KEY", "\n> ", 24),
    "base64": lambda der: f'key = "{b64encode(der).decode()}"',
    "url-safe": lambda der: f'key = "{urlsafe_b64encode(der).decode()}"',
    "hex": lambda der: f"key={der.hex()}",
    "hex, upper": lambda der: f"key={der.hex().upper()};",
    "hex, colons": lambda der: der.hex(":"),
    "xxd -p": lambda der: der.hex()[:60] + "\n" + der.hex()[60:120] + "\n" + der.hex()[120:],
    "integers": lambda der: str(list(der)),
    "repr": repr,
}


@pytest.mark.parametrize("spelling", DER)
def test_private_keys_in_der(spelling: str) -> None:
    for number in NUMBERS:
        for der in (PKCS8 + seed(number), version_2(number)):
            hits = [one for one in found(DER[spelling](der)) if one.value == seed(number)]
            assert [(one.role, one.encoding) for one in hits] == [("seed", "pkcs8")], number


@pytest.mark.parametrize("spelling", DER)
def test_public_keys_in_der(spelling: str) -> None:
    for number in NUMBERS:
        text = DER[spelling](SPKI + key(number)).replace("PRIVATE", "PUBLIC")
        assert ("key", "spki") in [(one.role, one.encoding) for one in found(text) if one.value == key(number)]


def test_der_in_binary() -> None:
    hits = found(b"\x00\x01" * 999 + PKCS8 + seed(1) + b"\x00" * 999 + SPKI + key(1) + version_2(2))
    assert {(one.role, one.value) for one in hits} >= {("seed", seed(1)), ("key", key(1)), ("seed", seed(2))}


def test_base64_of_a_key_that_is_not_of_this_kind_is_none() -> None:
    x25519 = PKCS8.replace(b"\x2b\x65\x70", b"\x2b\x65\x6e")
    assert [one for one in found(pem(x25519 + seed(1), "PRIVATE KEY")) if one.role == "seed"] == []


JWK = {
    "json": '{{"kty":"OKP","crv":"Ed25519","d":"{d}","x":"{x}"}}',
    "another order": '{{"x": "{x}", "use": "sig", "d": "{d}", "crv": "Ed25519", "kid": "a", "kty": "OKP"}}',
    "javascript": "const jwk = {{kty:'OKP',crv:'Ed25519',d:'{d}',x:'{x}'}}",
    "python": "{{'kty': 'OKP', 'd': '{d}', 'crv': 'Ed25519', 'x': '{x}'}}",
    "json in json": '"{{\\"kty\\":\\"OKP\\",\\"crv\\":\\"Ed25519\\",\\"x\\":\\"{x}\\",\\"d\\":\\"{d}\\"}}"',
    "set": '{{"keys": [\n  {{\n    "kty": "OKP",\n    "d": "{d}",\n    "crv": "Ed25519",\n    "x": "{x}"\n  }}\n]}}',
}


def jwk(spelling: str, number: int) -> str:
    private, public = (urlsafe_b64encode(value).decode().rstrip("=") for value in (seed(number), key(number)))
    return JWK[spelling].format(d=private, x=public)


@pytest.mark.parametrize("spelling", JWK)
def test_json_web_keys(spelling: str) -> None:
    for number in NUMBERS:
        roles = {(one.role, one.value) for one in found(jwk(spelling, number)) if one.encoding == "jwk"}
        assert roles == {("seed", seed(number)), ("key", key(number))}


def test_other_members_and_curves_are_no_key() -> None:
    text = jwk("json", 1).replace('"d"', '"kid"').replace('"x"', '"id"')
    assert [one for one in found(text) if one.encoding == "jwk"] == []
    assert [one for one in found(jwk("json", 1).replace("Ed25519", "X25519")) if one.encoding == "jwk"] == []


def test_base58_of_32_bytes_is_never_exact() -> None:
    from guard.encodings.base58 import encode

    for number in range(60):
        hits = [one for one in found(f'address = "{encode(key(number)).decode()}"') if one.value == key(number)]
        assert hits and not any(one.exact for one in hits)
        glued = [one.value for one in found(f"x{encode(seed(number) + key(number)).decode()}")]
        assert seed(number) + key(number) in glued


BASE85 = {
    "b85": lambda value: b85encode(value).decode(), "a85": lambda value: a85encode(value).decode(),
    "a85 of Adobe": lambda value: a85encode(value, adobe=True).decode(),
}  # fmt: skip


@pytest.mark.parametrize("form", BASE85)
@pytest.mark.parametrize("frame", ['secret = "{}"', "SECRET={}", "{}", "x: '{}',"])
def test_base85(form: str, frame: str) -> None:
    from tests.pairs import key_text
    from tests.shapes import named, run

    for number in range(20):
        text = frame.replace("{}", BASE85[form](seed(number)))
        assert named(run({"a": f"first\n{text}\nlast\n"}, number), "watched-secret") == {key_text(number)}, text
        beside = run({"a": f"{key_text(number)}\n{text}\nhttps://api.backpack.exchange\n"})
        assert named(beside, "key-pair") == {key_text(number)}
