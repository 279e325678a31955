"""Budgets: bombs end early and are told, what fits is read, nothing is ever written."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guard.candidates import layers
from guard.config import Settings
from guard.limits import Limits
from guard.model import Budget, Inner, Skip, View
from tests.layers.test_containers import CONTAINERS, One, report, scan, watch, wrapped
from tests.pairs import secret_text

LAYERS = {layer.name: layer for layer in layers()}
SECRET = secret_text(1).encode()


class Zeros(io.RawIOBase):
    """A file of zeros that takes no memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        size = min(len(view), self.left)
        self.left -= size
        view[:size] = bytes(size)
        return size


def many(count: int, size: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(count):
            with archive.open(f"{number}.bin", "w") as member:
                for _ in range(size >> 20):
                    member.write(bytes(1 << 20))
    return held.getvalue()


def nested(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", data)
        data = held.getvalue()
    return data


def settings(**changes: float) -> Settings:
    chosen = watch()
    chosen.limits = Limits()
    for key, value in changes.items():
        setattr(chosen.limits, key, value)
    return chosen


BOMBS: dict[str, Callable[[], bytes]] = {
    "ten members": lambda: many(10, 100 << 20),
    "nested six deep": lambda: nested(many(10, 10 << 20), 6),
    "gzip": lambda: gzip.compress(bytes(300 << 20), 1),
    "bzip2": lambda: bz2.compress(bytes(200 << 20)),
    "xz": lambda: lzma.compress(bytes(200 << 20), preset=0),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_told_and_takes_little_memory(name: str) -> None:
    data = BOMBS[name]()
    tracemalloc.start()
    try:
        told = report(data, settings(total_size=64 << 20, member_size=32 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not told.complete and told.exit == 3
    assert any("limit reached" in skip.reason for skip in told.skipped)
    assert len(told.skipped) < 100
    assert peak < 250 << 20


def test_the_default_limits_stop_a_nested_bomb() -> None:
    told = report(nested(many(10, 10 << 20), 5))
    assert any("limits.ratio" in skip.reason for skip in told.skipped)


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_every_container_keeps_to_its_budget(name: str) -> None:
    packed = wrapped(name, b"some text\n" * 400_000)
    for budget in (Budget(size=1 << 20), Budget(member_size=1 << 20), Budget(members=0), Budget(seconds=0)):
        told = list(CONTAINERS[name].open(View(packed), budget))
        inner = [item for item in told if isinstance(item, Inner)]
        assert sum(len(item.data) for item in inner) <= 4 << 20, "one piece more than allowed"
        reasons = [item.reason for item in told if isinstance(item, Skip) and not item.harmless]
        if name in STILL_PACKED and not reasons:
            assert 0 < sum(len(item.data) for item in inner) < len(packed) < 1 << 20
        elif budget.member_size > 1 << 20 or name not in NEVER_LARGER:
            assert reasons and all("limit reached" in reason for reason in reasons), (name, reasons)


STILL_PACKED = {"self-extracting"}  # its member is what another container opens
NEVER_LARGER = {"sqlite", "pickle", "pyc"}  # their members are pieces of the file itself, nothing unfolds


def test_each_limit_is_named_and_can_be_raised() -> None:
    text = b"x" * 3000 + b"\n" + SECRET
    packed = wrapped("zip", text)
    for key, low in (("member_size", 1000), ("total_size", 1000), ("members", 0), ("seconds", 0.0)):
        told = report(packed, settings(**{key: low}))
        assert not told.complete and "limits." + key.replace("_", "-") in told.skipped[0].reason, key
        assert report(packed, settings(**{key: 10**6})).findings
    deep = wrapped("zip", wrapped("zip", wrapped("zip", text)))
    told = report(deep, settings(depth=2))
    assert "limits.depth" in told.skipped[0].reason and told.exit == 3
    assert report(deep, settings(depth=3)).findings


def test_escapes_of_a_text_do_not_count_as_containers_around_it() -> None:
    escaped = LAYERS["url"].wrap(LAYERS["url"].wrap(b"SECRET = " + SECRET) or b"") or b""
    packed = wrapped("zip", wrapped("zip", escaped))
    assert report(packed, settings(depth=2)).findings
    assert "limits.depth" in report(packed, settings(depth=1)).skipped[0].reason
    for _ in range(3):
        escaped = LAYERS["base64-text"].wrap(escaped) or b""
    told = report(escaped, settings(depth=3))
    assert "limits.depth" in told.skipped[0].reason and told.exit == 3
    assert report(escaped, settings(depth=4)).findings


def test_a_join_that_joins_again_what_it_made_counts_once() -> None:
    table = b"".join(b'    ("%c", "+"): 0x%04X,\n' % (97 + row % 26, 0x600 + row) for row in range(40))
    told = report(table)
    assert (told.exit, told.skipped) == (0, []), "an ordinary table of two-character names"


def test_a_large_ordinary_archive_is_read_whole() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3000):
            archive.writestr(f"package/module_{number}.py", f"value = {number}\n" * 100)
        archive.writestr("package/settings.py", f"key = '{secret_text(1)}'\n")
        archive.writestr("big.csv", b"1,2,3,4\n" * (1 << 20))
    told = report(held.getvalue())
    assert told.complete and [finding.path for finding in told.findings] == ["outer.bin!package/settings.py"]


@pytest.fixture
def watched_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_nothing_is_written(watched_folder: Path) -> None:
    files = {name.replace("-", "") + "_x": wrapped(name, SECRET) for name in CONTAINERS}
    assert scan([One(**files)], watch()).findings
    assert list(watched_folder.iterdir()) == []
