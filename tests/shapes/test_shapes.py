"""Every shape in every plain form: as written, in a repository of Backpack, split over files, watched."""

from __future__ import annotations

import pytest

from guard import registry
from tests.pairs import key_text, some
from tests.shapes import FORMS, PLAIN, SECOND, UNSPLIT, fill, named, run, shapes

CONTEXT = "# https://api.backpack.exchange\n"
NUMBERS = some(3)
IN_BASE64 = ("base64", "url-safe", "unpadded", "stray bits")
ALL = list(shapes())


def of(mark: str) -> list[object]:
    joins = "split_literal" in registry.names("layers")
    return [pytest.param(text, id=name) for name, kind, text in ALL if kind == mark and (joins or "[:22]" not in text)]


def keys_in(text: str, number: int) -> set[str]:
    return {key_text(number)} | ({key_text(number + SECOND)} if "<SECRET2>" in text else set())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", of("P"))
def test_a_pair_is_proven(text: str, form: str) -> None:
    for number in NUMBERS if form in PLAIN else (1,):
        wanted, filled = keys_in(text, number), fill(text, number, form)
        if form in IN_BASE64:
            assert wanted <= named(run({"a.txt": filled}), "key-pair", "foreign-pair")
        report = run({"a.txt": filled, "README": CONTEXT})
        assert wanted <= named(report, "key-pair")
        assert {finding.api_key for finding in report.failing} == wanted
        halves = {"one.txt": filled.replace(key_text(number), "-"), "two.txt": f"x {key_text(number)} {CONTEXT}"}
        assert key_text(number) in named(run(halves), "key-pair")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", of("S"))
def test_a_secret_alone_is_found(text: str, form: str) -> None:
    if "[:22]" in text and form in UNSPLIT:
        form = "base64"
    for number in NUMBERS if form in PLAIN else (1,):
        wanted, filled = keys_in(text, number), fill(text, number, form)
        assert wanted <= named(run({"a.txt": filled}, number), "watched-secret")
        if form in IN_BASE64 and "<HEX64>" not in text:
            if "const s =" in text:  # a variable of one letter: only the padded form is plain enough
                assert form == "unpadded" or wanted <= named(run({"a.txt": CONTEXT + filled}), "possible-secret")
            else:
                assert wanted <= named(run({"a.txt": CONTEXT + filled}), "api-secret")
                assert wanted <= named(run({"a.txt": filled, "README": CONTEXT}), "api-secret", "possible-secret")
        if form == "64 bytes" and "<HEX64>" not in text:
            assert wanted <= named(run({"a.txt": CONTEXT + filled}), "expanded-secret")


@pytest.mark.parametrize("text", of("K"))
def test_an_api_key_alone_is_never_grave(text: str) -> None:
    for number in NUMBERS:
        report = run({"a.txt": fill(text, number)})
        assert all((finding.rule, finding.severity) == ("api-key", "medium") for finding in report.findings)
        assert not run({"a.txt": fill(text, number)}, number).findings
