"""Where nothing speaks of Backpack, texts are looked at lightly: for base64, and for nothing that costs more."""

from __future__ import annotations

from pathlib import Path

import pytest

import guard.pool
import guard.sharing
from guard import context, registry
from guard.config import Settings
from guard.hush import Hush, may_hush
from guard.model import Encoding, Fragment, Layer, Report
from guard.scan import Scan, scan
from guard.sources.files import FilesSource
from tests.pairs import key, key_text, secret_text, seed

K, S = key_text(1), secret_text(1)
PLAIN = f"a = '{K}'\nb = '{S}'\n".encode()
SPLIT = f"a = '{K}'\nb = '{S[:22]}' + '{S[22:]}'\n".encode()
NUMBERS = f"a = '{K}'\nb = {[*seed(1)]}\n".encode()
FOREIGN = [("foreign-pair", K)]


def told(report: Report) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.api_key) for finding in report.findings]


@pytest.fixture(params=["one process", "several"])
def large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three files be many."""
    monkeypatch.setattr(guard.sharing, "ALONE", 2)
    monkeypatch.setattr(guard.sharing, "_SMALLEST", 1)
    monkeypatch.setattr(guard.pool, "cores", lambda: 1 if request.param == "one process" else 2)


def scanned(folder: Path, files: dict[str, bytes], settings: Settings | None = None) -> Report:
    for name, data in {"x.txt": b"1\n", "y.txt": b"2\n", **files}.items():
        (folder / name).write_bytes(data)
    return scan([FilesSource([str(folder)])], settings or Settings())


def heard(data: bytes, path: str = "a.txt") -> tuple[Hush, bool]:
    """Return what was heard in one text, and whether the seed in it was found."""
    hush, work = Hush(), Scan(Settings())
    work.hush = hush
    work.feed(Fragment(data, path))
    return hush, bool(work.ledger.numbers(work.ledger.digest(seed(1))))


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("name", ["url", "escapes", "entities", "base64_text", "hex_text", "gzip", "zip", "tar", "wide", "sqlite"])
def test_a_pair_in_base64_is_found_behind_what_is_always_asked(name: str, tmp_path: Path) -> None:
    layer = registry.load("layers", "LAYER")[name]
    assert isinstance(layer, Layer) and layer.always
    wrapped = layer.wrap(PLAIN)
    assert wrapped is not None
    report = scanned(tmp_path, {"a": wrapped})
    assert told(report) == FOREIGN and report.notes == []


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("data", [SPLIT, NUMBERS])
def test_other_forms_count_once_something_speaks_of_backpack(data: bytes, tmp_path: Path) -> None:
    report = scanned(tmp_path, {"a": data})
    assert told(report) == [] and report.complete and report.notes == [Hush.NOTE]
    report = scanned(tmp_path, {"a": data, "z": b"https://api.backpack.exchange\n"})
    assert told(report) == [("key-pair", K)] and report.complete and report.notes == []
    assert report.requested == report.read == 4


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("asked", ["watch", "solana", "thorough"])
def test_what_asks_for_every_form_is_obeyed(asked: str, tmp_path: Path) -> None:
    settings = Settings()
    setattr(settings, asked, frozenset([key(1)]) if asked == "watch" else True)
    assert not may_hush(settings)
    report = scanned(tmp_path, {"a": SPLIT}, settings)
    assert told(report) == [("watched-secret" if asked == "watch" else "foreign-pair", K)] and report.notes == []


@pytest.mark.usefixtures("large")
def test_a_secret_that_speaks_a_little_is_proven_by_a_key_in_any_form(tmp_path: Path) -> None:
    """The word alone is weak: it does not make a repository one of Backpack's, but its own secret is looked for everywhere."""
    files = {"a": f"# backpack\nsecret = '{S}'\n".encode(), "b": f"owner = {[*key(1)]}\n".encode()}
    assert [(finding.rule, finding.confidence) for finding in scanned(tmp_path, files).findings] == [("key-pair", "proven")]


@pytest.mark.usefixtures("large")
def test_a_word_by_chance_wakes_nothing(tmp_path: Path) -> None:
    report = scanned(tmp_path, {"a": SPLIT, "b": f"# my backpack\nsum = {seed('sum').hex()}\n".encode()})
    assert told(report) == [] and report.notes == [Hush.NOTE]


def test_few_files_are_looked_at_in_full(tmp_path: Path) -> None:
    report = scanned(tmp_path, {"a": SPLIT})
    assert told(report) == FOREIGN and report.notes == []


def test_what_is_heard() -> None:
    assert heard(PLAIN)[0].level == context.NONE
    assert not heard(NUMBERS)[1]
    hush, found = heard(b"backpack\n" + NUMBERS)
    assert (hush.level, hush.telling, found) == (context.WEAK, False, True)
    assert heard(NUMBERS, "backpack.txt")[0].level == context.WEAK
    gzip = registry.load("layers", "LAYER")["gzip"]
    assert isinstance(gzip, Layer)
    hush, found = heard(gzip.wrap(b"backpack exchange\n" + NUMBERS) or b"")
    assert hush.level == context.MEDIUM and hush.wants_more and found


@pytest.mark.parametrize("name", sorted({*registry.load("encodings", "ENCODING")} - {"jwk", "openssh", "pkcs8"}))
def test_only_what_is_always_asked_is_found_in_silence(name: str) -> None:
    encoding = registry.load("encodings", "ENCODING")[name]
    assert isinstance(encoding, Encoding)
    assert heard(b"# " + encoding.encode(seed(1), key(1)) + b"\n")[1] == encoding.always
