"""Numbers in equal surroundings: lists of bytes and of words in the notation of any language.

Nothing is known here of casts, suffixes, tags or separators: what stands between two numbers has to be
what stands between their neighbours, or punctuation alone. Comments and indexes do not count.
"""

from __future__ import annotations

from array import array
from itertools import islice

from guard.encodings._number_list import Numbers
from guard.rows import with_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from guard.model import View

# Every branch looks back at the one character that all of them begin with: the machine jumps from one to the next. A
# group is what of a number is digits, an empty one says that all is, but for the "h" at the end of the fourth kind.
_NUMBER = (
    rb"[0-9%s#&$-](?:(?<=[\"'][0-9%s])()[0-9a-fA-F](?=[\"'])|(?<=#)[xX]([0-9a-fA-F]{1,2})\b|(?<![\w.][\x00-\xff])(?:"
    rb"(?:(?<=0)[xX]|(?<=&)[hH]|(?<=\$)|(?<=1)6#)([0-9a-fA-F][0-9a-fA-F_]{0,18})|(?<=[0-9])()[0-9a-fA-F]{1,16}[hH]\b"
    rb"|(?<=0)[bB]([01][01_]{0,9})|(?<=0)[oO]([0-7]{1,3})"
    rb"|()(?:(?<=-)[0-9]{1,20}|(?<=[0-9])[0-9]{0,19})(?![xXoOhHa-fA-F]|\.?[0-9])))"
)
_LETTERS = bytes(113 if byte in b"\"'" else 108 if byte in b"abcdefABCDEF" else 104 if byte in b"0123456789" else 32 for byte in range(256))
_BASES = (16, 16, 16, 16, 2, 8, 10)
_QUOTED, _MARKED, _DECIMAL = 1, 4, 7  # groups of _NUMBER
_COMMENT = rb"/\*.*?\*/|//[^\n]*|#[ \t][^\n]*|--[ \t][^\n]*|@[ \t][^\n]*|;[ \t]*[A-Za-z][^\n]*"
_COMMENTS = (b"/*", b"//", b"# ", b"#\t", b"-- ", b"@ ", b"@\t", b";")
_PLAIN = b",;|[](){}<>\"'=:/.&+-_#\\*"
_BLANKS = b" \t\n\r\v\f"
_LONGEST_GAP = 40
_EDGE = 24  # so much of a number may stand beyond the samples that showed a row
_AT_ONCE, _MOST_KNOWN = 4096, 10_000  # matches, of some hundred bytes each; texts between numbers
_STRANGE = 4  # kinds of words between the numbers of one list
_FEWEST, _BYTES = 4, 32  # numbers of a list of words, and of one of bytes
_IN_AREA, _MOST_OF_16 = 11, 5  # of 16 words of two bytes those in the area; of random ones five in six have five digits, of signed two in three
_APART_OF_16 = (_MOST_OF_16 + 1) // 2  # of those in a row, each with a sign before and behind it of its own
# How many words of four, eight and 16 digits a value has at least in its area; leading zeros need not be written.
_HEX_WORDS = ((_IN_AREA, b" hhhh"), (6, b" hhhhh"), (_FEWEST, b" hhhhhhhhh"))
_LONGS = rb" ddddddddd{0,12}(?: +d{8,20}){3}(?![d.])"  # four of eight digits or more
_LARGEST = b"377"  # in octal
_PREFIXES = (b'",', b"',", b"$", b"&H", b"&h", b"&#", b"#x", b"#X", b"6#", b"h,", b"H,", b"0b", b"0X")
_NO_PREFIX = bytes(byte for byte in range(256) if byte not in b",$&#bX")
_DISTINCT = 18
_HEXES = bytes(104 if byte in b"0123456789abcdefABCDEF" else 32 for byte in range(256))
_DECIMALS = bytes(100 if byte in b"0123456789" else 46 if byte == 46 else 32 for byte in range(256))
_NUMBERS = bytes(byte if byte in b"0123456789" else 32 for byte in range(256))
_POINTED = bytes(byte if byte in b"0123456789._" or byte >= 65 else 32 for byte in range(256))  # fractions, names in one piece
_PATTERNS: list[re.Pattern[bytes]] = []


def numbers(view: View) -> list[Numbers]:
    """Return the lists of numbers of a text; they are read once."""
    if "numbers" not in view.memo:
        found: list[Numbers] = []
        for start, end in view.rows:
            if may_hold(view.data[max(0, start - _EDGE) : end + _EDGE]):
                start, end = with_lines(view.data, start, end)
                found += lists(view.data[start:end], start)
        view.memo["numbers"] = found
    return view.memo["numbers"]  # type: ignore[return-value]  # what was put there a line above


