"""Numbers in equal surroundings: lists of bytes and of words in the notation of any language.

Nothing is known here of casts, suffixes, tags or separators: what stands between two numbers has to be
what stands between their neighbours, or punctuation alone. Comments and indexes do not count.
"""

from __future__ import annotations

from guard.rows import with_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

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
_STRANGE = 4  # kinds of words between the numbers of one list
_FEWEST, _BYTES = 4, 32  # numbers of a list of words, and of one of bytes
_IN_AREA, _MOST_OF_16 = 11, 5  # of 16 words of two bytes those in the area; of random ones five in six have five digits, of signed two in three
_SIDES = (b"[", b"]", b"{", b"}", b"(", b")", b"<", b"=")
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


class Numbers:
    """Numbers that belong together: `values`, `spans` of their text, and `cuts`, the indexes where surroundings change.

    `sides` are the cuts at which a bracket stands, and both ends; `gaps` is what stands before each number, `largest`
    the largest value without its sign.
    """

    __slots__ = ("_cuts", "_ends", "gaps", "largest", "sides", "spans", "values")

    def __init__(self, values: list[int], spans: list[tuple[int, int]], gaps: list[bytes]) -> None:
        self.values = values
        self.largest = max(max(values), -min(values))
        self.spans = spans
        self.gaps = gaps
        self.sides: set[int] = set()
        self._cuts: list[int] = []
        self._ends: set[int] = set()

    @property
    def cuts(self) -> list[int]:
        """The indexes where surroundings change, with both ends; the first question finds them."""
        if not self._cuts:
            gaps, size = self.gaps, len(self.values)
            self._cuts = [0]
            self.sides = {0, size}
            for at, (before, gap) in enumerate(zip(gaps, gaps[1:], strict=False), 1):  # noqa: RUF007 - itertools is not loaded yet
                if gap != before and gap not in gaps[max(1, at - 2) : at] and gap not in gaps[at + 1 : at + 3]:
                    self._cuts.append(at)
                    if any(side in gap for side in _SIDES):
                        self.sides.add(at)
            self._cuts.append(size)
            self._ends = set(self._cuts)
        return self._cuts

    def windows(self, size: int) -> Iterator[int]:
        """Yield the index of every `size` numbers between two cuts."""
        if len(self.values) < size:
            return iter(())
        stops = map(size.__add__, self.cuts)  # before the next line: it finds the ends
        return map((-size).__add__, filter(self._ends.__contains__, stops))


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
    matches = list((letters if b"qllq" in shape or b"qlhq" in shape else plain).finditer(text))
    if len(matches) < _FEWEST:
        return
    spans = [match.span() for match in matches]
    raws = [text[: spans[0][0]], *(text[end:begin] for (_, end), (begin, _) in zip(spans, spans[1:], strict=False))]  # noqa: RUF007
    known = {raw: raw.translate(None, _BLANKS) for raw in set(raws)}  # what stands between two numbers
    gaps = [known[raw] for raw in raws]
    odd = {gap for gap in set(gaps) if len(gap) > _LONGEST_GAP or gap.translate(None, _PLAIN)}
    first = 0
    strange: set[bytes] = set()
    for at in [at for at, gap in enumerate(gaps) if gap in odd] if odd else ():
        gap = gaps[at]
        if gap not in strange:
            if len(gap) > _LONGEST_GAP or len(strange) >= _STRANGE:
                yield from _lists(matches[first:at], spans[first:at], gaps[first:at], start)
                first, strange = at, set()
            else:
                strange.add(gap)
    yield from _lists(matches[first:], spans[first:], gaps[first:], start)


def _lists(matches: list[re.Match[bytes]], spans: list[tuple[int, int]], gaps: list[bytes], start: int) -> Iterator[Numbers]:
    if len(matches) < _FEWEST or (len(matches) < _BYTES and all(last - first < 3 for first, last in spans)):
        return
    values = _values(matches)
    if not values or (len(values) < _BYTES and max(values) < 256 and min(values) > -256):
        return  # too few for a value in bytes, and none of them is a word
    spans = [(start + first, start + last) for first, last in spans]
    yield Numbers(values, spans, gaps)
    if len(values) < 2 * _BYTES:
        return
    for first in (0, 1):
        for begin, end in _counted(values[first::2], len(values[first + 1 :: 2])):
            chosen = slice(first + 1 + 2 * begin, first + 1 + 2 * end, 2)
            yield Numbers(values[chosen], spans[chosen], [b""] * (end - begin))


def _values(matches: list[re.Match[bytes]]) -> list[int]:
    """Return what the numbers of a list are; none if it is none."""
    kinds = [match.lastindex or 0 for match in matches]
    if set(kinds) == {_DECIMAL}:
        return [int(match[0]) for match in matches]
    quoted: list[tuple[int, bytes]] = []
    values: list[int] = []
    for at, (match, kind) in enumerate(zip(matches, kinds, strict=True)):
        digits = match[kind] or match[0]
        if kind == _MARKED:
            digits = digits[:-1]
        if kind == _QUOTED:
            quoted.append((at, digits))
        values.append(int(digits.replace(b"_", b""), _BASES[kind - 1]))
    if quoted and len(quoted) < len(values):
        if any(not text.isdigit() for _, text in quoted):
            return []
        for at, text in quoted:  # quoted numbers are decimal if one of them must be
            values[at] = int(text)
    return values


def _counted(indexes: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Yield where numbers count up by one, `_BYTES` times or more."""
    start = 0
    for at in range(1, min(len(indexes), size) + 1):
        if at == min(len(indexes), size) or indexes[at] != indexes[at - 1] + 1:
            if at - start >= _BYTES:
                yield start, at
            start = at
