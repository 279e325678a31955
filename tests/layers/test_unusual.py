"""Numbers in notations of their own, keys inside records, mail, uuencode, base32 and base85 of files, literals turned back."""

from __future__ import annotations

import codecs
import html
import json
from base64 import a85encode, b32encode, b64encode, b85encode, encodebytes
from collections.abc import Callable
from email.header import Header
from random import Random
from urllib.parse import quote

import pytest

from guard.layers.uuencode import LAYER as UUENCODE
from tests.pairs import key, key_text, secret_text, seed
from tests.shapes import named, run, told_where_watched

Write = Callable[[int], str]
CONTEXT = "# https://api.backpack.exchange\n"
NUMBERS = range(4)


def content(number: int) -> bytes:
    return f"# settings of the bot\nLEVEL=info\nBACKPACK_API_SECRET={secret_text(number)}\nWINDOW=5000\n".encode()


def rows(number: int, form: str, between: str = "\n", around: str = "%s") -> str:
    return around % between.join(form.format(at=at, byte=byte) for at, byte in enumerate(seed(number)))


def among(number: int, before: int, after: int) -> bytes:
    """Return the seed inside a record of other bytes."""
    return Random(number).randbytes(before) + seed(number) + Random(number + 1).randbytes(after)


NOTATIONS: dict[str, Write] = {
    "dotenv": lambda n: rows(n, "BYTE_{at}={byte}"), "dotenv, hex": lambda n: rows(n, "BYTE_{at:02d}=0x{byte:02x}"), "bare hex": lambda n: rows(n, "B_{at}={byte:02x}"),
    "YAML": lambda n: rows(n, "SEED_{at}: {byte}"), "properties": lambda n: rows(n, "seed.{at} = {byte}"), "shell": lambda n: rows(n, "export S{at}={byte}"),
    "JSON": lambda n: json.dumps({f"b{at}": byte for at, byte in enumerate(seed(n))}), "JSON in lines": lambda n: json.dumps({f"key_{at}": byte for at, byte in enumerate(seed(n))}, indent=1),
    "Verilog": lambda n: rows(n, "8'h{byte:02x}", ", ", "{{{%s}}}"), "Verilog, decimal": lambda n: rows(n, "8'd{byte}", ", "), "floats": lambda n: rows(n, "{byte}.0", ", ", "[%s]"),
    "floats of NumPy": lambda n: rows(n, "{byte:3d}.", " ", "[%s]"), "powers": lambda n: rows(n, "{byte:.18e}"), "powers on a line": lambda n: rows(n, "{byte:.18e}", " "),
    "joined by a sign": lambda n: rows(n, "{byte}", "_"), "joined, hex": lambda n: rows(n, "0x{byte:02x}", "_"), "joined by bars": lambda n: rows(n, "{byte:02x}", "/"),
    "R": lambda n: "\n".join(f" [{at + 1:2d}] " + " ".join(f"{byte:3d}" for byte in seed(n)[at : at + 15]) for at in range(0, 32, 15)),
    "table": lambda n: rows(n, "{at},{byte},{byte:02x}"), "elements of hex": lambda n: rows(n, "  <byte>{byte:02x}</byte>"), "query": lambda n: rows(n, "seed%5B{at}%5D={byte}", "&"),
}  # fmt: skip
RECORDS: dict[str, Write] = {
    "hex": lambda n: among(n, 20, 9).hex(), "contract call": lambda n: "0x" + among(n, 36, 32).hex(), "three words": lambda n: among(n, 32, 32).hex(),
    "base64": lambda n: b64encode(among(n, 20, 9)).decode(), "base64 in lines": lambda n: encodebytes(among(n, 157, 90)).decode(),
    "with its key": lambda n: (bytes((10, 64)) + seed(n) + key(n) + bytes(7)).hex(), "message": lambda n: b64encode(b"\x0a\x04main\x12\x20" + seed(n) + b"\x18\x01").decode(),
}  # fmt: skip
TEXTS: dict[str, Write] = {
    "base32": lambda n: b32encode(content(n)).decode(), "base32 in lines": lambda n: "\n".join(b32encode(content(n)).decode()[at : at + 64] for at in range(0, 240, 64)),
    "Ascii85": lambda n: a85encode(content(n), adobe=True).decode(), "Ascii85 in lines": lambda n: a85encode(content(n), adobe=True, wrapcol=60).decode(),
    "base85": lambda n: b85encode(content(n)).decode(), "base85 behind a long line": lambda n: "a" * 50 + "\n" + b85encode(content(n)).decode(), "uuencode": lambda n: (UUENCODE.wrap(content(n)) or b"").decode(), "uuencode of a key": lambda n: (UUENCODE.wrap(seed(n)) or b"").decode(),
    "quoted uuencode": lambda n: "> " + (UUENCODE.wrap(content(n)) or b"").decode().replace("\n", "\n> "),
    "header": lambda n: "Subject: " + Header(f"backpack \u00e9 {secret_text(n)}", "utf-8", header_name="Subject", maxlinelen=60).encode(),
    "header, Q": lambda n: "Subject: " + Header(f"backpack \u00e9 {secret_text(n)}", "iso-8859-1", header_name="Subject").encode(),
}  # fmt: skip
TURNED: dict[str, Write] = {
    "slice": lambda n: f"'{secret_text(n)[::-1]}'[::-1]", "unpadded": lambda n: f"'{secret_text(n).rstrip('=')[::-1]}'[::-1]",
    "JavaScript": lambda n: f"\"{secret_text(n)[::-1]}\".split('').reverse().join('')", "hex": lambda n: f'strrev("{seed(n).hex()[::-1]}")',
    "ROT13": lambda n: f"codecs.decode('{codecs.encode(secret_text(n), 'rot13')}', 'rot13')", "case": lambda n: f"'{secret_text(n).swapcase()}'.swapcase()",
}  # fmt: skip
INSIDE: dict[str, Write] = {
    "short parts in HTML": lambda n: html.escape("s = " + " . ".join(f"'{secret_text(n)[at : at + 11]}'" for at in range(0, 44, 11))),
    "short parts in a URL": lambda n: quote("''.join(['" + "', '".join(secret_text(n)[at : at + 11] for at in range(0, 44, 11)) + "'])"),
    "short parts in JSON": lambda n: json.dumps({"code": "\n".join(f'$s .= "{secret_text(n)[at : at + 11]}";' for at in range(0, 44, 11))}),
    "base85 in HTML": lambda n: html.escape(f's = "{b85encode(seed(n)).decode()}"'), "base85 in a URL": lambda n: quote(b85encode(seed(n)).decode(), safe=""),
    "statements in JSON": lambda n: json.dumps({"code": rows(n, "s[{at}] = {byte};")}), "lines in JSON": lambda n: json.dumps({"mail": "> " + "\n> ".join(content(n).hex()[at : at + 20] for at in range(0, 300, 20))}),
}  # fmt: skip
FORMS = {f"{kind}: {name}": write for kind, table in (("numbers", NOTATIONS), ("record", RECORDS), ("text", TEXTS), ("turned", TURNED), ("inside", INSIDE)) for name, write in table.items()}


@pytest.mark.parametrize("form", FORMS)
def test_a_watched_key(form: str) -> None:
    for number in NUMBERS:
        told_where_watched(FORMS[form](number), number)


@pytest.mark.parametrize("form", FORMS)
def test_beside_its_key_and_where_a_small_file_speaks_of_backpack(form: str) -> None:
    for number in NUMBERS:
        text = f"first\n{FORMS[form](number)}\nlast\n"
        assert key_text(number) in named(run({"a": f"{CONTEXT}k = {key_text(number)}\n{text}"}), "key-pair", "expanded-secret")
        assert key_text(number) in named(run({"a": CONTEXT + text, "b": key_text(number)}), "key-pair", "expanded-secret")


@pytest.mark.parametrize("form", FORMS)
def test_without_its_key_it_is_no_finding(form: str) -> None:
    """What is uncovered so is good for a proof only."""
    text = f"{CONTEXT}first\n{FORMS[form](1)}\nlast\n"
    assert {one.rule for one in run({"a": text}).findings} <= {"expanded-secret", "api-secret", "possible-secret", "key-pair" if "its key" in form else ""}
