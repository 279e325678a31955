"""Values that a program cut on its way: terminals and mailers at a column, editors by markup, notebooks by lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.config import Settings
from guard.model import Finding
from guard.scan import scan
from tests.layers.test_containers import One, wrapped
from tests.pairs import key_text, secret_text

NUMBERS = st.integers(0, 500)
HEAD = "Backpack Exchange "


def proven(text: str | bytes, name: str = "a.txt") -> list[Finding]:
    source = One()
    source.files = {name: text.encode() if isinstance(text, str) else text}
    return [one for one in scan([source], Settings()).findings if one.confidence == "proven"]


def assert_pair(text: str | bytes, number: int, line: int, name: str = "a.txt") -> None:
    assert [(one.rule, one.api_key, one.line) for one in proven(text, name)] == [("key-pair", key_text(number), line)], text


@settings(max_examples=150, deadline=None)
@given(number=NUMBERS, cut=st.integers(1, 43), end=st.sampled_from(["\n", "\r\n"]), after=st.sampled_from([" ", ", ", " the secret: ", "; "]))
def test_a_line_of_prose_that_is_broken_inside_a_value(number: int, cut: int, end: str, after: str) -> None:
    key, secret = key_text(number), secret_text(number)
    assert_pair(f"{HEAD}{end}with {key} and {secret[:cut]}{end}{secret[cut:]}{after}as told{end}", number, 2)
    assert_pair(f"{HEAD}{end}the secret {secret} of {key[:cut]}{end}{key[cut:]}{after}as told{end}", number, 2)


SPLIT = {
    "Word": "<w:p><w:r><w:t>{}</w:t></w:r><w:proofErr w:type='spellStart'/><w:r w:rsidRPr='00AB12CD'><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p>",
    "Excel": "<si><r><t>{}</t></r><r><rPr><sz val='11'/><rFont val='Calibri'/></rPr><t>{}</t></r></si>",
    "coloured source": "<span class='s1'>&quot;</span><span class='s2'>{}</span><span class='se'>{}</span><span class='s1'>&quot;</span>",
    "break": "<p>{}<br />\n{}</p>", "opportunity": "<code>{}<wbr>{}</code>", "link": "<a href='x'>{}</a>{} ",
}  # fmt: skip


@pytest.mark.parametrize("name", SPLIT)
@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, cut=st.integers(1, 43))
def test_markup_inside_a_value(name: str, number: int, cut: int) -> None:
    key, secret = key_text(number), secret_text(number)
    assert_pair(f"<b>{HEAD}</b>\n<i>{key}</i>\n" + SPLIT[name].format(secret[:cut], secret[cut:]), number, 3)


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, sizes=st.lists(st.integers(4, 15), min_size=12, max_size=12))
def test_markup_between_pieces_that_all_are_short(number: int, sizes: list[int]) -> None:
    text, pieces = secret_text(number)[:-1], []
    for size in sizes:
        pieces.append(text[:size])
        text = text[size:]
    if len(text) < 22 and not 0 < len(next(piece for piece in reversed(pieces) if piece)) < 4:
        shown = "".join(f"<span class='x'>{piece}</span>" for piece in pieces if piece)
        assert_pair(f"{HEAD}\n<i>{key_text(number)}</i>\n{shown}=", number, 3)


def test_markup_in_an_office_file() -> None:
    secret = secret_text(1)
    body = f"<w:t>{HEAD}{key_text(1)}</w:t>" + SPLIT["Word"].format(secret[:20], secret[20:])
    found = proven(wrapped("zip", body.encode()), "notes.docx")
    assert [(one.path.partition("!")[0], one.api_key) for one in found] == [("notes.docx", key_text(1))]


def notebook(*lines: str) -> str:
    """Return a notebook with one cell."""
    cell = {"cell_type": "code", "source": [line + "\n" for line in lines[:-1]] + [lines[-1]], "outputs": []}
    return json.dumps({"cells": [{"cell_type": "markdown", "source": [f"# {HEAD}"]}, cell], "nbformat": 4}, indent=1)


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, cut=st.integers(1, 43))
def test_literals_that_are_joined_in_a_cell_of_a_notebook(number: int, cut: int) -> None:
    secret = secret_text(number)
    text = notebook(f'key = "{key_text(number)}"', "secret = (", f"    '{secret[:cut]}'", f"    '{secret[cut:]}')")
    line = text.splitlines().index(f"    \"    '{secret[:cut]}'\\n\",") + 1
    assert_pair(text, number, line, "bot.ipynb")


@settings(max_examples=20, deadline=None)
@given(number=NUMBERS)
def test_a_dump_in_the_output_of_a_notebook(number: int) -> None:
    data = f'k = "{key_text(number)}"\ns = "{secret_text(number)}"\n'.encode()
    rows = [f"{at:08x}: " + data[at : at + 16].hex(" ", 2) + "  " + data[at : at + 16].decode().replace("\n", ".") for at in range(0, len(data), 16)]
    assert [one.api_key for one in proven(notebook("$ xxd .env", *rows), "bot.ipynb")] == [key_text(number)]


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, between=st.integers(1, 9), codec=st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]))
def test_wide_texts_that_are_out_of_step(number: int, between: int, codec: str) -> None:
    texts = [f"{HEAD}{key_text(number)} and more of it".encode(codec), f"secret {secret_text(number)} ".encode(codec)]
    found = proven(b"\x00\x00\x00\x01Bud1\x07" + texts[0] + b"\x07" * between + texts[1], "x.bin")
    assert [one.api_key for one in found] == [key_text(number)]
