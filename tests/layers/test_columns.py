"""Values in groups: with any separator, numbered, quoted, in tables, markup, logs and patches, coloured or not."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.layers import columns
from guard.layers.short_literals import is_random
from guard.model import Budget, Skip, View
from tests.pairs import key_text, secret_text, seed, some
from tests.shapes import named, run

Write = Callable[[list[str]], str]
SEPARATORS = [
    " ", "  ", "\t", "-", ".", ":", ", ", "_", "|", " | ", ";", "*", "#", "...", "\u00b7", "\u00a0", "\u2009", "\u200b", "~", "<br>", "<wbr>", "&nbsp;", "&shy;",
    "</b><b>", "\x1b[0m\x1b[1m", "**",
]  # fmt: skip
NAMED: dict[str, Write] = {
    "numbered": lambda parts: "\n".join(f"{at:4d}  {part}" for at, part in enumerate(parts, 1)),
    "numbered, colon": lambda parts: "\n".join(f"{at}: {part}" for at, part in enumerate(parts, 9)),
    "numbered, tab": lambda parts: "\n".join(f"{at}\t{part}" for at, part in enumerate(parts, 98)),
    "arrows": lambda parts: "\n".join(f"{at:6d}\u2192{part}" for at, part in enumerate(parts, 1)),
    "grep": lambda parts: "\n".join(f"bot.env:{at}:{part}" for at, part in enumerate(parts, 1)),
    "quoted": lambda parts: "\n".join(f"> > {part}" for part in parts), "table": lambda parts: "\n".join(f"| {part} |" for part in parts),
    "row of a table": lambda parts: "| " + " | ".join(parts) + " |",
    "added": lambda parts: "\n".join(f"+{part}" for part in parts), "removed": lambda parts: "\n".join(f"-{part}" for part in parts),
    "comments": lambda parts: "\n".join(f"// {part}" for part in parts), "block comment": lambda parts: "/*\n" + "\n".join(f" * {part}" for part in parts) + "\n */",
    "batch": lambda parts: "\n".join(f"REM {part}" for part in parts), "list": lambda parts: "\n".join(f"{at}. {part}" for at, part in enumerate(parts, 1)),
    "prompt": lambda parts: "$ echo \\\n" + "\\\n".join(f"> {part}" for part in parts),
    "interpreter": lambda parts: ">>> s = ('" + "'\n...      '".join(parts) + "')",
    "coloured lines": lambda parts: "\n".join(f"\x1b[32m{part}\x1b[0m" for part in parts),
    "coloured, escaped": lambda parts: json.dumps("".join(f"\x1b[1;3{at % 8}m{part}\x1b[0m" for at, part in enumerate(parts))),
    "spans": lambda parts: "".join(f'<span class="hl-s">{part}</span>' for part in parts), "cells": lambda parts: "".join(f"<td>{part}</td>" for part in parts),
    "log": lambda parts: "\n".join(f"2026-11-28T12:00:0{at % 10}Z {part}" for at, part in enumerate(parts)),
    "JSON lines": lambda parts: "\n".join(json.dumps({"chunk": at, "data": part}) for at, part in enumerate(parts)),
    "numbered words": lambda parts: "\n".join(f"part {at}: {part}" for at, part in enumerate(parts, 1)),
    "query": lambda parts: "&".join(f"p{at}={part}" for at, part in enumerate(parts)),
    "names on a line": lambda parts: " ".join(f"p{at}={part}" for at, part in enumerate(parts)),
    "in JSON": lambda parts: json.dumps({"body": "\n".join(f"> {part}" for part in parts)}),
    "list of them": lambda parts: json.dumps(parts), "RTF": lambda parts: "\\par\n".join(parts),
}  # fmt: skip
GROUPS: dict[str, Write] = {f"separator {mark!r}": (lambda parts, mark=mark: mark.join(parts)) for mark in SEPARATORS} | NAMED  # type: ignore[misc]
NUMBERS = some(3)


def cut(value: str, size: int) -> list[str]:
    return [value[at : at + size] for at in range(0, len(value), size)]


@pytest.mark.parametrize("form", GROUPS)
@pytest.mark.parametrize("size", [4, 5, 8, 11, 16, 20, 22])
def test_groups_of_a_value(form: str, size: int) -> None:
    for number in NUMBERS:
        for value in (secret_text(number), seed(number).hex()):
            text = f"first\n{GROUPS[form](cut(value, size))}\nlast\n"
            report = run({"a.txt": text}, number)
            assert named(report, "watched-secret") == {key_text(number)}, text
            assert all(1 < one.line <= one.end_line <= text.count("\n") for one in report.findings)


@pytest.mark.parametrize("form", NAMED)
@pytest.mark.parametrize("size", [8, 20, 32, 64])
def test_groups_of_a_body(form: str, size: int) -> None:
    for number in NUMBERS:
        content = f"# settings\nBACKPACK_API_SECRET={secret_text(number)}\nMODE=grid\n".encode()
        for body in (b64encode(content).decode(), content.hex()):
            text = f"first\n{GROUPS[form](cut(body, size))}\nlast\n"
            assert named(run({"a.txt": text}, number), "watched-secret") == {key_text(number)}, text


@pytest.mark.parametrize("mark", [", ", " ", "\n", "-", "', '", "'+'"])
def test_characters_and_pairs_one_by_one(mark: str) -> None:
    for number in NUMBERS:
        for value in (secret_text(number), seed(number).hex()):
            for size in (1, 2):
                text = f"first\n'{mark.join(cut(value, size))}'\nlast\n"
                assert named(run({"a.txt": text}, number), "watched-secret") == {key_text(number)}, text


def test_groups_beside_their_key_need_no_watch_list() -> None:
    for number in NUMBERS:
        text = "\n".join(cut(secret_text(number), 4))
        assert named(run({"a.txt": f"# backpack.exchange\nkey {key_text(number)}\n{text}\n"}), "key-pair") == {key_text(number)}


def test_words_in_rows_are_nothing() -> None:
    words = " ".join(f"word{at:04d}" for at in range(99)) + "\n" + "\n".join(f"{at:3d}  line{at:02d} Test" for at in range(99))
    assert run({"a.txt": f"# https://api.backpack.exchange\nbackpack_secret:\n{words}\n"}, 1).findings == []


PIECES = st.sampled_from([b"abcd ", b"a1b2 ", b"| ", b"\n", b"+", b"12:00 ", b"9f", b"x9 ", b"=", b"==", b"aB3dE5fG7hI9jK1lM3nO5pQ7 ", b"<b>", b"> "])


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(PIECES | st.binary(max_size=5), max_size=80))
def test_rows_hold_what_stands_there(parts: list[bytes]) -> None:
    """Each byte of a row is that of the text at the place it is said to stand at."""
    data = b"".join(parts)
    for inner in columns.LAYER.open(View(data), Budget()):
        assert not isinstance(inner, Skip) and inner.offsets
        for at, byte in enumerate(inner.data):
            if byte != 10:
                assert data[inner.offsets(at)] == byte


def test_a_number_that_is_repeated_is_no_value() -> None:
    assert not is_random(b"12345" * 10) and not is_random(b"10" * 30)
    assert is_random(seed(1).hex().encode()) and is_random(secret_text(1).encode())
