"""Layers that go over large texts where there is something to do, and no farther."""

from __future__ import annotations

import random

import pytest

from guard.candidates import Opened, unfold
from guard.config import Settings
from guard.encodings.decimal_escapes import ENCODING
from guard.model import Fragment, View
from guard.scan import Scan
from tests.pairs import key_text, secret_text, seed

WORDS = b"words of a log that goes on and on\n" * 3000


def _coloured(text: str) -> bytes:
    return b"".join(b"\x1b[3%dm%s" % (at % 7, text[at : at + 8].encode()) for at in range(0, len(text), 8))


@pytest.mark.parametrize("back", [b"", b"x\b \b"])
def test_colours_in_a_large_text(back: bytes) -> None:
    data = WORDS + b"backpack " + _coloured(key_text(1)) + b"\nBACKPACK_API_SECRET=" + back + _coloured(secret_text(1)) + b"\n" + WORDS
    work = Scan(Settings())
    work.feed(Fragment(data, "log"))
    found = work.findings(lambda: 0)
    assert [(one.rule, one.api_key, one.line) for one in found] == [("key-pair", key_text(1), 3002)]
    sizes = [len(one.view.data) for one in unfold(data) if isinstance(one, Opened)]
    assert len(sizes) > 1 and not [size for size in sizes[1:] if size > 10_000]


def test_entities_are_looked_for_where_there_is_one() -> None:
    """Random bytes in literals have an "&" near every escape."""
    noise = random.Random(1)
    rows = []
    for _ in range(2000):
        row = "".join(chr(byte) if 32 < byte < 127 and byte not in b'"\\;#' else f"\\x{byte:02x}" for byte in noise.randbytes(60))
        rows.append(f'"{row}&"\n'.encode())
    inside = b"backpack_secret = &quot;" + b"".join(b"\\x%02x" % byte for byte in seed(3)) + b"&quot;\n"
    data = b"".join([*rows[:1000], inside, *rows[1000:]])
    made = [one.view.data for one in unfold(data) if isinstance(one, Opened) and one.offsets]
    assert any(b'"' + inside[24:40] in text for text in made)
    assert sum(map(len, made)) < 6 * len(data)


@pytest.mark.parametrize("number", range(4))
def test_decimal_escapes_are_read_beside_what_is_none(number: int) -> None:
    value = seed(number)
    text = b'x = "' + b"".join(b"\\%d" % byte if not value[at + 1 : at + 2].isdigit() else b"\\%03d" % byte for at, byte in enumerate(value)) + b'"'
    noise = b'"' + b"\\159" * 20 + b'",\n"' + b"\\\\159" * 9 + b'",\n'
    assert value in [one.value for one in ENCODING.find(View(noise * 3 + text + b"\n" + noise))]


@pytest.mark.parametrize("bars", [0, 1, 63, 64, 65, 500])
def test_the_head_of_a_document_is_seen_behind_any_number_of_backslashes(bars: int) -> None:
    from guard.layers.rtf import LAYER

    text = b"C:\\path " * bars
    assert not LAYER.test(text) and not LAYER.test(text + b"rtf") and not LAYER.test(text + b"\\rt")
    assert LAYER.test(text + b"{\\rtf1") and LAYER.test(b"{\\\\rtf1" + text)
