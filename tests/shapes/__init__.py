"""The table of leak shapes, filled with pairs made at run time."""

from __future__ import annotations

from base64 import b32encode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

from guard.config import Settings
from guard.encodings.base58 import encode as base58
from guard.model import Fragment, Report
from guard.scan import scan
from tests.forms import PKCS8
from tests.pairs import key, key_text, seed

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
SECOND = 1000


def stray_bits(value: bytes) -> str:
    """Write 32 bytes as base64 whose last character carries a stray bit."""
    text = b64encode(value).decode()
    return text[:42] + ALPHABET[ALPHABET.index(text[42]) + 1] + "="


FORMS: dict[str, Callable[[bytes], str]] = {
    "base64": lambda value: b64encode(value).decode(),
    "url-safe": lambda value: urlsafe_b64encode(value).decode(),
    "unpadded": lambda value: b64encode(value).decode().rstrip("="),
    "stray bits": stray_bits,
    "hex": lambda value: value.hex(),
    "HEX": lambda value: value.hex().upper(),
    "0x": lambda value: "0x" + value.hex(),
    "64 bytes": lambda value: b64encode(value + _public(value)).decode(),
}
PLAIN = tuple(FORMS)
"""The forms that a name and context are enough for, and what is close to them; of the others a proof is asked."""
FORMS |= {
    "base58": lambda value: base58(value + _public(value)).decode(),
    "colons": lambda value: value.hex(":"),
    "list": lambda value: str(list(value)),
    "typed array": lambda value: "{" + ",".join(f'"{at}":{byte}' for at, byte in enumerate(value)) + "}",
    "hex numbers": lambda value: "{" + ", ".join(f"0x{byte:02x}" for byte in value) + "}",
    "words": lambda value: "[" + ", ".join(f"0x{value[at : at + 4].hex()}" for at in range(0, 32, 4)) + "]",
    "base32": lambda value: b32encode(value).decode(),
    "decimal escapes": lambda value: "".join(f"\\{byte:03d}" for byte in value),
    "base64 of base64": lambda value: b64encode(b64encode(value)).decode(),
    "PKCS#8": lambda value: b64encode(PKCS8 + value).decode(),
}
UNSPLIT = ("list", "typed array", "base32")  # two halves of these are joined by nobody


def _public(value: bytes) -> bytes:
    from guard.keys import derive

    return derive(value)


def shapes() -> Iterator[tuple[str, str, str]]:
    """Yield (name, mark, text) of every shape."""
    table = Path(__file__).with_name("shapes.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            name, mark, text = line.split(" ", 2)
            yield name, mark, text


def fill(text: str, number: int, form: str = "base64") -> str:
    """Return a shape's text with pair `number`, and `number` + SECOND as the second, in place."""
    first, second = FORMS[form](seed(number)), FORMS[form](seed(number + SECOND))
    half = len(first) // 2
    values = {
        "⏎": "\n", "⇥": "\t", "<KEY>": key_text(number), "<KEY2>": key_text(number + SECOND), "<SECRET>": first,
        "<SECRET2>": second, "<SECRET[:22]>": first[:half], "<SECRET[22:]>": first[half:],
        "<HEX64>": seed(number).hex(), "<SIG88>": b64encode(seed(number + 5) + seed(number + 6)).decode(),
    }  # fmt: skip
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


class Texts:
    """A source of texts by path."""

    name = "texts"

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def fragments(self) -> Iterator[Fragment]:
        """Yield the texts."""
        for path, text in self.texts.items():
            yield Fragment(text.encode("utf-8", "surrogateescape"), path)


def run(texts: dict[str, str], *watched: int) -> Report:
    """Scan texts, with the API keys of pairs `watched` on the watch list."""
    settings = Settings()
    settings.watch = frozenset(key(number) for number in watched)
    return scan([Texts(texts)], settings)


def named(report: Report, *rules: str) -> set[str | None]:
    """Return the API keys of the findings of these rules."""
    return {finding.api_key for finding in report.findings if finding.rule in rules}


def told_where_watched(written: str, number: int) -> str:
    """Hold that a secret written between two lines is found where its key is watched, in its place; return the text."""
    text = f"first\n{written}\nlast\n"
    report = run({"a": text}, number)
    assert named(report, "watched-secret") == {key_text(number)}, text
    assert all(1 < one.line <= one.end_line <= text.count("\n") for one in report.findings), text
    return text
