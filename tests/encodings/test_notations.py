"""The same 32 bytes in the notation of many languages and tools: each is proven against a watched key."""

from __future__ import annotations

import json
import re
from base64 import b32encode
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.encodings._numbers import without_comments
from tests.pairs import key_text, seed
from tests.shapes import named, run

Write = Callable[[bytes], str]
CONTEXT = "# https://api.backpack.exchange\n"


def units(before: str, after: str = "", between: str = ", ", form: str = "{}", around: str = "[%s]") -> Write:
    """Return a writer of numbers with something before and behind each of them."""
    return lambda value: around % between.join(before + form.format(byte) + after for byte in value)


def lines(form: str, comment: str = "", width: int = 8, indent: str = "  ", around: str = "{\n%s\n}") -> Write:
    """Return a writer of rows of numbers, each with a comment that may name its place."""

    def write(value: bytes) -> str:
        rows = [", ".join(form.format(byte) for byte in value[at : at + width]) for at in range(0, len(value), width)]
        return around % "\n".join(f"{indent}{row},{comment.format(at)}" for at, row in enumerate(rows))

    return write


def words(size: int, order: str, form: str) -> Write:
    """Return a writer of words of `size` bytes."""
    return lambda value: "[" + ", ".join(
        form.format(int.from_bytes(value[at : at + size], order)) for at in range(0, len(value), size)  # type: ignore[arg-type]
    ) + "]"


def signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def printable(escape: Callable[[int, bytes], str]) -> Write:
    """Return a writer of strings that leave printable bytes as they are."""
    plain = set(range(32, 127)) - set(b"\"'\\")
    return lambda value: '"' + "".join(
        chr(byte) if byte in plain else "\\" + chr(byte) if byte in b"\"'\\" else escape(byte, value[at + 1 : at + 2])
        for at, byte in enumerate(value)
    ) + '"'


LISTS: dict[str, Write] = {
    "JSON of a typed array": lambda value: json.dumps({str(at): byte for at, byte in enumerate(value)}),
    "the same without blanks": lambda value: json.dumps(dict(enumerate(value)), separators=(",", ":")),
    "the same in lines": lambda value: json.dumps({"key": dict(enumerate(value))}, indent=2),
    "PHP array": lambda value: "array(" + ", ".join(f"{at} => {byte}" for at, byte in enumerate(value)) + ")",
    "print_r": lambda value: "Array\n(\n" + "\n".join(f"    [{at}] => {byte}" for at, byte in enumerate(value)) + "\n)",
    "Go with indexes": lambda value: "[32]byte{" + ", ".join(f"{at}: 0x{byte:02x}" for at, byte in enumerate(value)) + "}",
    "one a line, index behind": lines("0x{:02x}", " // {}", 1),
    "one a line, words behind": lines("0x{:02x}", " // byte {}", 1),
    "one a line, hash": lines("{}", "  # {}", 1),
    "eight a line, words behind": lines("0x{:02x}", " // row {}"),
    "sixteen a line, comments of C": lines("{}", " /* row {} */", 16),
    "index before each": lambda value: "{ " + ", ".join(f"/*{at}*/ 0x{byte:02x}" for at, byte in enumerate(value)) + " }",
    "octal": units("0o", form="{:o}"), "binary": units("0b", form="{:08b}"), "binary in halves": units("0b", form="{0:08b}_"),
    "cast": units("(byte)0x", form="{:02x}"), "cast of C": units("(char)0x", form="{:02x}", around="{%s}"),
    "cast of a negative number": lambda value: "{" + ", ".join(f"(byte) {signed(byte)}" for byte in value) + "}",
    "Rust suffix": units("0x", "u8", form="{:02x}"), "Rust suffix apart": units("0x", "_u8", form="{:02x}"),
    "Nim": units("0x", "'u8", form="{:02X}"), "F#": units("0x", "uy", "; ", "{:02X}", "[| %s |]"), "C suffix": units("0x", "UL", form="{:02x}"),
    "Kotlin": units("0x", ".toByte()", form="{:02x}", around="byteArrayOf(%s)"),
    "Scala": units("0x", ".toByte", form="{:02x}", around="Array[Byte](%s)"), "Kotlin, decimal": units("", ".toByte()"),
    "Go conversions": units("byte(0x", ")", form="{:02x}", around="[]byte{%s}"),
    "Go array": units("0x", form="{:02x}", around="[...]byte{%s}"), "OCaml": units("0x", "", "; ", "{:02x}", "[ %s ]"),
    "Pascal": units("$", form="{:02X}", around="(%s)"), "Basic": units("&H", form="{:02X}", around="{%s}"),
    "Lisp": units("#x", "", " ", "{:02X}", "#(%s)"), "Scheme": units("", "", " ", "{}", "#u8(%s)"), "Erlang": units("16#", form="{:02X}", around="<<%s>>"),
    "Elixir": units("", around="<<%s>>"), "Ada": units("16#", "#", form="{:02X}", around="(%s)"), "assembler": units("0", "h", form="{:02X}", around="db %s"),
    "assembler lines": lambda value: "seed:\n" + "\n".join(f"\t.byte\t0x{byte:02x}" for byte in value),
    "assembler rows": lines("0x{:02x}", "", 8, "    db ", "seed:\n%s\n"),
    "PHP chr": units("chr(", ")", ".", around="%s"), "SQL chr": units("CHR(", ")", " || ", around="%s"),
    "quoted": units('"', '"'), "quoted 0x": units('"0x', '"', form="{:02x}"), "quoted hex": units('"', '"', form="{:02x}"),
    "YAML": lambda value: "seed:\n" + "\n".join(f"  - {byte}" for byte in value), "tags": units("<b>", "</b>", "", around="%s"),
    "rows in rows": lambda value: json.dumps([list(value[at : at + 8]) for at in range(0, 32, 8)]),
    "registry": lambda value: '"Secret"=hex:' + value[:22].hex(",") + ",\\\n  " + value[22:].hex(","),
    "32 bits": words(4, "big", "0x{:08x}"), "32 bits, low byte first": words(4, "little", "0x{:08x}"), "32 bits of C": words(4, "little", "0x{:08x}U"),
    "64 bits": words(8, "big", "0x{:016x}"), "64 bits of C": words(8, "little", "0x{:016x}ULL"), "16 bits": words(2, "big", "0x{:04x}"),
    "16 bits, decimal": words(2, "little", "{}"), "16 bits, decimal, high byte first": words(2, "big", "{}"),
    "semicolons": units("", between=";", around="%s"), "semicolons and blanks": units("", between="; ", around="%s"),
    "bars": units("", between="|", around="%s"), "points": units("", between=".", around="%s"), "tabs": units("", between="\t", around="%s"),
    "lines of numbers": units("", between="\n", around="\n%s\n"), "octal of three digits": units("", "", " ", "{:03o}", "%s"),
    "negative, semicolons": lambda value: ";".join(str(signed(byte)) for byte in value),
    "hex, semicolons": units("", "", ";", "{:02x}", "%s"), "hex, bars": units("", "", "|", "{:02x}", "%s"),
    "hex, points": units("", "", ".", "{:02X}", "%s"), "four a line": lambda value: "\n".join(value[at : at + 4].hex(" ") for at in range(0, 32, 4)),
    "32 bits, decimal": words(4, "little", "{}"), "64 bits, decimal": words(8, "big", "{}"), "64 bits of Java": words(8, "big", "{}L"),
}  # fmt: skip

