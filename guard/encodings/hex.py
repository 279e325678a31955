"""Hexadecimal of 32 and 64 bytes, any case, with or without 0x."""

from __future__ import annotations

from guard import keys
from guard.encodings.base64 import glued
from guard.model import Candidate, Encoding, View

_HEX = b"0123456789abcdefABCDEF"
_IS_HEX = bytes(1 if byte in _HEX else 0 for byte in range(256))


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    for start, end in view.runs:
        first = start + glued(data, start)
        if end - first < 64:
            continue
        run = data[first:end]
        if len(run) - len(run.translate(None, _HEX)) < 64:
            continue
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


def _cuts(size: int) -> list[tuple[int, int]]:
    if size in (64, 128):
        return [(0, size)] if size == 64 else [(0, 128), (0, 64), (64, 64)]
    if size <= 72:  # a hex digit or two of a neighbour glued to the value
        return [(start, 64) for start in range(size - 63)]
    return []


def _encode(seed: bytes, key: bytes) -> bytes:
    return seed.hex().encode("ascii")


ENCODING = Encoding(name="hex", label="hex of a 32-byte seed", find=_find, encode=_encode)
