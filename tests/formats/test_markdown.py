"""Markdown: what a repository supplied is text and nothing else, and the size stays under GitHub's."""

from __future__ import annotations

import re
from html import unescape

import pytest

from guard.formats.markdown import FORMAT
from guard.model import Report
from tests.formats import NAMES, finding, hostile, large, real, render
from tests.pairs import key_text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_hostile_path_is_text_only(lang: str) -> None:
    text = render(FORMAT, hostile(), lang)
    inside = re.findall("<code>(.*?)</code>", text)
    assert len(inside) > 2 * len(NAMES)
    for one in inside:
        assert not re.search(r"[<>\[\]|`*_~@]|www\.|://", one), one
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {6}
    outside = re.sub("<code>.*?</code>", "", text)
    assert "<" not in outside and not re.search(r"\]\(", outside)


def test_a_row_tells_key_and_place() -> None:
    text = unescape(render(FORMAT, Report([finding("a b.env", 3)])))
    assert f"<code>{key_text(1)}</code> | <code>a b.env:3:3</code>" in text
    assert "1. Delete this API key now" in text


def test_a_clean_and_an_incomplete_run_say_so() -> None:
    assert "✅" in render(FORMAT, Report([]))
    text = render(FORMAT, hostile())
    assert "❌" in text and "Incomplete: inputs that could not be read: 23." in text
    assert "不完整" in render(FORMAT, hostile(), "zh")


def test_a_large_report_is_cut_with_a_note() -> None:
    text = render(FORMAT, large(5_000))
    assert len(text) < 65_536
    assert "grave&#46;env" in text
    assert re.search(r"Only the \d+ gravest of 5000 findings are listed", text)
    report = real()
    report.notes = ["x" * 500] * 1000
    assert len(render(FORMAT, report)) < 65_536