def lists(text: bytes, start: int, anything: bool = False) -> Iterator[Numbers]:
    """Yield the lists of numbers of a text that stands at `start` of another, with their comments and without.

    A text with `anything` between its numbers is no area of rows.
    """
    yield from _read(text, start)
    if any(mark in text for mark in _COMMENTS):
        bare = without_comments(text)
        if bare != text and (anything or may_hold(bare)):
            yield from _read(bare, start)


def without_comments(text: bytes) -> bytes:
    """Return a text with blanks for its comments, in the signs of any language."""
    closed = text.rfind(b"*/") + 1  # behind it nothing ends a block comment: each would be searched for to the end of the text
    shown = text[:closed] + text[closed:].replace(b"/*", b"/ ")
    bare = bytearray(text)
    for match in _patterns()[2].finditer(shown):
        start, end = match.span()
        bare[start:end] = b" " * (end - start)
    return bytes(bare)


def may_hold(text: bytes) -> bool:
    """Tell whether enough numbers follow each other that are short, long, or written with a prefix."""
    shape = text.translate(_DECIMALS)
    if shape.count(b" d") >= 24:
        at = 0
        for piece in shape.split(b"dddd"):
            if len(piece) >= 48 and _may_be_bytes(piece, text[at : at + len(piece)]):
                return True
            at += len(piece) + 4
    prefixed = text.count(b"0x")
    if prefixed >= 24:
        return True
    if len(text.translate(None, _NO_PREFIX)) >= 24:
        for mark in _PREFIXES:
            if text.count(mark) >= 24:
                return True
    if prefixed >= _FEWEST:
        shown = text.translate(_HEXES)
        for count, digits in _HEX_WORDS:
            if shown.count(digits) >= count:
                return True
    if shape.count(b"dddddddd") >= _FEWEST and _patterns()[3].search(b" " + shape):
        return True
    return shape.count(b" ddddd ") >= _APART_OF_16 and _are_words(text)


def _may_be_bytes(shape: bytes, text: bytes) -> bool:
    """Tell whether there are 24 numbers between which no long one stands, as different as random bytes are."""
    if shape.count(b" d") - shape.count(b"d.d") < 24 or (shape.count(b" ddd") < 6 and text.count(b"-") < 6):
        return False
    return len({number for number in text.translate(_NUMBERS).split() if number <= _LARGEST or len(number) < 3}) >= _DISTINCT


def _are_words(text: bytes) -> bool:
    """Tell whether numbers follow each other that may be 16 words of two bytes: most of them of five digits."""
    row = five = 0
    for number in text.translate(_POINTED).split():
        fits = len(number) <= 5
        row, five = (row + 1, five + (len(number) == 5)) if fits else (0, 0)
        if row >= _IN_AREA and five >= _MOST_OF_16:
            return True
    return False


def _patterns() -> list[re.Pattern[bytes]]:
    if not _PATTERNS:
        import re

        letters = re.compile(_NUMBER.replace(b"%s", b"a-fA-F"))
        _PATTERNS.extend([re.compile(_NUMBER.replace(b"%s", b"")), letters, re.compile(_COMMENT, re.DOTALL), re.compile(_LONGS)])
    return _PATTERNS


def _read(text: bytes, start: int) -> Iterator[Numbers]:
    plain, letters = _patterns()[:2]
    shape = text.translate(_LETTERS)
    matches = (letters if b"qllq" in shape or b"qlhq" in shape else plain).finditer(text)
    del shape
    first = _Row(text, start)
    while some := list(islice(matches, _AT_ONCE)):
        first.add(some)
    yield from first.all()


