"""Escaped byte strings of any length are read in one way only."""

from __future__ import annotations

import re
from itertools import product

import pytest

from guard.encodings.escaped_bytes import ENCODING, OCTALS
from guard.model import View
from tests.pairs import seed


@pytest.mark.parametrize("escape", [rb"\12", rb"\47", rb"\123", rb"\477", rb"\0", rb"\x12", rb"\u0012"])
def test_a_long_string_that_is_no_value_ends(escape: bytes) -> None:
    assert not list(ENCODING.find(View(b's = "' + escape * 400 + b"\n")))  # tried in 2**400 ways, it would not


@pytest.mark.parametrize("number", range(8))
def test_octal_escapes_as_short_as_can_be(number: int) -> None:
    value = seed(number)
    text = b"".join(
        b"\\%o" % byte if not value[at + 1 : at + 2].isdigit() else b"\\%03o" % byte for at, byte in enumerate(value)
    )
    assert value in [candidate.value for candidate in ENCODING.find(View(b's = "' + text + b'"'))]


def test_no_escape_is_read_in_two_ways() -> None:
    for digits in (text for size in (1, 2, 3) for text in product("0147", repeat=size)):
        for following in ("", "7", "8"):
            text = ("".join(digits) + following).encode()
            ways = [
                (form, size)
                for form in OCTALS
                for size in range(1, len(text) + 1)
                if re.fullmatch(b"(?:" + form + b")(?=" + text[size:] + rb"\Z).*", text)
            ]
            assert len(ways) <= 1, (text, ways)
