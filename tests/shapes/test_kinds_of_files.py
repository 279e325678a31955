"""Files of many programs that hold a pair: records, recordings of terminals, scripts, exports."""

from __future__ import annotations

from random import Random

import pytest

from guard.config import Settings
from guard.model import Report
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.pairs import key, key_text, secret_text, seed
from tests.shapes import named

NUMBERS = range(6)


def run(data: bytes) -> Report:
    return scan([StdinSource(data)], Settings())


def proven(data: bytes, number: int) -> list[int]:
    """Return the lines of the proven secrets of a file."""
    report = run(data)
    assert key_text(number) in named(report, "key-pair"), data
    return [one.line for one in report.findings if one.rule == "key-pair"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_length_before_a_word_in_a_record_may_be_a_letter(number: int) -> None:
    cbor = b"\xa3\x68exchange\x68backpack\x63key\x58\x20" + key(number) + b"\x66secret\x58\x20" + seed(number)
    proven(cbor, number)
    noise = Random(number).randbytes(60)
    for letters in (b"xbackpacky", b"Xbackpack_"):
        proven(noise + letters + key(number) + seed(number) + noise, number)
        plain = run(letters + f" {key_text(number)} {secret_text(number)}".encode())
        assert not named(plain, "key-pair")  # a text tells words from letters


@pytest.mark.parametrize("number", NUMBERS)
def test_a_line_of_powershell_that_goes_on(number: int) -> None:
    text = secret_text(number)
    for cut in (12, 20, 30):
        lines = proven(f'# backpack {key_text(number)}\n$s = "{text[:cut]}" + `\n  "{text[cut:]}"\n'.encode(), number)
        assert 2 in lines
