"""Deltas of packs: apply one to its base, and say where the result differs from it.

Format: gitformat-pack(5). An instruction is a copy of a stretch of the base, or up to 127 new bytes.
"""

from __future__ import annotations

from itertools import accumulate
from struct import Struct

from guard.loops import deltas
from guard.loops.compiled import COMPILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

REACH: Final = 48
"""Bytes: more than any value or word that is new has without touching what is new, but for one byte."""
SEAM: Final = b"\2"
LONG: Final = 256
_END = bytes(8)  # no instruction, but what an instruction at the end may be read with
_SHORT = Struct("<HBB").unpack_from
_LONG = Struct("<HHB").unpack_from
_HIGH = Struct("<HBBB").unpack_from
_FULL = Struct("<HBHB").unpack_from
_SIZE = Struct("<HB").unpack_from
_BYTES = Struct("<BBB").unpack_from
_WIDEST: Final = 70  # bits of a size
_MOST_AT_ONCE = 1 << 20  # bytes of a delta whose short copies may be made before it is known that they fit


def sizes(delta: bytes) -> tuple[int, int, int]:
    """Return (size of the base, size of the result, where the instructions begin); IndexError if cut, ValueError if endless."""
    byte = delta[0]
    base = byte & 127
    at, shift = 1, 7
    while byte > 127:
        byte = delta[at]
        base |= (byte & 127) << shift
        shift += 7
        at += 1
        if shift > _WIDEST:
            raise ValueError("endless size")
    byte = delta[at]
    result = byte & 127
    at += 1
    shift = 7
    while byte > 127:
        byte = delta[at]
        result |= (byte & 127) << shift
        shift += 7
        at += 1
        if shift > _WIDEST:
            raise ValueError("endless size")
    return base, result, at


def pieces(base: bytes, delta: bytes, at: int, size: int, found: list[bytes], whole: bool = True) -> int:
    """Add the stretches of a result of `size` bytes, made by the instructions in delta[at:]; return how many were left out.

    If not `whole`, of a copy of LONG bytes and more only both ends are added, with SEAM between them. ValueError,
    IndexError or struct.error for a damaged delta. What reads an instruction reads the code of the next one too, and
    the commonest forms of a copy come first: this loop is most of the cost of an audit.
    """
    if COMPILED:
        return deltas.pieces(base, delta, at, size, found, whole, LONG, REACH, SEAM)
    add = found.append
    end = len(delta) + 1
    room, left_out = size, 0  # a delta of a kilobyte can ask for gigabytes
    delta += _END
    code = delta[at]
    at += 1
    while code:
        if code == 0x93:
            start, size, code = _SHORT(delta, at)
            at += 4
        elif code < 128:
            stop = at + code
            add(delta[at:stop])
            code = delta[stop]
            at = stop + 1
            continue
        elif code == 0x97:
            start, high, size, code = _HIGH(delta, at)
            start |= high << 16
            at += 5
        elif code == 0xB3:
            start, size, code = _LONG(delta, at)
            at += 5
        elif code == 0xB7:
            start, high, size, code = _FULL(delta, at)
            start |= high << 16
            at += 6
        elif code == 0x90:
            start, size, code = 0, delta[at], delta[at + 1]
            at += 2
        elif code == 0xB0:
            size, code = _SIZE(delta, at)
            start = 0
            at += 3
        elif code == 0x91:
            start, size, code = _BYTES(delta, at)
            at += 3
        else:
            start, size, at = copy(delta, at)
            code = delta[at]
            at += 1
        if 0 < size < LONG:
            add(base[start : start + size])
            continue
        size = size or 0x10000
        room -= size
        if room < 0:
            raise ValueError("large delta")
        if whole:
            add(base[start : start + size])
        else:
            found += (base[start : start + REACH], SEAM, base[start + size - REACH : start + size])
            left_out += size - 2 * REACH - len(SEAM)
    if at != end:
        raise ValueError("damaged delta")
    return left_out


def copy(delta: bytes, at: int) -> tuple[int, int, int]:
    """Return (start, size, where the next instruction begins) of any copy, by where its arguments begin; IndexError if cut."""
    code = delta[at - 1]
    start = size = 0
    for bit in range(4):
        if code >> bit & 1:
            start |= delta[at] << 8 * bit
            at += 1
    for bit in range(3):
        if code >> 4 + bit & 1:
            size |= delta[at] << 8 * bit
            at += 1
    return start, size or 0x10000, at


def apply(base: bytes, delta: bytes, limit: int) -> tuple[bytes, list[bytes]]:
    """Return the result of a delta and its stretches; ValueError if it does not fit or exceeds `limit` bytes."""
    found: list[bytes] = []
    try:
        size, at = _fitting(base, delta, limit)
        pieces(base, delta, at, size, found)
    except Exception:
        raise ValueError("damaged or large delta") from None
    result = b"".join(found)
    if len(result) != size:
        raise ValueError("damaged delta")
    return result, found


def edges(base: bytes, delta: bytes, limit: int) -> tuple[bytes, int]:
    """Return what `cut` does of the result of a delta, which is not made, and its size; ValueError as for `apply`."""
    found: list[bytes] = []
    try:
        size, at = _fitting(base, delta, limit)
        left_out = pieces(base, delta, at, size, found, whole=False)
    except Exception:
        raise ValueError("damaged or large delta") from None
    text = b"".join(found)
    if len(text) + left_out != size:
        raise ValueError("damaged delta")
    return text, size


def cut(found: list[bytes]) -> bytes:
    """Return stretches as one text, of the inside of long ones nothing: what is there stands in the base in the same way.

    It has REACH bytes on both sides of every seam and of every new byte, and SEAM where something was left out.
    """
    return b"".join([piece if len(piece) < LONG else piece[:REACH] + SEAM + piece[-REACH:] for piece in found])


def _fitting(base: bytes, delta: bytes, limit: int) -> tuple[int, int]:
    """Return (size of the result, where the instructions begin); ValueError if that cannot be made of the base."""
    base_size, size, at = sizes(delta)
    if size > limit or len(base) != base_size:
        raise ValueError
    if len(delta) > _MOST_AT_ONCE and _made(delta, at) != size:
        raise ValueError
    return size, at


def _made(delta: bytes, at: int) -> int:
    """Return how many bytes the instructions in delta[at:] make; IndexError for a truncated delta."""
    made = 0
    while at < len(delta):
        code = delta[at]
        at += 1
        if code < 128:
            at += code
            made += code
        else:
            _, size, at = copy(delta, at)
            made += size
    return made


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