class _Row:
    """The numbers of a text, a few bytes for each: what they are, where they stand, and what stands before them."""

    __slots__ = ("_base", "_gaps", "_index", "_kinds", "_last", "_starts", "_text", "_texts", "_values", "_widths")

    def __init__(self, text: bytes, base: int) -> None:
        self._text = text
        self._base = base
        self._last = 0
        self._starts, self._gaps = array("I"), array("I")
        self._widths, self._kinds = bytearray(), bytearray()
        self._values: array[int] | list[int] = array("h")
        self._index: dict[bytes, int] = {}  # what stands between two numbers, without blanks
        self._texts: dict[bytes, int] = {}  # the same with them

    def add(self, matches: list[re.Match[bytes]]) -> None:
        """Add the next numbers."""
        text = self._text
        spans = [match.span() for match in matches]
        self._starts.extend([start for start, _ in spans])
        self._widths += bytes([end - start for start, end in spans])
        raws = [text[self._last : spans[0][0]], *(text[end:begin] for (_, end), (begin, _) in zip(spans, spans[1:], strict=False))]  # noqa: RUF007
        self._last = spans[-1][1]
        known, index = self._texts, self._index
        if len(known) > _MOST_KNOWN:
            known.clear()
        for raw in set(raws).difference(known):
            known[raw] = index.setdefault(raw.translate(None, _BLANKS), len(index))
        self._gaps.extend([known[raw] for raw in raws])
        kinds = bytes([match.lastindex or 0 for match in matches])
        self._kinds += kinds
        if kinds.count(_DECIMAL) == len(kinds):
            self._enter([int(match[0]) for match in matches])
        else:
            self._enter([_value(match, kind) for match, kind in zip(matches, kinds, strict=True)])

    def _enter(self, values: list[int]) -> None:
        for code in "hq":
            if not isinstance(self._values, list) and self._values.typecode <= code:
                try:
                    self._values = array(code, self._values) if self._values.typecode != code else self._values
                    self._values.extend(array(code, values))
                    return
                except OverflowError:
                    continue
        self._values = list(self._values)
        self._values += values

    def all(self) -> Iterator[Numbers]:
        """Yield the lists that the numbers make."""
        size = len(self._starts)
        if size < _FEWEST:
            return
        texts = list(self._index)
        gaps = array("B", self._gaps).tobytes() if len(texts) <= 256 else self._gaps
        odd = {number for number, gap in enumerate(texts) if len(gap) > _LONGEST_GAP or gap.translate(None, _PLAIN)}
        first = 0
        strange: set[int] = set()
        for at in (at for at, gap in enumerate(gaps) if gap in odd) if odd else ():
            gap = gaps[at]
            if gap not in strange:
                if len(texts[gap]) > _LONGEST_GAP or len(strange) >= _STRANGE:
                    yield from self._some(first, at, gaps, texts)
                    first, strange = at, set()
                else:
                    strange.add(gap)
        yield from self._some(first, size, gaps, texts)

    def _some(self, first: int, last: int, gaps: Sequence[int], texts: list[bytes]) -> Iterator[Numbers]:
        """Yield the list of some of the numbers, and each that is counted in it."""
        size = last - first
        if size < _FEWEST:
            return
        widths = bytes(self._widths[first:last])
        if size < _BYTES and max(widths) < 3:
            return
        values = self._chosen(first, last)
        if not values or (size < _BYTES and max(values) < 256 and min(values) > -256):
            return  # too few for a value in bytes, and none of them is a word
        starts = self._starts if size == len(self._starts) else self._starts[first:last]
        yield Numbers(values, starts, widths, self._base, gaps[first:last], texts)
        if size < 2 * _BYTES:
            return
        for odd in (0, 1):
            for begin, end in _counted(values[odd::2], len(values) - odd >> 1):
                chosen = slice(odd + 1 + 2 * begin, odd + 1 + 2 * end, 2)
                yield Numbers(values[chosen], starts[chosen], widths[chosen], self._base, bytes(end - begin), [b""])

    def _chosen(self, first: int, last: int) -> Sequence[int]:
        """Return what some of the numbers are; none if they are no list."""
        values, quoted = self._values[first:last], self._kinds.count(_QUOTED, first, last)
        if not quoted or quoted == last - first:
            return values
        for at, kind in enumerate(self._kinds[first:last]):
            if kind == _QUOTED:  # two digits, which are decimal where some numbers are not quoted
                high, low = values[at] >> 4, values[at] & 15
                if high > 9 or low > 9:
                    return ()
                values[at] = high * 10 + low
        return values


def _value(match: re.Match[bytes], kind: int) -> int:
    digits = match[kind] or match[0]
    if kind == _MARKED:
        digits = digits[:-1]
    return int(digits.replace(b"_", b""), _BASES[kind - 1])


def _counted(indexes: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """Yield where numbers count up by one, `_BYTES` times or more."""
    some = indexes[:: _BYTES // 2]
    if all(after - before != _BYTES // 2 for before, after in zip(some, some[1:], strict=False)):  # noqa: RUF007
        return
    start = 0
    for at in range(1, min(len(indexes), size) + 1):
        if at == min(len(indexes), size) or indexes[at] != indexes[at - 1] + 1:
            if at - start >= _BYTES:
                yield start, at
            start = at
