"""The page: well formed, alone, under a policy that its own script passes."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from guard.formats.html import FORMAT
from guard.model import Report
from tests.formats import STORY, finding, hostile, large, real, render
from tests.pairs import key_text

VOID = {"meta", "input", "br", "path", "rect", "circle"}
BROWSER = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --virtual-time-budget=2000"
).split()


class Page(HTMLParser):
    """A page taken apart, its tags balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            self.raw[self.open[-1]] = data
        else:
            self.text += data


REPORTS = pytest.mark.parametrize("report", [Report([]), real(), hostile()], ids=["empty", "real", "hostile"])


@REPORTS
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_stands_alone(report: Report, lang: str) -> None:
    page = Page(render(FORMAT, report, lang))
    used = {tag for tag, _ in page.tags}
    assert not used & {"link", "img", "iframe", "object", "embed", "base", "form"}
    assert [tag for tag, _ in page.tags].count("script") == [tag for tag, _ in page.tags].count("style") == 1
    for tag, attributes in page.tags:
        assert not {"src", "srcset", "style", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "a":
            assert re.match(r"https://(support\.)?backpack\.exchange/|#findings$", attributes["href"] or "")
    assert next(a["lang"] for tag, a in page.tags if tag == "html") == {"en": "en", "zh": "zh-Hans"}[lang]
    assert "url(" not in page.raw["style"] and "@import" not in page.raw["style"]


def test_the_policy_names_script_and_style_by_their_hashes() -> None:
    page = Page(render(FORMAT, real()))
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy") or ""
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for kind in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_keys_are_cards_and_their_story_is_drawn() -> None:
    found = [finding("old.env", 7, commit="a" * 40, story=STORY), finding("b.env", 2), finding("a.env", state="accepted")]
    page = Page(render(FORMAT, Report(found, requested=1, read=1)))
    assert [tag for tag, _ in page.tags].count("article") == 1
    assert key_text(1) in page.text and "Places: 3" in page.text
    assert "came in with commit aaaaaaaaaaaa on 2026-01-02, as old.env:7" in page.text
    assert "taken out by commit cccccccccccc on 2026-03-04" in page.text
    assert "svg" in {tag for tag, _ in page.tags}
    assert f"{key_text(1)}: from 2026-01-02 to 2026-03-04" in page.text
    assert "Timeline of exposure" not in Page(render(FORMAT, real())).text


def test_a_story_without_dates_draws_nothing_and_harms_nothing() -> None:
    bare = {"first": None, "last": None, "removed_by": None, "in_head": False, "refs": [], "pushed": None}
    odd = {**bare, "first": {"commit": "a" * 40, "date": "soon", "path": "p", "line": 1}, "refs": [str(n) for n in range(9)]}
    page = Page(render(FORMAT, Report([finding(story=bare), finding(story=odd)])))
    assert "no ref reaches it any more" in page.text and "and 3 more" in page.text
    assert "Timeline" not in page.text


def test_a_large_report_is_cut_with_a_note() -> None:
    text = render(FORMAT, large(5_000))
    assert len(text) < 3_000_000
    assert "Only the 2000 gravest of 5000 findings are listed" in Page(text).text


@pytest.mark.skipif(not BROWSER, reason="chromium is not installed: the page's script is not run")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_filter_runs_under_the_policy_in_a_browser(tmp_path: Path, lang: str) -> None:
    (tmp_path / "r.html").write_text(render(FORMAT, hostile(), lang), encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "r.html").as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=90, check=True)
    page = done.stdout.decode()
    total = len(hostile().findings)
    assert f"{total} / {total}</span>" in page
    assert re.search(r'<div class="tools" id="tools">', page)
