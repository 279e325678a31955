"""Dumps as the tools write them, of raw keys and of files that hold one, in both byte orders."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.pairs import key_text, secret_text, seed
from tests.shapes import named, run

COMMANDS = [
    "xxd", "xxd -u", "xxd -g1", "xxd -g4", "xxd -g8", "xxd -e", "xxd -b", "xxd -c 32", "xxd -i",
    "hexdump -C", "hexdump", "od", "od -x", "od -A x -t x1", "od -t x1z", "od -t x4", "od -t x8", "od -b", "od -An -t x1",
    "xxd -c 8", "xxd -c 4", "xxd -c 6 -g 1", "xxd -g 0", "xxd -b -c 4", "hexdump -c", "hexdump -d", "hexdump -o", "hexdump -b",
    "od -c", "od -t u1", "od -t d1", "od -A d -t u1", "od -t u2", "od -t d2", "od -t u4", "od -t d8", "od -t o4", "od -t x1 -w8",
    "od -An -t x1 -w8", "od -An -t u1", "od -An -t d1", "od -An -b",
]  # fmt: skip
NUMBERS = range(4)


def dump(command: str, data: bytes) -> str:
    name = command.split(maxsplit=1)[0]
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run(command.split(), input=data, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("before", [b"", b"\x00\x01key:"])
def test_a_raw_key(command: str, before: bytes) -> None:
    for number in NUMBERS:
        text = f"$ {command} key\n{dump(command, before + seed(number) + before)}$\n"
        report = run({"a.md": text}, number)
        assert named(report, "watched-secret") == {key_text(number)}, text
        assert {one.line for one in report.findings} <= set(range(2, 2 + text.count("\n")))


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in ("xxd -i",)])
def test_a_file_with_a_secret(command: str) -> None:
    for number in NUMBERS:
        content = f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n".encode()
        assert key_text(number) in named(run({"a.txt": dump(command, content)}), "key-pair"), command


def row(at: int, data: bytes, form: str) -> str:
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)
    size = {"packets": 1, "openssl": 1}.get(form, 4 if form == "words" else 8)
    words = [int.from_bytes(data[n : n + size], "little") for n in range(0, len(data), size)]
    return {
        "packets": f"{at:04x}   {data.hex(' ')}   {shown}",
        "openssl": f"{at:04x} - {data[:8].hex(' ')}-{data[8:].hex(' ')}   {shown}",
        "words": f"0x7ffe{at:04x}:\t" + "\t".join(f"0x{word:08x}" for word in words),
        "giants": f"0x7ffe{at:04x}:\t" + "\t".join(f"0x{word:016x}" for word in words),
    }[form]


@pytest.mark.parametrize("form", ["packets", "openssl", "words", "giants"])
def test_dumps_of_other_tools(form: str) -> None:
    for number in NUMBERS:
        text = "\n".join(row(at, seed(number)[at : at + 16], form) for at in (0, 16))
        assert named(run({"a": f"before\n{text}\nafter\n"}, number), "watched-secret") == {key_text(number)}, text


FILES = {"codes": list, "signed codes": lambda data: [byte - 256 if byte > 127 else byte for byte in data]}


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_list_of_codes_is_a_file(form: str, packed: bool) -> None:
    import gzip

    for number in NUMBERS:
        content = f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n".encode()
        listed = ", ".join(map(str, FILES[form](gzip.compress(content) if packed else content)))
        report = run({"a.js": f"// first\nx = String.fromCharCode({listed});\n"})
        assert key_text(number) in named(report, "key-pair", "foreign-pair")
        assert {one.line for one in report.findings} == {2} or packed
    assert run({"a.js": f"// https://api.backpack.exchange\nx = {list(range(256))};\n"}).findings == []


def test_offsets_that_do_not_grow_evenly_are_no_dump() -> None:
    from guard.layers._offsets import lines, shown

    text = b"0000000 1 2 3\n0000007 4 5 6\n0000008 7 8 9\n"
    assert [list(shown(text, group)) for group in lines(text)] == [[]]
    assert list(lines(b"")) == list(lines(b"x" + bytes(9))) == []