STRINGS: dict[str, Write] = {
    "octal": printable(lambda byte, _: f"\\{byte:03o}"), "Ruby": printable(lambda byte, _: f"\\x{byte:02X}"),
    "Perl": lambda value: '"' + "".join(f"\\x{{{byte:02x}}}" for byte in value) + '"',
    "Swift": lambda value: '"' + "".join(f"\\u{{{byte:02x}}}" for byte in value) + '"',
    "Lua": printable(lambda byte, after: f"\\{byte:03d}" if after.isdigit() else f"\\{byte}"),
    "Lua, all": lambda value: '"' + "".join(f"\\{byte:03d}" for byte in value) + '"',
    "Haskell": printable(lambda byte, after: f"\\{byte}" + ("\\&" if after.isdigit() else "")),
    "characters of C": units("'\\x", "'", form="{:02x}", around="{%s}"), "characters of OCaml": units("'\\x", "'", "; ", "{:02x}", "[|%s|]"),
    "escapes and commas": units("\\x", "", ", ", "{:02x}", "%s"), "escapes escaped": units("\\\\x", "", "", "{:02x}", '"%s"'),
    "echo -e": units("\\0", "", "", "{:03o}", "echo -e '%s'"), "printf %b": units("\\0", "", "", "{:03o}", 'printf %%b "%s"'),
    "short escapes": units("\\x", "", "", "{:x}", "'%s'"), "escapes in JSON": lambda value: json.dumps("s = b'" + "".join(f"\\x{byte:02x}" for byte in value) + "'"),
    "percent": lambda value: "".join(f"%{byte:02X}" for byte in value), "percent twice": lambda value: "".join(f"%25{byte:02X}" for byte in value),
    "entities": lambda value: "".join(f"&#{byte};" for byte in value),
    "PostgreSQL": lambda value: f"'\\x{value.hex()}'", "PostgreSQL, escaped": lambda value: f"E'\\\\x{value.hex()}'",
    "SQL": lambda value: f"X'{value.hex().upper()}'", "SQL Server": lambda value: f"0x{value.hex().upper()}",
    "Verilog": lambda value: f"256'h{value.hex('_', 4)}", "groups": lambda value: value.hex(" ", 4), "xxd -p": lambda value: value.hex()[:60] + "\n" + value.hex()[60:] + "\n",
    "base32": lambda value: b32encode(value).decode(), "base32, small, bare": lambda value: b32encode(value).decode().lower().rstrip("="),
    "integer": lambda value: str(int.from_bytes(value, "big")), "integer, low byte first": lambda value: str(int.from_bytes(value, "little")),
}  # fmt: skip
STATEMENTS: dict[str, Write] = {
    "C": lambda value: "\n".join(f"    seed[{at}] = 0x{byte:02x};" for at, byte in enumerate(value)),
    "C on one line": lambda value: " ".join(f"s[{at}]={byte};" for at, byte in enumerate(value)),
    "JavaScript": lambda value: "\n".join(f"secretKey[{at}] = {byte}" for at, byte in enumerate(value)),
    "Java": lambda value: "\n".join(f"key[{at}] = (byte) {signed(byte)};" for at, byte in enumerate(value)),
    "pointer": lambda value: "\n".join(f"*(p + {at}) = {byte};" for at, byte in enumerate(value)),
    "member": lambda value: "\n".join(f"ctx->seed[{at}] = 0x{byte:x};" for at, byte in enumerate(value)),
    "append": lambda value: "\n".join(f"s.append({byte})" for byte in value), "push": lambda value: " ".join(f"v.push(0x{byte:02x});" for byte in value),
    "put": lambda value: "\n".join(f"buffer.put((byte) 0x{byte:02x});" for byte in value),
    "cast of stdint": units("(uint8_t)0x", form="{:02x}", around="{%s}"), "Swift calls": units("UInt8(", ")"),
    "std::byte": units("std::byte{0x", "}", form="{:02x}", around="{%s}"), "PowerShell": units("[char]", between="+", around="%s"),
    "elements in lines": units("<int>", "</int>", "\n", around="%s"),
}  # fmt: skip


