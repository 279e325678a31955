"""The instructions of a delta, one after another: what guard.packs.delta.pieces does, for a compiled build."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def pieces(
    base: bytes, delta: bytes, begin: i64, room: i64, found: list[bytes], whole: bool, long: i64, reach: i64, seam: bytes
) -> int:  # fmt: skip
    """Add the stretches of a result of `room` bytes, made by the instructions in delta[begin:]; return how many were left out.

    If not `whole`, of a copy of `long` bytes and more only `reach` bytes at both ends are added, with `seam` between them.
    ValueError or IndexError for a damaged delta.
    """
    at = begin
    end: i64 = len(delta)
    left_out: i64 = 0
    while at < end:
        code: i64 = delta[at]
        at += 1
        if code < 128:
            if not code or at + code > end:
                raise ValueError("damaged delta")
            found.append(delta[at : at + code])
            at += code
            continue
        start: i64 = 0
        size: i64 = 0
        if code & 1:
            start = delta[at]
            at += 1
        if code & 2:
            start |= delta[at] << 8
            at += 1
        if code & 4:
            start |= delta[at] << 16
            at += 1
        if code & 8:
            start |= delta[at] << 24
            at += 1
        if code & 16:
            size = delta[at]
            at += 1
        if code & 32:
            size |= delta[at] << 8
            at += 1
        if code & 64:
            size |= delta[at] << 16
            at += 1
        if not size:
            size = 0x10000
        if size < long:
            found.append(base[start : start + size])
            continue
        room -= size
        if room < 0:
            raise ValueError("large delta")
        if whole:
            found.append(base[start : start + size])
            continue
        found.append(base[start : start + reach])
        found.append(seam)
        found.append(base[start + size - reach : start + size])
        left_out += size - 2 * reach - len(seam)
    return left_out
