"""The run table: where characters of base64 (both alphabets) stand close together."""

from __future__ import annotations

from guard.model import RUN_BYTES

SHORTEST = 43
_CLASS = bytes(1 if byte in RUN_BYTES else 0 for byte in range(256))
_NEEDLE = b"\x01" * SHORTEST
_BLOCK = 256 << 10


def find_runs(data: bytes) -> list[tuple[int, int]]:
    """Return all maximal runs of 43 or more characters of [A-Za-z0-9+/_-] as (start, end).

    `translate` plus `find` is some ten times faster than a regular expression; blocks keep the
    translated copy inside the processor's cache.
    """
    runs: list[tuple[int, int]] = []
    size = len(data)
    base = 0
    while base < size:
        table = data[base : base + _BLOCK].translate(_CLASS)
        last = base + len(table) >= size
        position = table.find(_NEEDLE)
        while position >= 0:
            end = table.find(b"\x00", position + SHORTEST)
            if end < 0:
                break
            runs.append((base + position, base + end))
            position = table.find(_NEEDLE, end + 1)
        if last:
            if position >= 0:
                runs.append((base + position, size))
            break
        if position >= 0:  # a run goes on into the next block: follow it to its end
            start = base + position
            end = _end_of_run(data, start + SHORTEST)
            runs.append((start, end))
            base = end
        else:  # fewer than 43 characters of a run may hang over the edge
            base += len(table) - _tail(table)
    return runs


def _end_of_run(data: bytes, position: int) -> int:
    while position < len(data):
        table = data[position : position + _BLOCK].translate(_CLASS)
        end = table.find(b"\x00")
        if end >= 0:
            return position + end
        position += len(table)
    return len(data)


def _tail(table: bytes) -> int:
    return len(table) - 1 - table.rfind(b"\x00")