@pytest.mark.parametrize("form", STATEMENTS)
def test_a_row_of_statements_is_proven_where_it_is_worth_a_look(form: str) -> None:
    """Watched, beside its key, or in a small text that speaks of Backpack."""
    for number in NUMBERS:
        text = f"# first\n{STATEMENTS[form](seed(number))}\nlast\n"
        report = run({"a": text}, number)
        assert named(report, "watched-secret") == {key_text(number)}
        assert all(1 < one.line <= one.end_line < text.count("\n") + 1 for one in report.findings)
        assert named(run({"a": f"k = '{key_text(number)}'\n{text}", "b": CONTEXT}), "key-pair") == {key_text(number)}
        assert named(run({"a": CONTEXT + text, "b": key_text(number)}), "key-pair") == {key_text(number)}


# one random value in some hundreds has too few of what tells a form: digits in a row of hex letters, escapes side by side
NUMBERS = range(6)


@pytest.mark.parametrize("form", [*LISTS, *STRINGS])
def test_a_notation_is_proven(form: str) -> None:
    write = LISTS.get(form) or STRINGS[form]
    missed = [
        number for number in NUMBERS
        if named(run({"a": f"# first\nsecret = {write(seed(number))}\nlast\n"}, number), "watched-secret") != {key_text(number)}
    ]  # fmt: skip
    assert missed == []


@pytest.mark.parametrize("form", ["JSON of a typed array", "one a line, words behind", "Rust suffix", "F#", "Pascal"])
def test_a_list_in_brackets_is_exact(form: str) -> None:
    for number in NUMBERS:
        text = f"# https://api.backpack.exchange\nBACKPACK_API_SECRET = {LISTS[form](seed(number))}\n"
        assert named(run({"a": text}), "api-secret") == {key_text(number)}, number


def test_tables_and_other_numbers_are_nothing() -> None:
    from guard import registry
    from guard.model import View

    table = ", ".join(f"({at}, {at * 7 % 256}, {at * at % 256})" for at in range(99))
    days = "\n".join(f"20{year:02d}-{month:02d}-11 10:{month:02d}:00, {year * month}.{year}" for year in range(20) for month in range(1, 13))
    path = " ".join(f"M{at}.{at * 37 % 1000} {at * 3}.5 L{at} 9.{at}" for at in range(300))
    for text in (table, days, path):
        view = View(text.encode())
        for name in ("numbers", "words", "integer", "percent", "decimal_escapes", "base32"):
            assert list(registry.load("encodings", "ENCODING")[name].find(view)) == []  # type: ignore[attr-defined]


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(st.sampled_from([b"/*", b"*/", b"/", b"*", b"//", b"# ", b"\n", b"12, ", b"; a", b"-- "]), max_size=30))
def test_a_comment_that_nothing_ends_is_none(parts: list[bytes]) -> None:
    text = b"".join(parts)
    plain = re.compile(rb"/\*.*?\*/|//[^\n]*|#[ \t][^\n]*|--[ \t][^\n]*|;[ \t]*[A-Za-z][^\n]*", re.DOTALL)
    assert without_comments(text) == plain.sub(lambda match: b" " * len(match.group()), text)
