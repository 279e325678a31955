"""What each encoding and layer rests on, and how the content of containers begins.

A hook imports only those forms that a text asks for. A test holds this to the modules, from which `python -m tests.known`
writes it; a form that is not named here works as well: it is imported to be asked.
"""

from __future__ import annotations

from guard.view import (
    AMPERSAND,
    BACKSLASH,
    BARS,
    BINARY,
    EQUALS,
    HIGH,
    LISTS,
    OFFSETS,
    PARTS,
    PERCENT,
    ROWS,
    RUNS,
    SEAMS,
    SEQUENCES,
    SHORT,
    ZEROS,
)
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    _Known = tuple[int] | tuple[int, tuple[bytes, ...], bool] | tuple[int, tuple[bytes, ...], bool, bool]

_ENCODINGS: dict[str, _Known] = {  # module: (rests, heads, container, always)
    "base32": (RUNS,),
    "base58": (RUNS | SHORT,),
    "base64": (RUNS, (), False, True),
    "decimal_escapes": (BACKSLASH,),
    "escaped_bytes": (BARS,),
    "escapes_apart": (BARS,),
    "hex": (RUNS,),
    "hex_separated": (LISTS | SHORT,),
    "integer": (RUNS,),
    "ints": (LISTS,),
    "jwk": (RUNS,),
    "numbers": (ROWS,),
    "openssh": (RUNS | PARTS,),
    "percent": (PERCENT,),
    "pkcs8": (RUNS | PARTS | ZEROS,),
    "radix": (WORTH,),
    "raw": (BINARY,),
    "reversed": (WORTH,),
    "worded_numbers": (WORTH,),
    "worded_words": (WORTH,),
    "words": (ROWS,),
    "xored": (WORTH,),
    "z85": (WORTH,),
}
_LAYERS: dict[str, _Known] = {  # module: (rests, heads, container, always)
    "ar": (0, (b"!<arch>\n",), True),
    "assigned": (PARTS | SEAMS,),
    "base32_text": (RUNS,),
    "base64_text": (RUNS | PARTS, (), False, True),
    "base85_text": (WORTH,),
    "binary_text": (WORTH,),
    "bits": (RUNS,),
    "bzip2": (0, (b"BZh",), True),
    "cells": (WORTH,),
    "codes": (ROWS,),
    "columns": (WORTH,),
    "css": (WORTH,),
    "disguised": (WORTH,),
    "dump": (ROWS,),
    "encrypted_key": (RUNS,),
    "entities": (PARTS | AMPERSAND | BACKSLASH | WORTH, (), False, True),
    "escapes": (BACKSLASH | WORTH, (), False, True),
    "fullwidth": (HIGH, (), False, True),
    "git_pack": (0, (b"PACK", b"# v2 git bundle\n", b"# v3 git bundle\n"), True),
    "gzip": (0, (b"\x1f\x8b\x08",), True),
    "hex_text": (RUNS | PARTS, (), False, True),
    "homoglyphs": (HIGH,),
    "invisible": (HIGH | WORTH, (), False, True),
    "lfs_pointer": (0, (b"version https://git-lfs.github.com/spec/",), True),
    "lzma": (0, (b"]\x00\x00",), True),
    "markup": (PARTS | WORTH,),
    "mime_words": (PARTS | WORTH,),
    "notebook": (0, (b"{",), False),
    "offset_dump": (OFFSETS | WORTH,),
    "parts": (PARTS,),
    "pdf": (0, (b"%PDF-", b"\xef", b"\xbb", b"\xbf", b" ", b"\r", b"\n", b"\t", b"\x00"), True),
    "pickle": (0, (
        b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"(d", b"(l", b"(t", b"(i", b"]q", b"}q", b"cc",
        b"c_", b"cn", b"cp",
    ), True),
    "plain_numbers": (WORTH,),
    "png": (0, (b"\x89PNG\r\n\x1a\n",), True),
    "pyc": (ZEROS, (), True),
    "quoted_printable": (PARTS | EQUALS | WORTH,),
    "rtf": (0, (b"{\\rtf",), False),
    "seven_zip": (0, (b"7z\xbc\xaf",), True),
    "short_literals": (WORTH,),
    "split_literal": (PARTS | SEAMS,),
    "sqlite": (0, (b"SQLite format 3\x00", b"7\x7f\x06\x82", b"7\x7f\x06\x83"), True),
    "tar": (ZEROS, (), True),
    "terminal": (SEQUENCES,),
    "tex": (WORTH,),
    "unsupported": (0, (
        b"Rar!\x1a\x07", b"\x04\"M\x18", b"LZIP\x01", b"\x1f\x9d\x90", b"MSCF\x00\x00\x00\x00",
    ), True),
    "url": (PERCENT | WORTH, (), False, True),
    "uuencode": (WORTH,),
    "wide": (ZEROS, (), False, True),
    "worded_codes": (WORTH,),
    "xz": (0, (b"\xfd7zXZ\x00",), True),
    "zip": (ZEROS, (), True),
    "zlib": (0, (b"x\x01", b"x^", b"x\x9c", b"x\xda"), True),
    "zstd": (0, (
        b"(\xb5/\xfd", b"P*M\x18", b"Q*M\x18", b"R*M\x18", b"S*M\x18", b"T*M\x18", b"U*M\x18", b"V*M\x18",
        b"W*M\x18", b"X*M\x18", b"Y*M\x18", b"Z*M\x18", b"[*M\x18", b"\\*M\x18", b"]*M\x18", b"^*M\x18",
        b"_*M\x18",
    ), True),
}
KNOWN = {"encodings": _ENCODINGS, "layers": _LAYERS}
