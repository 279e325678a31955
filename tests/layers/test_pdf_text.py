"""The text of PDF pages against its plain definition, token for token and glyph for glyph."""

from __future__ import annotations

import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.layers import _pdf
from guard.layers.pdf import LAYER
from guard.model import Budget, Inner, View
from guard.runs import SHORTEST

TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>|\b(?:BT|ET|Td|TD|Tm|TJ|Tj)\b|T\*|['\"](?=\s)|[\[\]]", re.S
)
NEW_LINE = (b"BT", b"Td", b"TD", b"Tm", b"T*", b"'", b'"')
PIECES = (
    f"({'long' * 11})", f"<{'41' * 22}>", f"<{'0042' * 22}>", "(a)", "(ab\\)c)", "(\\101\\n(b))", "<0041>", "<4 1>", "<414>", "<>", "()", "BT", "ET", "Td", "TD", "Tm", "TJ", "T*", "T**", "'", '"', "'x",
    "xBT", "BTx", "_Td", "9Tm", "[", "]", " ", "\n", "-12.5", "(\xe9\x00)", "Tj", "(not closed",
)  # fmt: skip
CONTENTS = st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: "".join(pieces).encode("latin-1"))
WIDTHS = st.sampled_from([1, 2, 3])


@st.composite
def tables(draw: st.DrawFn) -> dict[bytes, bytes]:
    width = draw(WIDTHS)
    code = st.binary(min_size=width, max_size=width) | st.sampled_from([b"A", b"b", b"B"]).map(lambda end: bytes(width - 1) + end)
    return draw(st.dictionaries(code, st.sampled_from([b"x", b"\xc3\xa9", b"yz", b"(", b""]), min_size=1, max_size=8))


def plain(content: bytes, letters: list[dict[bytes, bytes]]) -> list[bytes]:
    """Return what `_pdf.text` is to return."""
    strings: list[tuple[bytes, bytes]] = []
    for token in TOKEN.findall(content):
        if token[:1] == b"(":
            strings.append((b"(", _pdf._literal(token[1:-1])))
        elif token[:1] == b"<":
            digits = b"".join(token[1:-1].split())
            strings.append((b"<", bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())))
        elif token in NEW_LINE and strings and strings[-1][0] != b"\n":
            strings.append((b"\n", b"\n"))
    shown = [b"".join(raw for _, raw in strings)]
    lines = b"".join(b"\n" if mark == b"\n" else b"x" * len(raw) for mark, raw in strings).split(b"\n")
    for table in letters if max(map(len, lines)) >= SHORTEST else ():
        width = len(next(iter(table)))
        page = b""
        for mark, raw in strings:
            made = b"".join(table.get(raw[at : at + width], b"") for at in range(0, len(raw), width))
            page += b"\n" if mark == b"\n" else made or (raw if mark == b"(" else b"")
        shown.append(page)
    return list(dict.fromkeys(shown)) if strings else []


@settings(max_examples=300, deadline=None)
@given(pages=st.lists(CONTENTS, min_size=1, max_size=4), letters=st.lists(tables(), max_size=3))
def test_the_text_of_pages(pages: list[bytes], letters: list[dict[bytes, bytes]]) -> None:
    known = [_pdf.Letters(table) for table in letters]
    for content in [*pages, *pages]:
        assert _pdf.text(content, known) == plain(content, letters)


def test_little_is_kept_of_what_tables_made_of_many_strings() -> None:
    table = {bytes((byte,)): b"x" for byte in range(256)}
    letters = _pdf.Letters(table)
    for first in range(30):
        content = b"".join(b"<%08x>" % (number + 10_000 * first) for number in range(10_000))
        assert _pdf.text(content, [letters])[1] == b"xxxx" * 10_000
        assert len(letters._known) < 30_000


@pytest.mark.parametrize("content", [b"BT (a) Tj ET", b"(a)Tj", b"[(a)-3(b)]TJ", b"<0041> Tj\n", b"(a)%shown\nTj\n", b"[<00>]TJ/F1 9 Tf", b"(a)TJ(b)"])
def test_pages(content: bytes) -> None:
    assert _pdf.is_page(content)


@pytest.mark.parametrize("content", [b"", b"glyf\x00TJ\x00\x01(ab)", b"xTj ", b"(a)Tjx", b"TJ(a)\xffTj\xff"])
def test_what_has_the_letters_by_chance_is_no_page(content: bytes) -> None:
    assert not _pdf.is_page(content)
    data = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(content) + b"\nendstream\n%%EOF\n"
    found = list(LAYER.open(View(data), Budget()))
    assert [one.data for one in found if isinstance(one, Inner)] == [content] * bool(content)
