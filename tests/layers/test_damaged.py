"""Containers that are cut, damaged, encrypted or none at all: what counts as not read, and what is a note."""

from __future__ import annotations

import gzip
import io
import zlib

import pytest

from guard.layers import _zip
from tests.layers.test_archives import PAIR, paths, tarred, zipped
from tests.layers.test_containers import report


def test_bytes_in_which_the_marks_of_a_zip_stand_are_complete() -> None:
    """A program that writes zips holds their marks, one behind the other, and no archive."""
    data = b"\x7fELF" + bytes(50) + b"PK\x01\x02" + b"words and \x00 zeros " * 20 + b"PK\x03\x04" + b"PK\x05\x06\x00\x00" + bytes(40) + PAIR.encode()
    told = report(data)
    assert told.complete and paths(data) == ["outer.bin"], [skip.reason for skip in told.skipped]


def test_a_mark_in_the_constants_of_a_program_is_no_encrypted_member() -> None:
    header = (14).to_bytes(2, "little") + b"\1\0" + b"\x08\0" + bytes(8) + bytes(4) + bytes(4)
    for name, complete in ((b"told\nreason\nskip", True), (b"locked.env", False)):
        member = _zip.LOCAL + header + len(name).to_bytes(2, "little") + bytes(2) + name
        told = report(b"\x7fELF" + bytes(50) + member + bytes(40) + _zip.END + bytes(18))
        assert told.complete is complete, [skip.reason for skip in told.skipped]


def test_an_encrypted_member_is_incomplete() -> None:
    data = bytearray(zipped({"locked.env": PAIR, "open.env": PAIR}))
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + shift] |= 1
    told = report(bytes(data))
    assert [(skip.path, skip.reason) for skip in told.skipped] == [("outer.bin!locked.env", "encrypted")]
    assert not told.complete and [finding.path for finding in told.findings] == ["outer.bin!open.env"]
    assert told.requested == told.read + len(told.skipped)


def test_what_only_looks_like_a_container_is_plain() -> None:
    for head in (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"BZh91AY&SY", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"%PDF-1.4",
                 b"SQLite format 3\x00", b"PACK\x00\x00\x00\x02", b"\x80\x04", b"\x28\xb5\x2f\xfd", b"\x89PNG\r\n\x1a\n"):  # fmt: skip
        told = report(head + b"no such thing\n" * 3 + PAIR.encode())
        assert told.complete, (head, [skip.reason for skip in told.skipped])
        assert [finding.path for finding in told.findings] == ["outer.bin"], head


def test_truncated_files_are_read_as_far_as_they_go() -> None:
    import random

    filler = random.Random(1).randbytes(200_000).hex()
    for data in (gzip.compress((PAIR + filler).encode()), zipped({"a": PAIR + filler}), tarred({"a": PAIR + filler}, "w:xz")):
        told = report(data[: len(data) // 2])
        assert told.findings and told.complete
        assert any("truncated" in skip.reason for skip in told.skipped)


def test_damage_in_the_middle_is_incomplete() -> None:
    import random

    filler = random.Random(1).randbytes(200_000).hex()
    for data in (gzip.compress((PAIR + filler).encode()), zipped({"a": PAIR + filler})):
        broken = bytearray(data)
        broken[len(data) // 2 : len(data) // 2 + 200] = bytes(200)
        told = report(bytes(broken))
        assert told.findings and not told.complete, told.skipped


def test_prose_and_tables_that_begin_like_zlib_are_read_whole() -> None:
    """Its magic is two bytes: a text on x^2, a table of 16-bit numbers that begins with 376."""
    import random

    dice = random.Random(7)
    for head in (b"x^", b"x\x01", b"x\x9c", b"x\xda"):
        for body in (b"2 + y^2 = z^2 " * 30, *(dice.randbytes(400) for _ in range(40))):
            told = report(head + body)
            assert told.complete and told.requested == told.read, (head, [skip.reason for skip in told.skipped])


def test_code_that_holds_packed_texts_beside_escapes_is_complete() -> None:
    """Neighbourhoods of escapes are cut out: what a cut ends must not run into what another begins with."""
    import base64
    import random
    import zlib

    dice = random.Random(3)
    texts = [base64.encodebytes(zlib.compress(dice.randbytes(700).hex().encode())).decode() for _ in range(4)]
    quoted = '"=3D{}="\n' + "# words\n" * 5
    code = "".join(f'PART = unpack("""\n{text}""")\nKEY = {quoted.format(text[:44])}' for text in texts)
    told = report(code.encode())
    assert told.complete, [skip.reason for skip in told.skipped]


def test_a_damaged_zlib_is_incomplete_at_any_place() -> None:
    import zlib

    data = zlib.compress((PAIR + "a line of other text\n" * 20).encode())
    for at in range(40, len(data) - 4, 5):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        try:
            zlib.decompressobj().decompress(broken)
        except zlib.error:
            assert not report(bytes(broken)).complete, at


def test_what_is_only_a_note_counts_nowhere() -> None:
    told = report(gzip.compress(PAIR.encode() * 9)[:-20])
    assert told.complete and told.skipped and told.read == told.requested


def test_an_encrypted_7z_is_incomplete() -> None:
    library = pytest.importorskip("py7zr", reason="needs the extra archives")
    for header in (False, True):
        held = io.BytesIO()
        with library.SevenZipFile(held, "w", password="x", header_encryption=header) as archive:
            archive.writestr(PAIR, "a.env")
        told = report(held.getvalue())
        assert not told.complete and told.skipped[0].reason == "encrypted"


def test_formats_that_are_not_opened_are_told() -> None:
    for head in (b"Rar!\x1a\x07\x01\x00", b"\x04\x22\x4d\x18", b"LZIP\x01"):
        told = report(head + b"\x99" * 50)
        assert told.complete and "not opened" in told.skipped[0].reason


def test_what_looks_like_a_terminal_in_packed_bytes_leaves_no_second_container() -> None:
    text = (b"a line of a log \x1b[1mbold\x1b[0m and more\n" * 40)[:0x602]
    data = zlib.compress(text, 0)
    assert b"\0" not in data
    assert b"\x1b[1m" in data
    read = report(data)
    assert (read.skipped, read.complete) == ([], True)


def test_marks_of_a_terminal_by_chance_in_a_binary() -> None:
    data = gzip.compress(PAIR.encode() + b"^[[0m", 0, mtime=1)
    read = report(data)
    assert (read.skipped, read.complete) == ([], True)
    assert [finding.path for finding in read.findings] == ["outer.bin!content"]
