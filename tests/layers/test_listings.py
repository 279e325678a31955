"""What assemblers, debuggers, style sheets, typesetters and word processors make of a key, and numbers in other bases."""

from __future__ import annotations

import json
import shutil
import subprocess
import zlib
from base64 import b32encode, b64encode
from collections.abc import Callable
from random import Random

import pytest

from guard.candidates import unfold
from guard.model import Skip
from tests.pairs import key_text, secret_text, seed
from tests.shapes import named, run, told_where_watched

Write = Callable[[int], str]
CONTEXT = "# https://api.backpack.exchange\n"
NUMBERS = range(4)
DIGITS, SMALL = "0123456789", "abcdefghijklmnopqrstuvwxyz"
CAPITALS = SMALL.upper()


def content(number: int) -> bytes:
    return f"# settings of the bot\nLEVEL=info\nBACKPACK_API_SECRET={secret_text(number)}\nWINDOW=5000\n".encode()


def words(size: int, directive: str, form: str, per: int = 1, comment: str = "") -> Write:
    """Return a writer of words behind a directive of an assembler."""

    def write(n: int) -> str:
        values = [int.from_bytes(seed(n)[at : at + size], "little") for at in range(0, 32, size)]
        rows = [", ".join(form.format(value) for value in values[at : at + per]) + comment.format(values[at]) for at in range(0, len(values), per)]
        return "seed:\n" + "\n".join(f"\t{directive}\t{row}" for row in rows)

    return write


def based(alphabet: str) -> Write:
    def write(n: int) -> str:
        number, out = int.from_bytes(seed(n), "big"), ""
        while number:
            number, digit = divmod(number, len(alphabet))
            out = alphabet[digit] + out
        return out

    return write


