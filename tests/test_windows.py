"""Huge contents in windows: what a whole look finds is found at the same line and column, at every border."""

from __future__ import annotations

import base64
import gzip
import os
import random
import sys
import tarfile
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import candidates, windows
from guard.config import Settings
from guard.layers import _huge, _streams
from guard.model import Finding, Fragment, Report, Skip
from guard.scan import Scan, scan
from guard.sources import files, stdin
from guard.sources.files import FilesSource
from guard.sources.stdin import Kept, StdinSource
from guard.sweep import again, fallback, work
from guard.windows import Huge
from tests.audit.help import audit
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

SIZE, MARGIN = 2048, 512


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "SIZE", SIZE)
    monkeypatch.setattr(windows, "MARGIN", MARGIN)
    for module in (files, stdin, fallback):
        monkeypatch.setattr(module, "WHOLE", 3000)


def _places(found: list[Finding]) -> list[tuple[object, ...]]:
    return sorted((f.rule, f.api_key, f.path, f.line, f.column, f.end_line, f.end_column, f.encoding) for f in found)


def _both(data: bytes) -> tuple[list[Finding], list[Finding], Scan]:
    """Return what a whole look finds and what windows find, and the scan in windows."""
    whole = Scan(Settings())
    whole.feed(Fragment(data, "f"))
    parted = Scan(Settings())
    parted.feed(Huge(lambda start, size: data[start : start + size], len(data), "f"))
    level = lambda: 0  # noqa: E731 - nothing else is there
    return whole.findings(level), parted.findings(level), parted


def _pair() -> bytes:
    return f" backpack BACKPACK_API_KEY={key_text(1)} BACKPACK_API_SECRET={secret_text(1)} ".encode()


@pytest.mark.parametrize("filler", [b"x", b"x \n", b"\xc3\xa9 ", b"y\r\n", b"\r", "\u4e16\u754c ".encode()])
@pytest.mark.parametrize("at", [0, SIZE - MARGIN - 60, SIZE - 250, *range(SIZE - 130, SIZE + 8, 11), SIZE + MARGIN - 40, 2 * SIZE - 50, 9000])
def test_a_pair_is_found_at_every_border(at: int, filler: bytes, tmp_path: Path) -> None:
    text = filler * 5000
    data = text[:at].decode("utf-8", "ignore").encode() + _pair() + text[:7000]
    whole, parted, work = _both(data)
    assert _places(parted) == _places(whole)
    assert {one.rule for one in parted} == {"key-pair"}
    assert (work.requested, work.read, work.size) == (1, 1, len(data))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([b"words ", b"\n", b"\r\n", b"\r", b"\xc3\xa9", b"PAIR", b"x" * 300, b"{\"a\": 1}, "]), max_size=60))
def test_windows_say_what_a_whole_look_says(parts: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "SIZE", SIZE)
        patch.setattr(windows, "MARGIN", MARGIN)
        whole, parted, _ = _both(b"".join(_pair() if part == b"PAIR" else part for part in parts))
    assert _places(parted) == _places(whole)


@pytest.mark.parametrize("code", ["utf-16", "utf-32", "utf-16-be"])
def test_wide_characters(code: str) -> None:
    text = "line \u00e9\n" * 900 + _pair().decode() + "\nmore" * 700
    data = text.encode(code)
    whole, parted, _ = _both(data)
    if code != "utf-16-be":  # lines and columns are told where a mark says how wide characters are
        assert _places(parted) == _places(whole)
    assert {one.api_key for one in parted} == {key_text(1)}


def test_halves_far_apart_meet_and_words_count_everywhere() -> None:
    key, secret = f"api_key={key_text(1)}\n".encode(), f"api_secret={secret_text(1)}\n".encode()
    filler = b"words and words\n" * 2000
    _, parted, _ = _both(secret + filler + b"backpack.exchange\n" + filler + key)
    assert [(one.rule, one.line, one.evidence[0].line) for one in parted] == [("key-pair", 1, 4003)]


def test_an_encoded_text_across_windows_is_told() -> None:
    from base64 import b64encode

    data = b"a = 1\n" * 200 + b64encode(os.urandom(6000)) + b"\n" + b"words \n" * 1000
    _, _, work = _both(data)
    assert [skip.reason for skip in work.skipped if "encoded text" in skip.reason]
    _, _, work = _both(b"A" * 9000)  # says nothing
    assert not work.skipped


def _long() -> bytes:
    return b"x" * 2000 + _pair() + b"y" * 9000


def test_files_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(_long())
    reports: list[Report] = [scan([FilesSource([str(tmp_path / "f")])], Settings())]
    reports.append(scan([StdinSource(iter([_long()[at : at + 700] for at in range(0, 20_000, 700)]))], Settings()))
    for report in reports:
        assert [(one.rule, one.line, one.column) for one in report.findings] == [("key-pair", 1, 2000 + _pair().find(b"SECRET=") + 8)]
        assert (report.requested, report.read, report.bytes, report.complete) == (1, 1, len(_long()), True)


def test_a_huge_container_is_opened_whole(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.writestr("noise", os.urandom(9000))
        archive.writestr("a.env", _pair())
    report = scan([FilesSource([str(tmp_path / "z")])], Settings())
    assert [one.path.rpartition("!")[2] for one in report.findings] == ["a.env"]


def test_a_file_that_shrinks_is_told() -> None:
    def read(start: int, size: int) -> bytes:
        return (b"x" * 5000)[start : start + size]

    items = list(Huge(read, 9000, "f").fragments())
    assert isinstance(items[-1], Skip)


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=50, deadline=None)
def test_what_is_kept_is_what_came(blocks: list[bytes], start: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kept, "_BLOCK", 16)
        kept = Kept()
        for block in blocks:
            kept.add(block)
        kept.end()
        data = b"".join(blocks)
        assert (kept.size, kept(start, size)) == (len(data), data[start : start + size])


