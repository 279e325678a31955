"""Containers and texts made to be slow, at two sizes: python -m tests.bench.hostile prints times and their ratio (2 is linear)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from time import perf_counter

from guard.candidates import unfold


def _zip_heads(size: int) -> bytes:
    return b"PK\x03\x04" * (size // 4)


def _zip_members(size: int) -> bytes:
    member = b"PK\x03\x04\x14\x00\x08\x00\x0e\x00" + bytes(8) + b"\xff" * 8 + b"\x01\x00\x00\x00" + b"a"
    return member * (size // len(member))


def _zip_overlap(size: int) -> bytes:
    body = b"PK\x03\x04" + bytes(22) + b"\x01\x00\x00\x00a" + zlib.compress(b"x" * size)[2:]
    entry = b"PK\x01\x02" + bytes(6) + b"\x08\x00" + bytes(8) + struct.pack("<II", len(body), size) + b"\x01\x00" + bytes(16) + b"a"
    count = size // len(entry)
    directory = entry * count
    end = b"PK\x05\x06" + bytes(4) + struct.pack("<HHIIH", count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + end


def _gzip_members(size: int) -> bytes:
    one = zlib.compressobj(1, zlib.DEFLATED, 31)
    member = one.compress(b"") + one.flush()
    return member * (size // len(member))


def _tar_damage(size: int) -> bytes:
    head = b"a".ljust(257, b"\x00") + b"ustar"
    return (head.ljust(512, b"\x00")) * (size // 512)


def _sqlite_chains(size: int) -> bytes:
    page = 512
    head = b"SQLite format 3\x00" + page.to_bytes(2, "big") + b"\x01\x01\x00\x40\x20\x20" + bytes(76)
    leaf = b"\x0d\x00\x00\x00\x7c\x00\x00\x00" + b"\x01\xf0" * 124
    cell = b"\x83\xff\xff\x7f\x01\x01"
    body = (leaf + cell * 9).ljust(page - 16, b"\x01") + b"\x00\x00\x00\x02" * 4
    return head.ljust(page, b"\x00") + body * (size // page)


def _pdf_streams(size: int) -> bytes:
    piece = b"1 0 obj <</Filter/ASCIIHexDecode>> stream 41 "
    return b"%PDF-1.4\n" + piece * (size // len(piece))


def _pdf_glyphs(size: int) -> bytes:
    table = b"beginbfrange " + b"<0000><ffff><0000>" * (size // 18) + b" endbfrange"
    return b"%PDF-1.4\n1 0 obj <</Filter/FlateDecode>> stream\n" + zlib.compress(table) + b"endstream"


def _pdf_text(size: int) -> bytes:
    shown = b"BT " + b"(a" * (size // 2) + b" Tj"
    return b"%PDF-1.4\n1 0 obj <</Filter/FlateDecode>> stream\n" + zlib.compress(shown) + b"endstream"


def _pickle_references(size: int) -> bytes:
    return b"\x80\x04\x8c\xc8" + b"a" * 200 + b"\x94" + b"h\x00" * (size // 2)


def _marshal_nest(size: int) -> bytes:
    return b"\xa7\r\r\n" + bytes(12) + b"\xe3" + bytes(20) + b")\x02" * (size // 2)


def _pack_deltas(size: int) -> bytes:
    first = bytes([0xB0 | 4, 4]) + zlib.compress(b"a" * 68)
    step = b"\x44\x44" + b"\x90\x44"
    entries, previous, at = [first], 12, 12 + len(first)
    while at < size:
        distance = at - previous
        entry = bytes([0x60 | len(step), distance]) + zlib.compress(step)
        previous, at = at, at + len(entry)
        entries.append(entry)
    return b"PACK\x00\x00\x00\x02" + struct.pack(">I", len(entries)) + b"".join(entries)


def _seams(size: int) -> bytes:
    return b'"aB3dE5gH" + ' * (size // 13)


def _signs(size: int) -> bytes:
    return b'+"' * (size // 2)


def _grows(size: int) -> bytes:
    return b's += "aB3xY9";\n' * (size // 15)


CASES: tuple[Callable[[int], bytes], ...] = (
    _zip_heads, _zip_members, _zip_overlap, _gzip_members, _tar_damage, _sqlite_chains, _pdf_streams, _pdf_glyphs,
    _pdf_text, _pickle_references, _marshal_nest, _pack_deltas,
    _seams, _signs, _grows,
)  # fmt: skip


def _time(data: bytes) -> tuple[float, list[str]]:
    began = perf_counter()
    reasons = [item.reason for item in unfold(data) if hasattr(item, "reason")]
    return perf_counter() - began, reasons


def main() -> None:
    """Print a line for each case."""
    for case in CASES:
        (small, _), (large, reasons) = _time(case(500_000)), _time(case(1_000_000))
        print(f"{case.__name__[1:]:18} {small:7.3f} s {large:7.3f} s  ratio {large / small:5.2f}  {', '.join(reasons[:2])}")


if __name__ == "__main__":
    main()
