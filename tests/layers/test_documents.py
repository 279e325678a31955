"""PNG and JPEG texts, PDF streams and shown text, in the ways that real writers write them."""

from __future__ import annotations

import base64
import zlib

import pytest

from guard.layers import _pdf
from tests.layers.test_containers import report
from tests.pairs import secret_text

SECRET = secret_text(1).encode()
MAGIC = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"tEXt", b"Comment\x00" + SECRET),
        (b"zTXt", b"Comment\x00\x00" + zlib.compress(SECRET)),
        (b"iTXt", b"Comment\x00\x00\x00zh\x00note\x00" + SECRET),
        (b"iTXt", b"Comment\x00\x01\x00zh\x00note\x00" + zlib.compress(SECRET)),
        (b"eXIf", b"II*\x00\x08\x00\x00\x00" + SECRET.rstrip(b"=") + b"A"),
    ],
    ids=["tEXt", "zTXt", "iTXt", "packed iTXt", "eXIf"],
)
def test_png_chunks(kind: bytes, body: bytes) -> None:
    found = report(MAGIC + chunk(b"IHDR", bytes(13)) + chunk(kind, body) + chunk(b"IEND", b"")).findings
    assert [finding.path for finding in found] == ["outer.bin!" + kind.decode()]


@pytest.mark.parametrize("text", [SECRET, SECRET.rstrip(b"="), b"k=" + SECRET], ids=["padded", "bare", "named"])
def test_a_jpeg_comment_behind_its_length(text: bytes) -> None:
    comment = b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text
    assert report(b"\xff\xd8" + comment + b"\xff\xdb\x00\x43" + bytes(65) + b"\xff\xd9").findings


def pdf(body: bytes, filters: bytes, *more: bytes) -> bytes:
    streams = b"".join(b"%d 0 obj\n<</Length %d%s>>\nstream\r\n%s\nendstream\nendobj\n" % (at, len(one), filters, one)
                       for at, one in enumerate((body, *more), 1))  # fmt: skip
    return b"%PDF-1.7\n" + streams + b"trailer\n<<>>\n%%EOF\n"


FLATE = b"/Filter/FlateDecode"
SHOWN = [
    b"BT /F1 12 Tf (secret: " + SECRET + b") Tj ET",
    b"BT [(" + SECRET[:9] + b") -20 (" + SECRET[9:30] + b") 3.5 (" + SECRET[30:] + b")] TJ ET",
    b"BT <" + SECRET.hex().encode() + b"> Tj ET",
    b"BT (" + SECRET[:9] + b"\\" + b"%03o" % SECRET[9] + SECRET[10:] + b") Tj ET",
]


@pytest.mark.parametrize("content", SHOWN, ids=["plain", "kerned", "hex", "escaped"])
def test_shown_text(content: bytes) -> None:
    found = report(pdf(zlib.compress(content), FLATE)).findings
    assert {finding.path for finding in found} == {"outer.bin!stream 1"}


@pytest.mark.parametrize(
    ("body", "filters"),
    [
        (SHOWN[0].hex().encode() + b">", b"/Filter /ASCIIHexDecode"),
        (base64.a85encode(zlib.compress(SHOWN[0])) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]"),
        (zlib.compress(SHOWN[0])[:-6], FLATE),
    ],
    ids=["hex", "ascii85", "damaged"],
)
def test_filters(body: bytes, filters: bytes) -> None:
    assert report(pdf(body, filters)).findings


def test_glyph_numbers_are_turned_into_text() -> None:
    glyphs = {byte: at + 3 for at, byte in enumerate(sorted(set(SECRET)))}
    shown = b"BT <" + b"".join(b"%04x" % glyphs[byte] for byte in SECRET) + b"> Tj ET"
    literal = b"BT (" + b"".join(b"\\%03o\\%03o" % divmod(glyphs[byte], 256) for byte in SECRET) + b") Tj ET"
    table = b"beginbfchar " + b" ".join(b"<%04x> <%04x>" % (glyph, byte) for byte, glyph in glyphs.items()) + b" endbfchar"
    for content in (shown, literal):
        found = report(pdf(zlib.compress(content), FLATE, zlib.compress(table))).findings
        assert [finding.path for finding in found] == ["outer.bin!stream 1"]
    ranges = _pdf.glyph_table(b"beginbfrange <01> <03> <0041> <04> <05> [<0058> <0059>] endbfrange")
    assert ranges == {b"\x01": b"A", b"\x02": b"B", b"\x03": b"C", b"\x04": b"X", b"\x05": b"Y"}


def test_an_encrypted_pdf_is_incomplete() -> None:
    told = report(pdf(zlib.compress(b"x"), FLATE).replace(b"trailer\n<<>>", b"trailer\n<</Encrypt 9 0 R>>"))
    assert not told.complete and "encrypted" in told.skipped[0].reason