def base45(n: int) -> str:
    alphabet, out = DIGITS + CAPITALS + " $%*+-./:", ""
    for at in range(0, 32, 2):
        high, rest = divmod(int.from_bytes(seed(n)[at : at + 2], "big"), 2025)
        out += alphabet[rest % 45] + alphabet[rest // 45] + alphabet[high]
    return f'"{out}"'


def base32_in(alphabet: str) -> Write:
    table = str.maketrans(CAPITALS + "234567", alphabet)
    return lambda n: b32encode(seed(n)).decode().rstrip("=").translate(table)


def bits(n: int, between: str = "", around: str = "%s") -> str:
    return around % between.join(f"{byte:08b}" for byte in seed(n))


def parts(text: str, between: str, size: int = 11) -> str:
    return between.join(text[at : at + size] for at in range(0, len(text), size))


def escaped(form: str, value: bytes) -> str:
    return "".join(form.format(byte) for byte in value)


def of_tool(command: str, whole: bool = False, rows: slice = slice(None)) -> Write:
    """Return what a tool prints of a seed, or of a file that holds it, or of both ends of neither."""

    def write(n: int) -> str:
        if shutil.which(command.split(maxsplit=1)[0]) is None:
            pytest.skip("the tool is not installed")
        among = Random(1).randbytes(37) + seed(n) + Random(2).randbytes(40) if rows != slice(None) else seed(n)
        shown = subprocess.run(command.split(), input=content(n) if whole else among, capture_output=True, check=True).stdout.decode()
        return "\n".join(shown.split("\n")[rows])

    return write


WORDS: dict[str, Write] = {
    ".long": words(4, ".long", "0x{:08x}", 4), ".long, decimal": words(4, ".long", "{}", 4), ".long in lines": words(4, ".long", "{}"), ".quad": words(8, ".quad", "0x{:x}"),
    ".quad, decimal": words(8, ".quad", "{}"), "dq": words(8, "dq", "0{:016x}h"), "dd": words(4, "dd", "0{:08X}h", 4), ".word of ARM": words(4, ".word", "{}", 1, "    @ 0x{:x}"),
    ".quad with comments": words(8, ".quad", "{}", 1, "    # 0x{:x}"), "u32 with signs": words(4, "u32", "{:_}", 8), "u64 of C++": lambda n: ", ".join("0x" + parts(seed(n)[at : at + 8].hex(), "'", 4) + "ULL" for at in range(0, 32, 8)),
    "integer with signs": lambda n: f"{int.from_bytes(seed(n), 'big'):_}", "integer with commas": lambda n: f"{int.from_bytes(seed(n), 'big'):,}", "integer of C++": lambda n: "0x" + parts(seed(n).hex(), "'", 4),
    "lldb": lambda n: "\n".join(f"(unsigned char) [{at}] = '\\x{byte:02x}'" for at, byte in enumerate(seed(n))), "objdump -d": lambda n: "\n".join(f"    {0x2010 + at:x}:\t{seed(n)[at : at + 4].hex(' ')}\t..." for at in range(0, 32, 4)),
}  # fmt: skip
BITS: dict[str, Write] = {
    "run": bits, "quoted": lambda n: bits(n, around='"%s"'), "bin": lambda n: bin(int.from_bytes(seed(n), "big")), "list": lambda n: ", ".join(bits(n)), "text": lambda n: escaped("{:08b}", content(n)),
    "lines": lambda n: parts(bits(n), "\n", 64),
}  # fmt: skip
BASES: dict[str, Write] = {
    "base36": based(DIGITS + SMALL), "base36, capitals": based(DIGITS + CAPITALS), "base62": based(DIGITS + CAPITALS + SMALL), "base62, small first": based(DIGITS + SMALL + CAPITALS),
    "base62, digits last": based(CAPITALS + SMALL + DIGITS), "base58 of Flickr": based("123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"), "base45": base45, "z-base-32": base32_in("ybndrfg8ejkmcpqxot1uwisza345h769"),
    "Bech32": lambda n: "key1" + base32_in("qpzry9x8gf2tvdw0s3jn54khce6mua7l")(n) + "q0z9x8",
}  # fmt: skip
TURNED: dict[str, Write] = {
    "base64": lambda n: f'"{secret_text(n)[::-1]}"', "hex": lambda n: seed(n).hex()[::-1], "bytes in hex": lambda n: "0x" + seed(n)[::-1].hex(), "bytes in base64": lambda n: b64encode(seed(n)[::-1]).decode(),
    "bytes in a list": lambda n: str(list(seed(n)[::-1])),
}  # fmt: skip
CODES: dict[str, Write] = {
    "hex": lambda n: f"String.fromCharCode({', '.join(map(str, seed(n).hex().encode()))})", "hex, capitals": lambda n: f"String.fromCharCode({','.join(map(str, seed(n).hex().upper().encode()))})",
    "base64": lambda n: f"String.fromCharCode({','.join(map(hex, secret_text(n).encode()))})", "base32": lambda n: str(list(b32encode(seed(n)))), "statements": lambda n: "\n".join(f"s.append({byte})" for byte in secret_text(n).encode()),
}  # fmt: skip
TYPESET: dict[str, Write] = {
    "CSS": lambda n: f'--k: "{escaped(chr(92) + "{:x} ", secret_text(n).encode())}";', "CSS, six digits": lambda n: f'--k: "{escaped(chr(92) + "{:06x}", secret_text(n).encode())}";', "CSS, bytes": lambda n: f'--k: "{escaped(chr(92) + "{:x} ", seed(n))}";',
    "CSS, signs": lambda n: f'--k: "{secret_text(n).replace("+", chr(92) + "2b ").replace("/", chr(92) + "2f ").replace("=", chr(92) + "3d ")}";', "TeX hyphens": lambda n: f"\\texttt{{{parts(secret_text(n), chr(92) + '-')}}}",
    "TeX breaks": lambda n: f"\\texttt{{{parts(secret_text(n), chr(92) + 'allowbreak ')}}}", "TeX signs": lambda n: secret_text(n).replace("+", "{+}").replace("/", "\\slash ").replace("=", "{=}"),
    "TeX penalties": lambda n: secret_text(n).replace("/", "/\\penalty0 ").replace("+", "+\\penalty0 "), "deflate": lambda n: b64encode(zlib.compress(content(n))[2:-4]).decode(), "deflate in hex": lambda n: zlib.compress(content(n))[2:-4].hex(),
    "escapes in parts in JSON": lambda n: json.dumps({"code": "s = " + " + ".join('"' + escaped("\\x{:02x}", seed(n)[at : at + 4]) + '"' for at in range(0, 32, 4))}),
}  # fmt: skip
SHOWN: dict[str, Write] = {
    "od -An -c": of_tool("od -An -c"), "od -An -c, text": of_tool("od -An -c", True), "od -a, text": of_tool("od -a", True), "od -An -a, text": of_tool("od -An -a", True), "od -t x1c": of_tool("od -A x -t x1c"),
    "od -t x1c, text": of_tool("od -A x -t x1c", True), "xxd from the middle": of_tool("xxd -c 8", rows=slice(3, 11)), "xxd -c 4 from the middle": of_tool("xxd -c 4", rows=slice(9, 19)),
}  # fmt: skip
OTHERS: dict[str, Write] = {
    "mask": lambda n: f"secret = bytes(b ^ 0x5a for b in {[byte ^ 0x5A for byte in seed(n)]})", "mask in hex": lambda n: f"MASK = 171\nraw = '{bytes(byte ^ 171 for byte in seed(n)).hex()}'  # xor",
}  # fmt: skip
TABLES = {"other": OTHERS, "word": WORDS, "bits": BITS, "base": BASES, "turned": TURNED, "code": CODES, "typeset": TYPESET, "shown": SHOWN}
FORMS = {f"{kind}: {name}": write for kind, table in TABLES.items() for name, write in table.items()}


@pytest.mark.parametrize("form", FORMS)
def test_it_is_proven_where_it_is_worth_a_look(form: str) -> None:
    """Watched, beside its key, or in a small text that speaks of Backpack."""
    for number in NUMBERS:
        text = told_where_watched(FORMS[form](number), number)
        assert named(run({"a": f"{CONTEXT}k = {key_text(number)}\n{text}"}), "key-pair") == {key_text(number)}
        assert named(run({"a": CONTEXT + text, "b": key_text(number)}), "key-pair") == {key_text(number)}


@pytest.mark.parametrize("form", FORMS)
def test_without_its_key_it_is_no_pair(form: str) -> None:
    found = run({"a": f"first\n{FORMS[form](1)}\nlast\n", "b": CONTEXT}).findings
    assert {one.rule for one in found} <= ({"api-secret"} if "text" in form else set())


def rtf(text: str, cut: int, style: str) -> str:
    return r"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}}\f0\fs22 {" + style.join(text[at : at + cut] for at in range(0, len(text), cut)) + r"}\par}"


@pytest.mark.parametrize("style", [r"\b ", r"}{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1 ", "\r\n"])
@pytest.mark.parametrize("cut", [7, 20, 30])
def test_text_of_a_word_processor(style: str, cut: int) -> None:
    for number in NUMBERS:
        text = rtf(f"BACKPACK_API_KEY={key_text(number)} BACKPACK_API_SECRET={secret_text(number)}", cut, style)
        assert key_text(number) in named(run({"a.rtf": text}), "key-pair", "foreign-pair"), text
    hexadecimal = r"{\rtf1 " + escaped("\\'{:02x}", secret_text(1).encode()) + "}"
    assert named(run({"a.rtf": hexadecimal}, 1), "watched-secret") == {key_text(1)}


def test_random_bytes_in_a_place_that_speaks_of_backpack_are_read_within_the_budget() -> None:
    """Every mark stands in them somewhere, and layers that came off each other's texts used the budget up."""
    for number in (0, 3):
        data = b"\xff\xd8\xff\xe0\x00\x10JFIF" + Random(number).randbytes(64_000)
        assert not [one for one in unfold(data, None, "backpack/a.jpg") if isinstance(one, Skip)]
