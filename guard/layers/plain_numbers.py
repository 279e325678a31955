"""Numbers in a notation of their own, each written as an integer in its place: `8'h9f`, `159.0`, `1.59e+02`, `159_32`.

Counters in names (`SEED_0=159`, `"b0": 159`, `seed.0: 159`) and what R and MATLAB print before their rows are left out.
The text keeps its length. All text has numbers, so that this is done where it is worth it (guard.worth).
"""

from __future__ import annotations

from guard.layers._rewrite import in_place
from guard.model import Inner, Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Match, Pattern

    from guard.model import Budget, View

    Put = Callable[[Match[bytes]], bytes]
    _Kind = tuple[Pattern[bytes], Put, int, tuple[bytes, ...], int]  # what shows it (in _SHAPE) so many times at least

_LARGEST = 64 << 10
_LEAST = 64  # bytes: 32 numbers and what is between them
_FEWEST = 24  # of the 32 numbers of a value those that need it
_ROWS = 2  # indexes of rows
_QUOTED = (b"'",)  # around what need not be a digit
_based = {b"h": b"0x", b"d": b"", b"b": b"0b", b"o": b"0o"}
_COMMON = rb"(?<![\w.])"
# It begins with a digit, which the machine jumps to, and looks back from there.
_GROUPED = (
    rb"(?:0(?<![\w.]0)[xX][0-9a-fA-F]{1,8}(?:[_'][0-9a-fA-F]{1,8}){1,15}"
    rb"|[1-9](?<![\w.][1-9])[0-9]{0,2}([_',])[0-9]{3}(?:\1[0-9]{3}){1,25})(?!['0-9xX])"
)
_SHAPE = bytes(100 if 48 <= byte < 58 else 120 if byte in b"xX" else 97 if bytes((byte,)).isalpha() else byte for byte in range(256))
_patterns: list[_Kind] = []


def _put_based(match: Match[bytes]) -> bytes:
    return _based[match.group(1).lower()] + match.group(2)


def _put_power(match: Match[bytes]) -> bytes:
    number = float(match.group())
    return b"%d" % number if number == int(number) and abs(number) < 256 else match.group()


def _put_first(match: Match[bytes]) -> bytes:
    text: bytes = match.group(1)
    return text


def _put_digits(match: Match[bytes]) -> bytes:
    text: bytes = match.group()
    return text.translate(None, b"_',")


def _put_character(match: Match[bytes]) -> bytes:
    return b"%d" % (int(match.group(1), 16) if match.group(1) else match.group(2)[0])


def _put_nothing(match: Match[bytes]) -> bytes:
    return b""


def _compiled() -> list[_Kind]:
    if not _patterns:
        import re

        table: tuple[tuple[bytes, Put, int, tuple[bytes, ...], int], ...] = (
            (_GROUPED, _put_digits, 1, (b"d,ddd", b"d_ddd", b"d'ddd", b"dx"), 1),
            (rb"'(?:\\x([0-9a-fA-F]{2})|([ -~]))'", _put_character, _FEWEST, _QUOTED, 2 * _FEWEST),
            (_COMMON + rb"[0-9]{1,3}'[sS]?([hHdDbBoO])([0-9a-fA-F]{1,16})(?!\w)", _put_based, _FEWEST, (b"d'a",), _FEWEST),
            (_COMMON + rb"-?[0-9]\.[0-9]{1,20}[eE][+-]?[0-9]{1,2}(?![\w.])", _put_power, _FEWEST, (b"d.d",), _FEWEST),
            (_COMMON + rb"(-?[0-9]{1,3})\.0*(?![\w.])", _put_first, _FEWEST, (b"d.",), _FEWEST),
            (rb"(?:" + _COMMON + rb"|(?<=_))(0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})_(?=0[xX]|[0-9])", _put_first, _FEWEST, (b"_d",), _FEWEST),
            (rb"(?<=[A-Za-z_.])[0-9]{1,3}(?=[\"'\])]{0,2}[ \t]*(?:=|:))", _put_nothing, _FEWEST, (b"ad", b"_d", b".d", b"xd"), _FEWEST),
            (rb"(?m)(?<=[A-Za-z_])[0-9]{1,3}(?=[ \t]{1,8}(?:0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})[ \t]*\r?$)", _put_nothing, _FEWEST, (b"#aaaaaa",), _FEWEST),
            (rb"(?m)^[ \t]*Columns? [0-9]{1,4} (?:through|to|and) [0-9]{1,4}:?[ \t]*\r?$", _put_nothing, _ROWS, (b"a d a", b"a dd a"), _ROWS),
            (rb"(?m)^[ \t]*\[[ \t]*[0-9]{1,4}\](?=[ \t])", _put_nothing, _ROWS, (b"d]",), _ROWS),
        )
        _patterns.extend((re.compile(source), put, least, marks, fewest) for source, put, least, marks, fewest in table)
    return _patterns


def _test(data: bytes) -> bool:
    return _LEAST <= len(data) <= _LARGEST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data = text = view.data
    if "listed" in view.memo:
        return
    read = shape = b""
    for pattern, put, least, marks, fewest in _compiled():
        shape = text.translate(_SHAPE) if text is not read else shape
        read = text
        if (least == _FEWEST and marks != _QUOTED and shape.count(b"d") < _FEWEST) or sum(map(shape.count, marks)) < fewest:
            continue
        plain, count = pattern.subn(lambda match, put=put: put(match).ljust(match.end() - match.start()), text)  # type: ignore[misc]  # bound at once
        text = plain if count >= least else text
    if text == data:
        return
    if budget.take_text(len(text)):
        yield Inner(text, offsets=in_place, exact=False, pieces=True)
    else:
        yield Skip("", budget.spent)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="plain-numbers", test=_test, open=_open, wrap=_wrap, rests=WORTH)