def test_a_huge_blob_of_an_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert work.LARGE == again.LARGE > 3000
    for name, module in list(sys.modules.items()):  # whoever reads objects has it from packs.walk
        if name.startswith("guard.") and hasattr(module, "LARGE"):
            monkeypatch.setattr(module, "LARGE", 3000)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    repo = Repo(str(tmp_path / "r"))
    lines = b"words\n" * 1500
    repo.commit({"big": lines + _pair() + b"\n" + lines})
    repo.git("rm", "-q", "big")
    repo.commit({"a": b"a\n"})
    for _ in range(2):
        found = audit(repo, "--no-cache").one(1)
        assert (found["path"], found["line"], found["rule"]) == ("big", 1501, "key-pair")
        assert found["column"] == _pair().find(b"SECRET=") + 8
        repo.git("gc", "-q")


def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let members be huge that hold a few thousand bytes."""
    for module in (candidates, _huge):
        monkeypatch.setattr(module, "WHOLE", 3000)
    monkeypatch.setattr(_huge, "_END", 100)
    monkeypatch.setattr(_streams, "HEAD", 1000)
    monkeypatch.setattr(_streams, "PIECE", 700)


def _packed(data: bytes, kind: str) -> bytes:
    """Return an archive with a small member, a huge one and another small one."""
    held = BytesIO()
    if kind == "gzip":
        return gzip.compress(data)
    if kind == "tar":
        with tarfile.open(fileobj=held, mode="w:gz") as packed:
            for name, content in (("a", b"a"), ("f", data), ("b", b"b")):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                packed.addfile(entry, BytesIO(content))
    else:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (("a", b"a"), ("f", data), ("b", b"b")):
                archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["gzip", "tar", "zip"])
@pytest.mark.parametrize("at", [0, SIZE - 250, SIZE - 100, SIZE - 3, 2 * SIZE - 50, 9000])
def test_a_huge_member_says_in_windows_what_it_says_as_a_whole(at: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"words\r\n\xc3\xa9 x = 1\n" * 500
    packed = _packed(text[:at] + _pair() + b"\n" + _pair() + text[:7000], kind)
    whole = Scan(Settings())
    whole.feed(Fragment(packed, "p"))
    expected = whole.findings(lambda: 0)
    _little(monkeypatch)
    seen: list[int] = []
    is_worth = candidates.is_worth
    monkeypatch.setattr(candidates, "is_worth", lambda view: seen.append(len(view.data)) or is_worth(view))
    parted = Scan(Settings())
    parted.feed(Fragment(packed, "p"))
    assert _places(parted.findings(lambda: 0)) == _places(expected)
    assert len(expected) == 2 and {one.path.rpartition("!")[0] for one in expected} == {"p"}
    assert seen.count(SIZE + MARGIN) >= 2 and not [size for size in seen if size > 7000 and kind != "tar"]
    assert not parted.skipped


def test_a_text_that_is_wrapped_across_windows_of_a_member_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _little(monkeypatch)
    text = base64.b64encode(bytes(range(256)) * 40)
    work = Scan(Settings())
    work.feed(Fragment(_packed(text, "zip"), "p"))
    assert {skip.path for skip in work.skipped} == {"p!f"} and "was not decoded as a whole" in work.skipped[0].reason


def test_a_huge_member_that_is_a_container_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    _little(monkeypatch)
    work = Scan(Settings())
    inner = _packed(_pair() + random.Random(1).randbytes(9000), "zip")
    work.feed(Fragment(_packed(inner, "tar"), "p"))
    assert {one.path for one in work.findings(lambda: 0)} == {"p!f!f"}


def test_nothing_of_a_member_is_held_while_the_next_is_read() -> None:
    """What stays is one member, not two: peak memory is that of the largest."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "abc":
            archive.writestr(name, bytes(20 << 20))
    fragment = Fragment(held.getvalue(), "p")
    Scan(Settings()).feed(fragment)  # what is loaded once is not counted
    tracemalloc.start()
    Scan(Settings()).feed(fragment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    one = BytesIO()
    with zipfile.ZipFile(one, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(20 << 20))
    single = Fragment(one.getvalue(), "p")
    tracemalloc.start()
    Scan(Settings()).feed(single)
    alone = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < alone + (8 << 20), (peak >> 20, alone >> 20)


@pytest.mark.parametrize("cut", [60, 2000, 4000])
def test_a_damaged_huge_member_says_in_windows_what_it_says_as_a_whole(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = base64.b85encode(random.Random(3).randbytes(6000)).replace(b"&", b"\n")
    packed = gzip.compress(_pair() + b"\n" + noise + b"\n" + _pair() + noise)[:-cut]
    whole = Scan(Settings())
    whole.feed(Fragment(packed, "p"))
    expected = whole.findings(lambda: 0)
    _little(monkeypatch)
    parted = Scan(Settings())
    parted.feed(Fragment(packed, "p"))
    assert expected and _places(parted.findings(lambda: 0)) == _places(expected)
    assert [(one.path, one.reason) for one in parted.skipped] == [(one.path, one.reason) for one in whole.skipped] != []


def test_a_huge_member_is_never_held_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    fragment = Fragment(gzip.compress(bytes(40 << 20), 1), "p")
    for module in (candidates, _huge):
        monkeypatch.setattr(module, "WHOLE", 4 << 20)
    tracemalloc.start()
    work = Scan(Settings())
    work.feed(fragment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not work.skipped and peak < 20 << 20, peak >> 20
