"""UTF-16 and UTF-32, either byte order, with a mark or without, at any offset, in files of text and in binaries."""

from __future__ import annotations

from guard.model import Inner, Layer, Skip
from guard.view import ZEROS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from guard.model import Budget, View

_PRINTABLE = frozenset(b"\t\n\r") | frozenset(range(32, 127))
_KIND = bytes(1 if byte in _PRINTABLE else 2 if byte else 0 for byte in range(256))
_LEAST = 20
_STRIDE = 8
_NULS = b"\x01" + bytes(255)
_SAMPLES = b"\x01" * (2 * _LEAST // _STRIDE)
_UNITS = (b"\x01\x00", b"\x01\x00\x00\x00")
_MARK = "\ufeff"
_BLOCK = 1024
_BEGIN = 4096


def _test(data: bytes) -> bool:
    return 0 in data


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = view.data
    if not any(map(_shows, (data, data), (0, 1))):
        return
    table = data.translate(_KIND)
    for width in (2, 4):
        unit = b"\x01" + bytes(width - 1)
        at = table.find(unit * _LEAST)
        if at < 0:
            continue
        if not budget.take_text(len(data)):
            yield Skip("", budget.spent)
            return
        text = _all(data, at, width)
        if text:
            yield text
            at = _out_of_step(table, at, unit)
        if at >= 0:
            yield _pieces(data, table, at, unit)


def _shows(data: bytes, phase: int) -> bool:
    """Tell whether wide ASCII stands somewhere, which every eighth byte from `phase` 0 or 1 on shows by its NUL bytes."""
    samples = data[phase::_STRIDE].translate(_NULS)
    at = samples.find(_SAMPLES)
    while at >= 0:
        end = samples.find(b"\x00", at)
        end = len(samples) if end < 0 else end
        table = data[max(0, (at - 1) * _STRIDE) : (end + 1) * _STRIDE].translate(_KIND)
        if any(unit * _LEAST in table for unit in _UNITS):
            return True
        at = samples.find(_SAMPLES, end)
    return False


def _all(data: bytes, at: int, width: int) -> Inner | None:
    """Decode everything, if the character at offset `at` tells how and nothing contradicts.

    Nearly all bytes make sense in either byte order, one step apart; the right one leaves no character out.
    """
    start = at % width
    best: tuple[int, int, str] | None = None
    for codec, first in ((f"utf-{8 * width}-le", start), (f"utf-{8 * width}-be", (at + 1) % width)):
        end = len(data) - (len(data) - first) % width
        if not _begins(data[first : min(end, first + _BEGIN)], codec):
            continue
        try:
            text = data[first:end].decode(codec)
        except UnicodeDecodeError:
            continue
        plain = len(text.encode("ascii", "ignore"))
        # bytes of line breaks that end no line: other text, read as if it were wide
        torn = data.count(b"\n", first, end) - text.count("\n")
        if torn > 1 + len(text) // 1000 and text[:1] != _MARK:
            continue
        if plain * 4 >= len(text) and text.count("\x00") * 8 <= len(text) and (best is None or plain > best[0]):
            best = plain, first, text
    return _whole(data[: best[1]], best[2], best[1], width) if best else None


def _out_of_step(table: bytes, at: int, unit: bytes) -> int:
    """Return where wide ASCII stands between the characters of a text that has some at `at`; -1 if nowhere."""
    step = at % len(unit)
    stretch = _stretch(unit)
    while at >= 0 and at % len(unit) == step:
        at = table.find(unit * _LEAST, stretch.match(table, at).end())  # type: ignore[union-attr]  # `at` is where it was found
    return at


def _stretch(unit: bytes) -> re.Pattern[bytes]:
    import re

    return re.compile(b"(?:" + re.escape(unit) + b")+\x01?")


def _begins(head: bytes, codec: str) -> bool:
    """Tell whether what begins with `head` may be text of this encoding; its last character may be cut."""
    try:
        head.decode(codec)
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4
    return True


def _whole(before: bytes, text: str, first: int, width: int) -> Inner:
    if text.startswith(_MARK):
        text, first = text[1:], first + width
    lead = before if before.isascii() and b"\x00" not in before else b""
    starts = [len(lead)]
    blocks = [text[at : at + _BLOCK].encode("utf-8", "replace") for at in range(0, len(text), _BLOCK)]
    for block in blocks:
        starts.append(starts[-1] + len(block))

    def outer(offset: int) -> int:
        from bisect import bisect_right

        if offset < len(lead):
            return offset
        number = min(bisect_right(starts, offset) - 1, len(blocks) - 1)
        count = len(blocks[number][: offset - starts[number]].decode("utf-8", "ignore"))
        return first + width * (number * _BLOCK + count)

    return Inner(lead + b"".join(blocks), offsets=outer, whole=True)


def _pieces(data: bytes, table: bytes, at: int, unit: bytes) -> Inner:
    """Collect the stretches of wide ASCII in other bytes; for either byte order they look alike."""
    width = len(unit)
    stretch = _stretch(unit)
    texts, starts, places, length = [], [], [], 0
    while at >= 0:
        end = stretch.match(table, at).end()  # type: ignore[union-attr]  # `at` is where it was found
        text = data[at:end:width]
        texts.append(text)
        starts.append(length)
        places.append(at)
        length += len(text) + 1
        at = table.find(unit * _LEAST, end)

    def outer(offset: int) -> int:
        from bisect import bisect_right

        number = bisect_right(starts, offset) - 1
        return places[number] + width * (offset - starts[number])

    return Inner(b"\n".join(texts) + b"\n", offsets=outer, pieces=True)


def _wrap(text: bytes) -> bytes | None:
    return text.decode("ascii").encode("utf-16-le") if text.isascii() and b"\x00" not in text else None


LAYER = Layer(name="wide", test=_test, open=_open, wrap=_wrap, rests=ZEROS, always=True)
