"""Lists of 32 or 64 integers, as every programming language writes byte arrays.

Decimal, hexadecimal, octal and binary, signed or unsigned, with casts, type suffixes, comments and
trailing commas, over any number of lines; or with blanks or one of `; | . :` between. Of three digits each they may be
octal, which a proof tells.
"""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.view import LISTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_NUMBER = (
    rb"(?:\([bB]yte\)[ ]?|\(u?int8_t\)[ ]?)?-?"
    rb"(?:0[xX][0-9a-fA-F]{1,2}|0[bB][01]{1,8}|0[oO][0-7]{1,3}|0[0-7]{3}|[0-9]{1,3})(?:_?[ui]8|[uU])?"
)
_BETWEEN = rb"(?:[ \t\r\n]+(?:[;|.:][ \t\r\n]*)?|[;|.:][ \t\r\n]*)"
_SEPARATORS = b";|.:"
_TO_BLANKS = bytes.maketrans(_SEPARATORS, b"    ")
_NUMERIC = b"0123456789- \t\r\n"
_ADD = rb"(?<![\w.-])"
_PATTERNS: list[re.Pattern[bytes]] = []
_REACH = 4000
_AT_ONCE = 1024  # numbers that are matched at once: each takes some hundred bytes while it is
_SHORTEST = 2 * 32 - 1  # characters of 32 numbers
_LISTED = bytes(1 if byte in b".:;|" else 32 for byte in range(256))
_APART = bytes(32 if byte in b"0123456789- \t\r\n;|.:" else 1 for byte in range(256))
_COUNTS = frozenset(size - last for size in _blob.SIZES for last in (0, 1))
_CUTS = frozenset((b"/", b"*", b"#", b"o", b"O", b"i", b"_", b";"))  # comments, 0o17, int8_t, 1_u8


def _patterns() -> list[re.Pattern[bytes]]:
    if not _PATTERNS:
        import re

        _PATTERNS.extend(
            [
                re.compile(_ADD + _NUMBER + rb"(?:\s*,\s*" + _NUMBER + rb")+(?![\w.])"),
                re.compile(rb"/\*.*?\*/|//[^\n]*|#[^\n]*|--[^\n]*|;[^\n]*", re.DOTALL),
                re.compile(rb"\s*(?:" + _NUMBER + rb"\s*,\s*)+(?:" + _NUMBER + rb")?\s*"),
                re.compile(_ADD + rb"-?[0-9]{1,3}(?:" + _BETWEEN + rb"-?[0-9]{1,3}){31,%d}(?!\w)" % _AT_ONCE),
                re.compile(rb"(?:" + _BETWEEN + rb"-?[0-9]{1,3}){1,%d}(?!\w)" % _AT_ONCE),
            ]
        )
    return _PATTERNS


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    reached = 0
    for start, end in view.lists:
        commas = data.count(b",", start, end)
        if commas < 31:
            found += _blank_separated(data, start, end)
        elif (commas <= max(_blob.SIZES) or not _is_one_list(data, start, end)) and _has_room(data[start : end + 1], _LISTED):
            found += _plain(data, start, end)
        cut = data[end : end + 1] in _CUTS or data[start - 1 : start] in _CUTS or (commas >= 6 and data.find(b";", start, end) >= 0)
        if cut and commas >= 6 and start >= reached and not (found and found[-1].start >= start):
            reached = _group(data, start, end, found)
    return found


def _has_room(text: bytes, signs: bytes) -> bool:
    """Tell whether a list fits between what no list has (`signs` maps that to 1); pictures are full of fractions and commands."""
    return max(map(len, text.translate(signs).split(b"\x01"))) >= _SHORTEST


def _is_one_list(data: bytes, start: int, end: int) -> bool:
    """Tell whether a region of many commas is one list, and so too long to be a value."""
    if data.find(b"(", start + 1, end) >= 0:
        return False
    return data.count(b"\n", start, end) - data.count(b",\n", start, end) <= 1


