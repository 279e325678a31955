"""Archives of real tools: names, comments, context across members, damage, encryption, missing extras."""

from __future__ import annotations

import builtins
import gzip
import importlib
import io
import json
import tarfile
import zipfile
from typing import Any

import pytest

from guard.config import Settings
from guard.layers import _zip
from tests.layers.test_containers import One, report, scan, wrapped
from tests.pairs import key_text, secret_text

SECRET = secret_text(1)


PAIR = f"API_KEY={key_text(1)}\nSECRET_KEY={SECRET}\n"


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, comment: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.comment = comment.encode()
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def tarred(files: dict[str, str | bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            raw = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    return held.getvalue()


def paths(data: bytes) -> list[str]:
    return [finding.path for finding in report(data).findings]


METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_the_zip_module(method: int) -> None:
    assert paths(zipped({"a/b.env": PAIR, "c.txt": "x"}, method)) == ["outer.bin!a/b.env"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_form_of_the_tar_module(mode: str, form: int) -> None:
    name = "folder/" * 20 + "设置.env" if form != tarfile.USTAR_FORMAT else "folder/a.env"
    assert paths(tarred({"x": "y" * 1000, name: PAIR}, mode, form)) == ["outer.bin!" + name]


def test_packed_names() -> None:
    assert paths(wrapped("zip", PAIR.encode())) == ["outer.bin!folder/inner.txt"]
    held = io.BytesIO()
    with gzip.GzipFile("/home/me/prod.env", "wb", fileobj=held) as packed:
        packed.write(PAIR.encode())
    assert paths(held.getvalue()) == ["outer.bin!prod.env"]
    found = scan([One(prod_gz=gzip.compress(PAIR.encode()))], Settings()).findings
    assert [finding.path for finding in found] == ["prod.gz!prod"]


def test_three_deep() -> None:
    data = zipped({"backup.tar": tarred({"inner.zip": zipped({"c.env": PAIR})}), "readme": "hello"})
    (found,) = report(data).findings
    assert (found.path, found.line) == ("outer.bin!backup.tar!inner.zip!c.env", 2)


def test_a_docker_image() -> None:
    layer = tarred({"app/.env": PAIR, "app/main.py": "import bpx"})
    image = tarred({"blobs/sha256/aa": gzip.compress(layer), "layer1/layer.tar": tarred({"etc/x": PAIR}), "manifest.json": "[]"})
    assert sorted(paths(image)) == ["outer.bin!blobs/sha256/aa!app/.env", "outer.bin!layer1/layer.tar!etc/x"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_word_in_one_member_is_context_for_all(pack: Any) -> None:
    found = scan([One(site_bin=pack({"c.env": PAIR, "a.py": "import requests\n"}))], Settings()).findings
    assert [finding.rule for finding in found] == ["foreign-pair"]
    talk = "requests.get('https://api.backpack.exchange/api/v1/capital')\n"
    found = scan([One(site_bin=pack({"c.env": PAIR, "z/a.py": talk}))], Settings()).findings
    assert [(finding.rule, finding.path, finding.line) for finding in found] == [("key-pair", "site.bin!c.env", 2)]
    found = scan([One(key_env=PAIR.encode(), site_bin=pack({"z/a.py": talk}))], Settings()).findings
    assert [finding.rule for finding in found] == ["key-pair"]


def test_both_halves_in_different_archives() -> None:
    key, secret = (f"bpx {half}\n" for half in PAIR.splitlines())
    found = scan([One(a_zip=zipped({"k": key}), b_tgz=tarred({"s": secret}, "w:gz"))], Settings()).findings
    assert [(finding.rule, finding.path) for finding in found] == [("key-pair", "b.tgz!s")]
    assert found[0].evidence[0].path == "a.zip!k"


def test_names_and_comments_are_text() -> None:
    assert report(zipped({f"k={SECRET.replace('/', '_')}": "x"})).findings
    assert report(zipped({"a": "x"}, comment=f"secret {SECRET}")).findings
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        entry = zipfile.ZipInfo("a")
        entry.comment = SECRET.rstrip("=").encode()
        archive.writestr(entry, "x")
    assert report(held.getvalue()).findings


HOSTILE = ["../../etc/passwd", "/etc/shadow", "a\nb.env", "c:\\x", "\x1b]0;x\x07", "x\u202ey", "a!b", "%41", "con", "x" * 5000]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_shown(name: str) -> None:
    for data in (zipped({name: PAIR}), tarred({name: PAIR})):
        (path,) = paths(data)
        assert path.startswith("outer.bin!") and path.isprintable() and len(path) < 16_000


def test_names_that_are_no_utf8() -> None:
    data = zipped({"xxxx.env": PAIR}).replace(b"xxxx", b"\xc3\xdc\xff\n")
    assert paths(data) == ["outer.bin!%C3%DC%FF%0A.env"]


def test_leading_and_trailing_junk_and_hidden_members() -> None:
    data = zipped({"a.env": PAIR})
    assert paths(b"#!/bin/sh\nexec java\n\x00" + data) == ["outer.bin!a.env"]
    assert paths(data + b"\x00" * 100) == ["outer.bin!a.env"]
    first, second = zipped({"hidden.env": PAIR}), zipped({"shown.txt": "x"})
    assert paths(first[: first.index(b"PK\x01\x02")] + second) == ["outer.bin!hidden.env"]
    assert paths(data[: data.index(b"PK\x01\x02")]) == ["outer.bin!a.env"], "without its directory"


def test_data_descriptors() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.held = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.held += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("one.txt", "one")
        archive.writestr("a.env", PAIR)
    assert paths(bytes(pipe.held)) == ["outer.bin!a.env"]
    assert paths(bytes(pipe.held[: pipe.held.index(b"PK\x01\x02")])) == ["outer.bin!a.env"]


def test_sizes_of_64_bits() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("one.txt", "a.env"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(PAIR.encode() if name == "a.env" else b"one")
    data = held.getvalue()
    assert paths(data) == ["outer.bin!a.env"]
    assert paths(data[: data.index(b"PK\x01\x02")]) == ["outer.bin!a.env"]
    lying = bytearray(zipped({"one.txt": "one" * 99, "a.env": PAIR}))
    lying = lying[: lying.index(b"PK\x01\x02")]
    lying[18:22] = b"\xff\xff\xff\x7f"
    assert paths(bytes(lying)) == ["outer.bin!a.env"]


def test_zip64_behind_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 20)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    data = zipped({"a.env": PAIR, "b.env": PAIR})
    assert b"PK\x06\x06" in data
    for lead in (b"", b"#!/bin/sh\n" + bytes(99)):
        told = report(lead + data)
        assert told.complete and [one.path for one in told.findings] == ["outer.bin!a.env", "outer.bin!b.env"]
    lost = data.replace(b"PK\x03\x04", b"PK\x00\x00", 1)
    assert [skip.path for skip in report(lost).skipped] == ["outer.bin!a.env"]


def test_concatenated_streams_are_one_content() -> None:
    data = b"".join(gzip.compress(part) for part in (b"first\n", b"second\nsecret = ", SECRET.encode()[:20], SECRET.encode()[20:]))
    (found,) = report(data + bytes(512)).findings
    assert found.line == 3


@pytest.mark.parametrize("name", ["zstd", "7z"])
def test_without_the_extra(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = wrapped(name, PAIR.encode())
    assert paths(packed)
    real_import, real_module = builtins.__import__, importlib.import_module

    def refuse(module: str, *arguments: Any, **options: Any) -> Any:
        if module.startswith(("py7zr", "compression.zstd", "backports")):
            raise ImportError
        return (real_import if arguments else real_module)(module, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(importlib, "import_module", refuse)
    told = report(packed)
    assert not told.complete and "extra archives" in told.skipped[0].reason


def test_json_exports() -> None:
    har = {"log": {"entries": [{"request": {"headers": [{"name": "X-API-Key", "value": key_text(1)}], "postData": {"text": PAIR}}}]}}
    postman = {"values": [{"key": "backpack_api_secret", "value": SECRET, "enabled": True}]}
    state = {"resources": [{"instances": [{"attributes": {"name": "backpack", "secret_string": json.dumps({"s": SECRET})}}]}]}
    for document in (har, postman, state):
        assert report(json.dumps(document, indent=1).encode()).findings
        assert report(json.dumps(document).encode()).findings


@pytest.mark.parametrize("text", [SECRET, SECRET.rstrip("=")])
def test_a_length_byte_before_the_value(text: str) -> None:
    raw = text.encode()
    protobuf = b"\x0a" + bytes((len(raw),)) + raw + b"\x12\x01x"
    msgpack = b"\x81\xa1k\xd9" + bytes((len(raw),)) + raw + b"\xc0"
    for message in (protobuf, msgpack):
        assert report(message).findings


def test_words_and_directories_of_a_zip() -> None:
    assert _zip.word(b"\x01\x02\x03", 1) == 0x0302
    assert list(_zip.central(b"PK\x05\x06" + bytes(18))) == []
    assert [entry.name for entry in _zip.central(zipped({"b": "1", "a": "2"}))] == [b"b", b"a"]


def test_methods_that_the_zip_module_does_not_write() -> None:
    packed = wrapped("zstd", PAIR.encode())
    for method, found in ((93, ["outer.bin!a.env"]), (9, [])):
        data = bytearray(zipped({"a.env": packed}, zipfile.ZIP_STORED))
        for mark, shift in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            data[data.index(mark) + shift] = method
        data[data.index(b"PK\x01\x02") + 16 : data.index(b"PK\x01\x02") + 20] = bytes(4)  # its checksum
        assert [path for path in paths(bytes(data)) if "!" in path] == found
        assert report(bytes(data)).complete == bool(found)


def test_numbers_of_tar_headers() -> None:
    from guard.layers._streams import number

    assert [number(field) for field in (b"0000644\x00", b" 17 ", b"\x80\x00\x01\x00", b"9z", b"\x00")] == [420, 15, 256, -1, 0]
    data = bytearray(tarred({"a.env": PAIR}, form=tarfile.GNU_FORMAT))
    data[124:136] = b"\x80" + bytes(7) + len(PAIR).to_bytes(4, "big")
    data[148:156] = b"%06o\x00 " % (sum(data[:148]) + sum(data[156:512]) + 256)
    assert paths(bytes(data)) == ["outer.bin!a.env"]
