"""A huge tar is read member by member: what is found is what is found in it as a whole."""

from __future__ import annotations

import base64
import gzip
import tarfile
from io import BytesIO

import pytest

from guard import candidates
from guard.config import Settings
from guard.layers import _huge, _huge_tar, _streams
from guard.model import Fragment
from guard.scan import Scan
from tests.pairs import key_text, secret_text

PAIR = f"backpack BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n".encode()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let members be huge that hold a few thousand bytes."""
    for module in (candidates, _huge, _huge_tar):
        monkeypatch.setattr(module, "WHOLE", 3000)
    monkeypatch.setattr(_huge, "_END", 100)
    monkeypatch.setattr(_streams, "HEAD", 1000)
    monkeypatch.setattr(_streams, "PIECE", 700)


def _tar(contents: dict[str, bytes], form: int = tarfile.PAX_FORMAT, link: str = "") -> bytes:
    held = BytesIO()
    with tarfile.TarFile(fileobj=held, mode="w", format=form) as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.pax_headers = {"comment": secret_text(2)} if link else {}
            archive.addfile(entry, BytesIO(content))
        if link:
            entry = tarfile.TarInfo("link")
            entry.type, entry.linkname = tarfile.SYMTYPE, link
            archive.addfile(entry)
    return held.getvalue()


def _look(data: bytes, settings: Settings) -> tuple[list[tuple[object, ...]], list[tuple[str, str]]]:
    work = Scan(settings)
    work.feed(Fragment(data, "p"))
    found = work.findings(lambda: 0)
    return [(one.rule, one.api_key, one.path, one.line, one.column) for one in found], [(one.path, one.reason) for one in work.skipped]


MEMBERS = {"a/b.txt": b"words\n" * 300, "n" * 150: b"\n" + PAIR, "empty": b"", "c": b"x" * 2900}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_are_found_without_holding_it(form: int, monkeypatch: pytest.MonkeyPatch) -> None:
    members = {name[:99] if form == tarfile.USTAR_FORMAT else name: content for name, content in MEMBERS.items()}
    packed = gzip.compress(_tar(members, form))
    with monkeypatch.context() as whole:
        for module in (candidates, _huge):
            whole.setattr(module, "WHOLE", 1 << 30)
        expected = _look(packed, Settings())
    monkeypatch.setattr(_huge.Unpacked, "whole", None)  # no one may ask for it
    assert _look(packed, Settings()) == expected
    assert len(expected[0]) == 1 and not expected[1]


def test_what_stands_in_headers_is_read() -> None:
    settings = Settings()
    settings.watch = frozenset(base64.b64decode(key_text(number)) for number in (1, 2))
    found, skipped = _look(gzip.compress(_tar({"a": b"words\n" * 400, "b": b"words\n" * 400}, link=secret_text(1))), settings)
    assert {one[1] for one in found} == {key_text(1), key_text(2)} and not skipped


@pytest.mark.parametrize("damage", ["checksum", "cut", "behind", "padding", "large member"])
def test_one_that_is_not_sound_is_read_as_a_whole(damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    members = {**MEMBERS, "d": b"x" * 3500} if damage == "large member" else MEMBERS
    data = bytearray(_tar(members, tarfile.GNU_FORMAT))
    if damage == "checksum":
        data[512 + 2048 + 148] ^= 1
    elif damage == "cut":
        del data[data.index(b"x" * 2900) + 100 :]
    elif damage == "behind":
        data[-700:-600] = PAIR[:100]
    elif damage == "padding":
        data[512 + 1800 + 5 : 512 + 1800 + 10] = b"words"
    packed = gzip.compress(bytes(data))
    asked: list[int] = []
    whole = _huge.Unpacked.whole
    monkeypatch.setattr(_huge.Unpacked, "whole", lambda huge: asked.append(huge.size) or whole(huge))
    found, _ = _look(packed, Settings())
    assert asked[0] == len(data) and [one[2].rpartition("!")[2][:3] for one in found] == ["nnn"]
