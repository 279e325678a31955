"""Files of many programs that hold a pair: records, recordings of terminals, scripts, exports."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from random import Random
from typing import Literal

import pytest

from guard.config import Settings
from guard.model import Report
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.pairs import key, key_text, secret_text, seed, some
from tests.shapes import named

NUMBERS = some(6)


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


def events(number: int, kind: str, size: int) -> bytes:
    """Return a recording of a terminal in which the secret comes in pieces."""
    text = secret_text(number)
    lines = [json.dumps({"version": 2, "title": "backpack"}), json.dumps([0.5, "o", f"KEY={key_text(number)}\r\n"])]
    lines += [json.dumps([1 + at * 0.137, kind, text[at : at + size]]) for at in range(0, len(text), size)]
    return ("\n".join([*lines, json.dumps([99.5, kind, "\r\n"])]) + "\n").encode()


@pytest.mark.parametrize("kind", ["o", "i"])
@pytest.mark.parametrize("size", [1, 2, 7, 30])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_recording_of_a_terminal(number: int, size: int, kind: str) -> None:
    lines = proven(events(number, kind, size), number)
    assert min(lines) >= 3
    first = {"version": 1, "command": "backpack", "stdout": [[0.1, f"{key_text(number)} "], *([0.25, one] for one in secret_text(number))]}
    proven(json.dumps(first).encode(), number)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_typed_and_taken_back(number: int) -> None:
    text = secret_text(number)
    for slips in ("x\b \b", "yy\b\x1b[K\b\x1b[K", "abc\b\b\b\x1b[K"):
        lines = proven(f"backpack\r\n$ k={key_text(number)}\r\n\x1b[1m$\x1b[0m s={text[:9]}{slips}{text[9:30]}{slips}{text[30:]}\r\n".encode(), number)
        assert lines == [3]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("size", [1, 2])
def test_packed_integers(number: int, size: int) -> None:
    text, value = key_text(number).encode(), (seed(number) + key(number))[: 32 * size]
    packed = b"".join(bytes((byte,)) if byte < 128 else bytes((0xCC, byte)) for byte in value)
    concise = b"".join(bytes((byte,)) if byte < 24 else bytes((0x18, byte)) for byte in value)
    record = (b"\x82\xa8backpack\xd9\x2c" + text + b"\xa6secret\xdc\x00" + bytes((32 * size,)) + packed) + Random(number).randbytes(900)
    other = (b"\xa2\x68backpack\x78\x2c" + text + b"\x66secret\x98" + bytes((32 * size,)) + concise) + Random(number).randbytes(900)
    for data in (record, other):
        report = run(data)
        assert key_text(number) in named(report, "key-pair", "expanded-secret")
    assert not [one for one in run(record[:90]).findings if one.rule == "key-pair"]


@pytest.mark.parametrize("number", NUMBERS)
def test_escapes_of_hex_digits_alone(number: int) -> None:
    for form in ("\\%02X", "\\%02x"):
        text = "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else form % byte for byte in seed(number))
        assert 2 in proven(f'; backpack {key_text(number)}\n@seed = constant [32 x i8] c"{text}"\n'.encode(), number)


def records(data: bytes, motorola: bool) -> str:
    """Return bytes as Intel HEX or as S-records."""
    lines = []
    for at in range(0, len(data), 16):
        piece, place = data[at : at + 16], at.to_bytes(2, "big")
        if motorola:
            line = bytes((len(piece) + 3,)) + place + piece
            lines.append("S1" + (line + bytes((~sum(line) & 255,))).hex().upper())
        else:
            line = bytes((len(piece),)) + place + b"\0" + piece
            lines.append(":" + (line + bytes((-sum(line) & 255,))).hex().upper())
    return "\n".join([*lines, "S9030000FC" if motorola else ":00000001FF", ""])


@pytest.mark.parametrize("motorola", [False, True])
@pytest.mark.parametrize("number", NUMBERS)
def test_an_image_of_memory(number: int, motorola: bool) -> None:
    named_pair = f"BACKPACK_API_KEY={key_text(number)}\0BACKPACK_API_SECRET={secret_text(number)}\0".encode()
    raw = b"backpack\0" + key_text(number).encode() + b"\0" + seed(number) + bytes(20)
    for data in (named_pair, raw):
        assert min(proven(records(data, motorola).encode(), number)) > 1


@pytest.mark.parametrize("number", NUMBERS)
def test_bytes_in_the_cells_of_a_worksheet(number: int) -> None:
    for columns in (1, 3):
        rows = "".join(
            f"<row r='{at}'>" + "".join(f'<c r="{"ABC"[place]}{at}" s="{at % 3}"><v>{byte if place == columns - 1 else at * 7}</v></c>' for place in range(columns)) + "</row>"
            for at, byte in enumerate(seed(number), 2)
        )
        proven(f"<sheetData><row r='1'><c r='A1'><is><t>backpack {key_text(number)}</t></is></c></row>{rows}</sheetData>".encode(), number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_variable_of_a_shell_that_grows(number: int) -> None:
    for text in (secret_text(number), seed(number).hex()):
        for form in ("S+={}", "S+='{}'", 'S+="{}";'):
            lines = ["S=" + text[:15], form.format(text[15:30]), form.format(text[30:])]
            proven((f"# backpack {key_text(number)}\n" + "\n".join(lines) + "\n").encode(), number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_vector_as_matlab_shows_it(number: int) -> None:
    rows = [f"  Columns {at + 1} through {min(at + 13, 32)}\n\n   " + "   ".join(f"{byte:3d}" for byte in seed(number)[at : at + 13]) for at in range(0, 32, 13)]
    assert proven(f"backpack {key_text(number)}\n\nseed =\n\n  1x32 uint8 row vector\n\n{(chr(10) * 2).join(rows)}\n".encode(), number)


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("width", [2, 4, 8])
@pytest.mark.parametrize("number", NUMBERS)
def test_an_array_of_wide_integers(number: int, width: int, order: Literal["little", "big"]) -> None:
    array = b"".join(byte.to_bytes(width, order) for byte in seed(number))
    for before in (b"\x20\0\0\0\0\0\0\0", b"\0\0\0\x20", b"x"):
        proven(b"\x93backpack " + key_text(number).encode() + b"\0" + before + array + b"\0" * 40, number)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_taken_out_of_a_literal(number: int) -> None:
    text = secret_text(number)
    for mark, form in (
        ("-", "'{}'.replace('-', '')"), ("NOPE", '"{}".replaceAll("NOPE", "")'), ("~", "'{}'.replace(/~/g, '')"), ("#!", "str_replace('#!', '', '{}')"),
        ("_", "echo {} | tr -d '_'"), ("xyz", "S={}; S=${{S//xyz/}}"), ("@", "'{}'.gsub('@', '')"),
    ):  # fmt: skip
        lines = proven(f"# backpack {key_text(number)}\ns = {form.format(mark.join((text[:9], text[9:29], text[29:])))}\n".encode(), number)
        assert lines == [2]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_of_a_pdf_that_is_not_packed(number: int) -> None:
    text = secret_text(number)
    page = f"BT (backpack key {key_text(number)}) Tj T* [({text[:5]})-20({text[5:19]})15.5({text[19:]})] TJ ET"
    data = f"%PDF-1.4\n1 0 obj\n<< /Length {len(page)} >>\nstream\n{page}\nendstream\nendobj\n%%EOF\n".encode()
    proven(data, number)
    plain = run(data.replace(b")-20(", b"").replace(b")15.5(", b""))
    assert len([one for one in plain.findings if one.rule == "key-pair"]) == 1  # what stands in the file is told once


@pytest.mark.parametrize("number", NUMBERS)
def test_bytes_as_macros(number: int) -> None:
    for form in ("#define SEED_{} 0x{:02x}", "#define S{} {}"):
        proven((f"// backpack {key_text(number)}\n" + "".join(form.format(at, byte) + "\n" for at, byte in enumerate(seed(number)))).encode(), number)


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress], ids=["gzip", "xz", "bzip2"])
def test_what_is_packed_behind_a_program(number: int, pack: Callable[[bytes], bytes]) -> None:
    text = f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n".encode()
    chance = b"\x1f\x8b\x08" + Random(number).randbytes(50) + b"BZh91AY&SY" + Random(number).randbytes(50) + b"\xfd7zXZ\0" + bytes(50)
    for head in (b"#!/bin/sh\n", b"\x7fELF\2\1\1", b"MZ\x90", b"\xed\xab\xee\xdb\3"):
        report = run(head + b"\0" * 600 + chance + pack(text * 40))
        assert {one.line for one in report.findings if one.rule == "key-pair"} >= {2}
        assert all(one.path.endswith("!payload!content") for one in report.findings)
        assert [one.reason for one in report.skipped if not one.harmless] == []
        assert run(head + b"\0" * 600 + chance).findings == [] and run(head + b"\0" * 600 + chance).complete


@pytest.mark.parametrize("number", NUMBERS)
def test_a_map_of_bytes_that_was_sorted_as_text_or_not_at_all(number: int) -> None:
    for first in (0, 1):
        pairs = list(enumerate(seed(number), first))
        by_text = sorted(pairs, key=lambda pair: str(pair[0]))
        mixed = Random(number).sample(pairs, 32)
        for order in (by_text, mixed):
            written = json.dumps({"exchange": "backpack", "key": key_text(number), "seed": {str(at): byte for at, byte in order}}, indent=number % 2 or None)
            proven(written.encode(), number)
            proven((f"BACKPACK_KEY={key_text(number)}\n" + "\n".join(f"SEED_{at}=0x{byte:02x}" for at, byte in order)).encode(), number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_text_that_came_in_pieces(number: int) -> None:
    text, rest = f"Backpack key {key_text(number)} secret ", secret_text(number)
    cuts = sorted(Random(number).sample(range(1, len(rest)), 12))
    pieces = [text, *(rest[start:end] for start, end in zip([0, *cuts], [*cuts, len(rest)], strict=True))]
    events = [{"id": f"x{at}", "choices": [{"delta": {"content": piece}, "index": 0}]} for at, piece in enumerate(pieces)]
    assert min(proven("\n\n".join(f"data: {json.dumps(one)}" for one in events).encode(), number)) > 1
    proven("\n".join(json.dumps({"type": "token", "text": piece}) for piece in pieces).encode(), number)
    body = text + rest
    chunks = "".join(f"{len(body[at : at + 70]):x}\r\n{body[at : at + 70]}\r\n" for at in range(0, len(body), 70))
    proven(f"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n".encode(), number)
