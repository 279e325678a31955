"""Deltas of packs: apply one to its base, and say where the result differs from it.

Format: gitformat-pack(5). An instruction is a copy of a stretch of the base, or up to 127 new bytes.
"""

from __future__ import annotations

from itertools import accumulate
from struct import Struct

_SHORT = Struct("<HB").unpack_from
_LONG = Struct("<HH").unpack_from
_MOST_AT_ONCE = 128 << 20


def sizes(delta: bytes) -> tuple[int, int, int]:
    """Return (size of the base, size of the result, where the instructions begin); IndexError if cut."""
    byte = delta[0]
    base = byte & 127
    at, shift = 1, 7
    while byte > 127:
        byte = delta[at]
        base |= (byte & 127) << shift
        shift += 7
        at += 1
    byte = delta[at]
    result = byte & 127
    at += 1
    shift = 7
    while byte > 127:
        byte = delta[at]
        result |= (byte & 127) << shift
        shift += 7
        at += 1
    return base, result, at


def pieces(base: bytes, delta: bytes, at: int, end: int, found: list[bytes]) -> int:
    """Add the stretches that the instructions in delta[at:end] make; return where the next one begins.

    IndexError or struct.error for a truncated delta. The commonest forms of a copy in deltas of files, then
    those of trees, come first: this loop is most of the cost of an audit.
    """
    add = found.append
    while at < end:
        code = delta[at]
        at += 1
        if code < 128:
            stop = at + code
            add(delta[at:stop])
            at = stop
        elif code == 0x93:
            start, size = _SHORT(delta, at)
            add(base[start : start + size])
            at += 3
        elif code == 0x97:
            start = delta[at] | delta[at + 1] << 8 | delta[at + 2] << 16
            add(base[start : start + delta[at + 3]])
            at += 4
        elif code == 0xB3:
            start, size = _LONG(delta, at)
            add(base[start : start + size])
            at += 4
        elif code == 0x90:
            add(base[: delta[at]])
            at += 1
        elif code == 0xB0:
            add(base[: delta[at] | delta[at + 1] << 8])
            at += 2
        elif code == 0x91:
            start = delta[at]
            add(base[start : start + delta[at + 1]])
            at += 2
        elif code == 0xB7:
            start = delta[at] | delta[at + 1] << 8 | delta[at + 2] << 16
            add(base[start : start + (delta[at + 3] | delta[at + 4] << 8)])
            at += 5
        else:
            start = size = 0
            for bit in range(4):
                if code >> bit & 1:
                    start |= delta[at] << 8 * bit
                    at += 1
            for bit in range(3):
                if code >> 4 + bit & 1:
                    size |= delta[at] << 8 * bit
                    at += 1
            size = size or 0x10000
            add(base[start : start + size])
    return at


def apply(base: bytes, delta: bytes, limit: int) -> tuple[bytes, list[bytes]]:
    """Return the result of a delta and its stretches; ValueError if it does not fit or exceeds `limit` bytes."""
    found: list[bytes] = []
    try:
        base_size, size, at = sizes(delta)
        if size > limit or len(base) != base_size:
            raise ValueError
        if len(delta) * base_size < _MOST_AT_ONCE:
            pieces(base, delta, at, len(delta), found)
        else:
            _in_steps(base, delta, at, size, found)
    except Exception:
        raise ValueError("damaged or large delta") from None
    result = b"".join(found)
    if len(result) != size:
        raise ValueError("damaged delta")
    return result, found


def _in_steps(base: bytes, delta: bytes, at: int, size: int, found: list[bytes]) -> None:
    """Add all stretches; ValueError if they are more than `size` bytes.

    A delta of a kilobyte can ask for gigabytes: what its instructions have made is added up every so
    often, before it can fill the memory.
    """
    step = max(16, _MOST_AT_ONCE // (len(base) + 1))
    made = counted = 0
    while at < len(delta):
        at = pieces(base, delta, at, min(at + step, len(delta)), found)
        if at < len(delta):
            made += sum(map(len, found[counted:]))
            counted = len(found)
            if made > size:
                raise ValueError


def changed(found: list[bytes], size: int, reach: int) -> list[tuple[int, int]] | None:
    """Return the stretches of the result within `reach` bytes of new bytes or of a seam, or None for all of it.

    Whatever lies in no such stretch stands in the base with the same `reach` bytes around it. The
    inside of a long insertion needs no care of its own: one instruction inserts 127 bytes at most.
    """
    return None if 2 * reach * (len(found) + 1) > size else around(list(accumulate(map(len, found))), size, reach)


def around(seams: list[int], size: int, reach: int) -> list[tuple[int, int]] | None:
    """Return what `changed` does for a result of whose stretches the ends are given."""
    if 2 * reach * (len(seams) + 1) > size:
        return None
    windows = []
    start, end = 0, reach
    for seam in seams:
        if seam - reach > end:
            windows.append((start, end))
            start = seam - reach
        end = seam + reach
    windows.append((start, size))
    return windows


def news(data: bytes, found: list[bytes] | None, reach: int) -> tuple[bytes, list[tuple[int, int]] | None]:
    """Return what is new in an object made of the stretches `found`, a line for each of its spans, and those spans.

    All of it, and None, for an object that is no delta or differs nearly everywhere (see `changed`).
    """
    spans = None if found is None else changed(found, len(data), reach)
    return (data if spans is None else b"\n".join([data[start:end] for start, end in spans])), spans