def _plain(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    for match in _patterns()[0].finditer(data, start, end + 1):  # one more, so that 0o17 is not cut to 0
        first, last = match.span()
        if data.count(b",", first, last) + 1 in _blob.SIZES:
            yield from _judge(data[first:last].split(b","), first, last)


def _blank_separated(data: bytes, start: int, end: int) -> Iterator[Candidate]:
    if len(data[start:end].translate(_TO_BLANKS).split(None, 32)) < 32 or not _has_room(data[start : end + 1], _APART):
        return
    row, more = _patterns()[3:]
    while match := row.search(data, start, end):
        first, last = match.span()
        while rest := more.match(data, last, end):
            last = rest.end()
        start = last
        numbers = data[first:last].translate(_TO_BLANKS).split(None, 86)
        signs = data[first:last].translate(None, _NUMERIC)
        if len(numbers) in _blob.SIZES and (not signs or signs == signs[:1] * (len(numbers) - 1)):
            yield from _judge(numbers, first, last, exact=not signs)
            if all(len(number) == 3 and not number.strip(b"01234567") and number[0] < 0x34 for number in numbers):
                yield from _blob.candidates(bytes(int(number, 8) for number in numbers), first, last, "ints", False)


def _group(data: bytes, start: int, end: int, found: list[Candidate]) -> int:
    """Read the bracketed list around a region, which comments or unusual numbers cut; return where it ends."""
    low = max(0, start - _REACH)
    first = max(data.rfind(mark, low, start + 1) for mark in (b"[", b"{", b"(")) + 1
    first = max(first, max(data.rfind(mark, start, start + 1) for mark in (b"[", b"{", b"(")) + 1)
    stops = [at for mark in (b"]", b"}") if (at := data.find(mark, end, end + _REACH)) >= 0]
    if not first or not stops:
        return end
    last = min(stops)
    if not 31 <= data.count(b",", first, last) <= 200:
        return end
    text = _patterns()[1].sub(lambda match: b" " * len(match.group()), data[first:last])
    numbers = _patterns()[2].fullmatch(text)
    if numbers and text.count(b",") in _COUNTS:
        items = [item for item in text.split(b",") if item.strip()]
        lead = len(text) - len(text.lstrip())
        if len(items) in _blob.SIZES:
            found += _judge(items, first + lead, first + len(text.rstrip()))
    return last


def _judge(items: list[bytes], start: int, end: int, exact: bool = True) -> list[Candidate]:
    numbers = [item.strip().rpartition(b")")[2].strip() for item in items]
    padded = all(len(number) == 3 for number in numbers) or any(
        number[:1] == b"0" and number.isdigit() and number.strip(b"01234567") for number in numbers
    )
    try:
        values = [_value(number, padded) for number in numbers]
    except ValueError:
        return []
    if min(values) < -128 or max(values) > 255:
        return []
    return _blob.candidates(bytes(value & 255 for value in values), start, end, "ints", exact)


def _value(text: bytes, padded: bool) -> int:
    lowered = text.lower()
    sign = -1 if lowered[:1] == b"-" else 1
    digits = lowered.lstrip(b"-")
    for base, prefix in ((16, b"0x"), (2, b"0b"), (8, b"0o")):  # noqa: B007 - used after the loop
        if digits.startswith(prefix):
            digits = digits[2:]
            break
    else:
        base = 8 if len(digits) > 1 and digits[:1] == b"0" and digits.isdigit() and not padded else 10
    for suffix in (b"_u8", b"_i8", b"u8", b"i8", b"u"):
        digits = digits.removesuffix(suffix)
    return sign * int(digits, base)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"[" + b", ".join(b"%d" % byte for byte in seed) + b"]"


ENCODING = Encoding(name="ints", label="list of 32 integers", find=_find, encode=_encode, rests=LISTS)
