"""Hexadecimal of 32 and 64 bytes, any case, with or without 0x, with `_` between digits, wrapped into two lines."""

from __future__ import annotations

from guard import keys
from guard.encodings.base64 import glued
from guard.model import Candidate, Encoding, View
from guard.runs import class_of
from guard.view import RUNS

_HEX = b"0123456789abcdefABCDEF"
_DIGITS = {bytes((byte,)) for byte in _HEX}
_IS_HEX = class_of(_HEX)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    for start, end in view.runs:
        first = start + glued(data, start)
        if first == start + 3 and end - start in (65, 129):  # PostgreSQL's \\x before all the digits, not before two
            first = start + 1
        if end - first < 64:
            found += _wrapped(data, first, end)
            continue
        run = data[first:end]
        if len(run) - len(run.translate(None, _HEX)) < 64:
            continue
        if b"_" in run and end - first < 200:
            found += _grouped(run, first)
        if run[:2] in (b"0x", b"0X"):
            first, run = first + 2, run[2:]
        table = run.translate(_IS_HEX) + b"\x00"
        position = table.find(b"\x01" * 64)
        while position >= 0:
            stop = table.find(b"\x00", position)
            size = stop - position
            whole = size == len(run)
            for offset, length in _cuts(size):
                begin = position + offset
                value = bytes.fromhex(run[begin : begin + length].decode("ascii"))
                exact = whole and length == size
                found.append(Candidate(first + begin, first + begin + length, value, "hex", exact))
                if length == 128 and keys.is_expanded(value):
                    break  # its halves are no two values
            position = table.find(b"\x01" * 64, stop)
    return found


def _wrapped(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    """Digits whose rest stands on the next line, as `xxd -p` wraps them."""
    size = 64 - (end - start)
    if data[end : end + 1] in (b"\n", b"\r") and not data[start:end].translate(None, _HEX):
        first = end + 1 + (data[end : end + 2] == b"\r\n")
        rest = data[first : first + size]
        if len(rest) == size and not rest.translate(None, _HEX) and data[first + size : first + size + 1] not in _DIGITS:
            text = data[start:end] + rest
            yield Candidate(start, first + size, bytes.fromhex(text.decode("ascii")), "hex", False)


def _grouped(run: bytes, start: int) -> Iterator[Candidate]:
    """Digits with `_` between groups, as hardware languages and Rust write them."""
    lead = 2 if run[:2] in (b"0x", b"0X") else run[:1] in (b"h", b"H")
    digits = run[lead:].replace(b"_", b"")
    if len(digits) in (64, 128) and not digits.translate(None, _HEX):
        yield Candidate(start + lead, start + len(run), bytes.fromhex(digits.decode("ascii")), "hex", False)


def _cuts(size: int) -> list[tuple[int, int]]:
    if size in (64, 128):
        return [(0, size)] if size == 64 else [(0, 128), (0, 64), (64, 64)]
    if size <= 72:  # a hex digit or two of a neighbour glued to the value
        return [(start, 64) for start in range(size - 63)]
    return []


def _encode(seed: bytes, key: bytes) -> bytes:
    return seed.hex().encode("ascii")


ENCODING = Encoding(name="hex", label="hex of a 32-byte seed", find=_find, encode=_encode, rests=RUNS)
