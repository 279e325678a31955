"""Every text layer around every encoding, alone and inside a second layer: found, with its key and line."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import registry
from guard.candidates import unfold
from guard.config import Settings
from guard.limits import Limits
from guard.model import Encoding, Layer, Report, Skip, View
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.pairs import key, key_text, secret_text, seed

ENCODINGS = cast("dict[str, Encoding]", registry.load("encodings", "ENCODING"))
LAYERS = cast("dict[str, Layer]", registry.load("layers", "LAYER"))
# lists are no runs, what has one case or digits alone is no part, and raw bytes are no text: a layer that breaks them
LISTS = {"bare_escapes", "base32", "decimal_escapes", "escaped_bytes", "escapes_apart", "hex_separated", "indexed_numbers", "integer", "ints", "number_columns", "numbers", "percent", "worded_numbers", "worded_words", "words", "xored", "z85"}
BY_LINES = {"base64_text", "codes", "dump", "hex_text", "offset_dump", "wide"}  # these keep the lines of a dump
BREAKS = {"assigned", "fullwidth", "homoglyphs", "invisible", "quoted_printable", "split_literal"}
WRITTEN = sorted(set(ENCODINGS) - {"packed_ints", "raw", "wide_ints"})
TEXT = [name for name, layer in LAYERS.items() if not layer.container and name != "encrypted_key"]  # it only tells
OTHERS = {
    "rtf": b"{\\rtf1\\b one}", "asciicast": b'{"version": 2}\n[1.5, "o", "one"]\n', "hex_records": b":0100000041BE\n", "sheet_cells": b"<c r='A1'><v>1</v></c>" * 40,
    "hex_groups": seed(1).hex()[:30].encode() + b"-" + seed(1).hex()[30:].encode() + b"   ",
    "streamed": b'{"text": "a"} {"text": "b"} {"text": "c"}' + b" " * 20,
    "unordered": b"part 2: " + secret_text(1)[22:].encode() + b" part 1: " + secret_text(1)[:22].encode(),
    "binary_text": bytes(range(100, 190)).hex().encode(), "plain_numbers": b", ".join(b"8'h%02x" % byte for byte in seed(1)),
}  # fmt: skip
WRAPPING = [name for name in TEXT if LAYERS[name].wrap(b"api_secret: " + b"aB3d" * 11) is not None]
SMALL_CODES = {"base32", "decimal_escapes", "integer", "ints", "numbers", "percent", "xored"}  # few of their codes have three digits
BEFORE = b"first\n\n"
# the same examples in every run: of random parts one in some hundreds is taken for a word
NUMBERS = st.integers(0, 10**9)


def report(data: bytes, number: int) -> Report:
    """Scan bytes with the API key of pair `number` on the watch list."""
    policy = Settings()
    policy.watch = frozenset([key(number)])
    policy.thorough = True  # some write 20 characters for one
    return scan([StdinSource(data)], policy)


def holds(encoding: str, *layers: str) -> bool:
    """Tell whether layers, outermost first, leave what they hold as it is."""
    if (encoding in LISTS or {"codes", "worded_codes"} & {*layers[1:]}) and BREAKS.intersection(layers):
        return False
    if layers[0] in ("codes", "wide") and {"codes", "hex_text", "offset_dump"} & {*layers[1:]}:
        return False  # few numbers of three digits; so long that two line breaks before it are taken for wide characters
    if encoding in SMALL_CODES and "codes" in layers:
        return False
    if layers in (("columns", "bits"), ("fullwidth", "columns"), ("fullwidth", "disguised")):
        return False  # rows of digits are tables; full-width bars and quotes are no signs
    if encoding == "integer" and "columns" in layers:
        return False  # rows of digits are tables
    if encoding in ("bare_escapes", "indexed_numbers", "number_columns", "worded_numbers", "worded_words", "xored", "z85"):  # nothing shows where it stands, so that only what decodes everything uncovers it
        return BY_LINES.issuperset(layers)
    if encoding in ("escapes_apart", "numbers") and {"entities", "escapes"} & {*layers}:
        return False
    if {"base45_text", "base85_text", "uuencode"} & {*layers[1:]}:  # nearly every sign occurs in them
        return layers[0] in BY_LINES
    if layers[0] == "notebook" and "assigned" in layers[1:]:
        return False  # behind BEFORE it is no notebook: what joins literals does not see the ends of its strings
    if layers[0] == "fullwidth" and "terminal" in layers[1:]:
        return False  # a terminal obeys ASCII only
    if encoding == "radix" and "base32_text" in layers:
        return False  # without padding the next word may be taken for its end
    return not {"cells", "dump", "offset_dump", "short_literals"}.intersection(layers[1:]) or layers[0] in BY_LINES


def assert_found(wrapped: bytes, number: int) -> None:
    """Assert that the secret is found, once, on the lines that `wrapped` has behind BEFORE."""
    found = [one for one in report(BEFORE + wrapped + b"\nlast\n", number).findings if one.rule == "watched-secret"]
    assert [one.api_key for one in found] == [key_text(number)], wrapped
    assert 3 <= found[0].line <= found[0].end_line <= 3 + wrapped.replace(b"\r\n", b"\n").count(b"\n"), wrapped


def written(encoding: str, number: int) -> bytes:
    """Return a line with the secret of pair `number` in an encoding."""
    return b"api_secret: " + ENCODINGS[encoding].encode(seed(number), key(number))


@pytest.mark.parametrize("layer", WRAPPING)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(number=NUMBERS, encoding=st.sampled_from(WRITTEN))
def test_one_layer(layer: str, number: int, encoding: str) -> None:
    wrapped = LAYERS[layer].wrap(written(encoding, number))
    if wrapped is not None and holds(encoding, layer):
        assert_found(wrapped, number)


@pytest.mark.parametrize("outer", WRAPPING)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(number=NUMBERS, encoding=st.sampled_from(WRITTEN), inner=st.sampled_from(WRAPPING))
def test_a_layer_inside_another(outer: str, inner: str, number: int, encoding: str) -> None:
    inside = LAYERS[inner].wrap(written(encoding, number))
    wrapped = None if inside is None else LAYERS[outer].wrap(inside)
    if wrapped is not None and holds(encoding, outer, inner):
        assert_found(wrapped, number)


PIECES = st.sampled_from(
    [b"\\u002b", b"%2B", b"&#43;", b"&plus;", b"=\n", b"=3D", b"\xe2\x80\x8b", b"\xc2\xad", b"\xef\xbc\x8b", b'" + "',
     b"\\", b'"', b"\n", b"\r\n", b" ", b"A" * 30, b"QUJDREVG" * 8, b"aB3" * 9, b"4142434445" * 10, b"a\x00", b"\xff\xfe",
     b"\x00\x00\x00a", b"s += ", b"]]><![CDATA[", b", ", b"> ", b"\\u{110000}", b"\\ud800", b"&#x110000;", b"\\\\"]
)  # fmt: skip
HOSTILE = st.one_of(st.binary(max_size=300), st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=60).map(b"".join))


@pytest.mark.parametrize("name", TEXT)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=HOSTILE)
def test_no_bytes_raise_and_offsets_stay_inside(name: str, data: bytes) -> None:
    layer = LAYERS[name]
    layer.test(data)
    for inner in layer.open(View(data), Limits().budget(len(data))):
        assert not isinstance(inner, Skip)
        if inner.offsets is not None:
            assert all(0 <= inner.offsets(offset) <= len(data) for offset in range(0, len(inner.data), 7))


@pytest.mark.parametrize("name", TEXT)
def test_a_budget_that_is_used_up_is_told(name: str) -> None:
    layer = LAYERS[name]
    wrapped = layer.wrap(written("base64", 1)) or OTHERS.get(name) or b'["' + written("base64", 1)[12:30] + b'", "' + written("base64", 1)[30:] + b'"]'
    budget = Limits().budget(len(wrapped))
    budget.text = 0
    view = View(wrapped)
    view.memo["watching"] = True
    told = list(layer.open(view, budget))
    assert told and all(isinstance(one, Skip) and one.reason for one in told)


@pytest.mark.parametrize("name", TEXT)
def test_ordinary_text_holds_nothing(name: str) -> None:
    text = b"".join(b"def function_%d(argument):\n    return {'key': \"value %d\"} + other.thing\n\n" % (n, n) for n in range(99))
    layer = LAYERS[name]
    assert not layer.test(text) or not list(layer.open(View(text), Limits().budget(len(text))))


class Counted:
    """Counts what unfolding looks at: texts and their bytes."""

    def __init__(self, data: bytes) -> None:
        self.texts = self.size = self.skips = 0
        for opened in unfold(data):
            if isinstance(opened, Skip):
                self.skips += 1
            else:
                self.texts += 1
                self.size += len(opened.view.data)


def nested(text: bytes, *names: str) -> bytes:
    for name in names:
        text = LAYERS[name].wrap(text) or text
    return text


BOMBS = {
    "percent": b"%25" * 20_000 + b"2B",
    "percent nested": b"%" + b"25" * 20_000 + b"2B" + b"aB3" * 20_000,
    "backslashes": b"\\" * 40_000 + b"u002b" + b"aB3d" * 9,
    "base64 of A": b"QUFB" * 20_000,
    "base64 nested": nested(b"aB3d" * 500, *["base64_text"] * 6),
    "all marks": b"aB3dE5fG7hI9jK1lM3nO5p%2B&#43;\\u002b\xe2\x80\x8b\xef\xbc\x8b" * 1_000,
    "quotes": b'"aB3dE5fG7hI9jK1lM3nO5pQ7" + ' * 2_000,
    "empty strings": b'"" ' * 20_000,
    "blanks": (b'"aB3dE5fG7hI9jK1lM3nO5pQ7"' + b" " * 150 + b"x") * 400,
    "parts": b'"aB3dE5fG7hI9jK1lM3nO5pQ7",\n' * 2_000,
    "lines": b"aB3dE5fG7hI9jK1lM3nO5pQ7\n" * 2_000,
    "wide": b"a\x00B\x003\x00" * 10_000,
    "soft breaks": b"aB3dE5fG7hI9jK1lM3nO5pQ7=\n" * 2_000,
    "one line": b"aB3d" * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_text_costs_a_fixed_multiple(name: str) -> None:
    one, two = Counted(BOMBS[name]), Counted(BOMBS[name] * 2)
    assert one.size <= 20 * len(BOMBS[name]) + (1 << 21)
    assert two.size <= 2.5 * one.size + 1000
    assert one.texts < 100


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("value", [seed(1).hex(), secret_text(1), secret_text(1).rstrip("=")], ids=["hex", "base64", "unpadded"])
def test_the_last_character_of_a_file_and_the_columns_of_its_first_line(value: str, code: str, mark: str) -> None:
    for text, line in ((f"# {key_text(1)}\nBACKPACK_SECRET={value}", 2), (f"BACKPACK_SECRET={value}\nKEY={key_text(1)}", 1)):
        (found,) = report((mark + text).encode(code), 1).findings
        assert (found.line, found.column, found.end_column) == (line, 17, 17 + len(value))
