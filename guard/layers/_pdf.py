"""Reader of PDF streams and texts (ISO 32000-1, 7.3 and 9.4) on bytes that may be damaged: no object is resolved
but the tables that turn glyph numbers into text."""

from __future__ import annotations

from struct import unpack

from guard.layers._streams import Inflate, Streams, read
from guard.runs import SHORTEST

_FILTERS = {
    b"FlateDecode": "flate", b"Fl": "flate", b"ASCIIHexDecode": "hex", b"AHx": "hex", b"ASCII85Decode": "ascii85",
    b"A85": "ascii85",
}  # fmt: skip
_FLATE = (b"FlateDecode", b"Fl")
_PICTURES = (b"DCTDecode", b"DCT", b"JPXDecode", b"CCITTFaxDecode", b"CCF", b"JBIG2Decode")
_PLAIN = (b"TJ", b"Tj", b"beginbf")
_TABLES = 16
_GLYPHS = 70_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from guard.model import Budget


class Stream:
    """One stream: its number in the file, its content, what could not be done with it, its dictionary, and whether it was packed."""

    __slots__ = ("content", "head", "number", "packed", "problem")

    def __init__(self, number: int, head: bytes, content: bytes, problem: str, packed: bool = True) -> None:
        self.packed = packed
        self.number = number
        self.head = head
        self.content = content
        self.problem = problem


def streams(data: bytes, budget: Budget) -> Iterator[Stream]:
    """Yield every stream that is packed and no picture, unpacked, and of others pages and tables of glyphs."""
    import re

    number, position = 0, 0
    mark = re.compile(rb"(?<!end)stream\r?\n?")
    while not budget.spent:
        match = mark.search(data, position)
        if match is None:
            return
        number += 1
        start = position = match.end()
        head = data[max(0, match.start() - 4000) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        names = _filters(head)
        if any(name in _PICTURES for name in names):
            continue
        if not names:
            body = data[start : max(start, data.find(b"endstream", start))]
            if any(mark in body for mark in _PLAIN):
                if not budget.take(len(body), 1):
                    return
                yield Stream(number, head, body, "", packed=False)
            continue
        if not budget.take(0, 1):
            return
        end = data.find(b"endstream", start)
        end = end if end >= 0 else len(data)
        body = b"" if names[0] in _FLATE else data[start:end]  # deflate data itself tells its end better
        if not budget.take(len(body)):
            return
        content, problem, used = _decode(body, names, budget, data, start)
        position = max(start, start + used)
        yield Stream(number, head, content, problem)


def _filters(head: bytes) -> list[bytes]:
    import re

    found = re.search(rb"/(?:Filter|F)\s*(?:/(\w+)|\[([^\]]*)\])", head)
    if not found:
        return []
    return re.findall(rb"\w+", found.group(1) or found.group(2) or b"")


def _decode(body: bytes, names: list[bytes], budget: Budget, data: bytes, start: int) -> tuple[bytes, str, int]:
    """Return (content, problem, bytes of the file used)."""
    import base64

    used = 0
    for at, name in enumerate(names):
        kind = _FILTERS.get(name)
        if kind == "flate":
            first = at == 0
            packed = Streams(data if first else body, lambda data, at: (Inflate(15), at), start=start if first else 0,
                             single=True)  # fmt: skip
            body, reason = read(packed, budget)
            used = packed.end - start if first else used
            if reason or (packed.state == "damaged" and body):
                return body, reason or "PDF stream damaged: not read to its end", used
            if packed.state == "damaged":
                return b"", "", 0
        elif kind == "hex":
            digits = bytes(byte for byte in body.partition(b">")[0] if byte in b"0123456789abcdefABCDEF")
            body = bytes.fromhex(digits.decode("ascii") + "0" * (len(digits) % 2))
        elif kind == "ascii85":
            try:
                body = base64.a85decode(body.partition(b"~>")[0].strip().removeprefix(b"<~"))
            except ValueError:
                return b"", "PDF stream damaged: not read to its end", used
        else:
            return b"", "PDF stream packed in a way that is not supported", used
    return body, "", used


_LINE = b"\n\n"
_MOST_KNOWN = 1 << 20  # bytes of what one table made of strings
_EACH = 100  # what is held of a string besides its bytes
_WIDE = 2  # bytes: codes up to this width have a place each in a list


class Letters:
    """What a table of glyphs makes of strings; pages say the same ones again and again."""

    __slots__ = ("_known", "_list", "_size", "_table", "_width")

    def __init__(self, table: dict[bytes, bytes]) -> None:
        self._table = table
        self._width = len(next(iter(table)))
        self._list = [b""] * 256**self._width if self._width <= _WIDE else []
        for code, shown in table.items() if self._list else ():
            self._list[int.from_bytes(code, "big")] = shown
        self._known: dict[bytes, bytes] = {}
        self._size = 0

    def shown(self, strings: list[bytes]) -> bytes:
        """Return what is shown in these letters; literals without any letter in it stay as they are."""
        known = self._known
        if self._size > _MOST_KNOWN:
            known.clear()
            self._size = 0
        known[_LINE] = b"\n"
        for one in set(strings).difference(known):
            raw = one[1:]
            made = known[one] = self._glyphs(raw) or (raw if one[:1] == b"(" else b"")
            self._size += len(made) + len(raw) + _EACH
        return b"".join(map(known.__getitem__, strings))

    def _glyphs(self, raw: bytes) -> bytes:
        width, table = self._width, self._table
        if not self._list:
            return b"".join([table.get(raw[at : at + width], b"") for at in range(0, len(raw), width)])
        codes: Iterable[int] = raw if width == 1 else unpack(f">{len(raw) >> 1}H", raw[: len(raw) & ~1])
        return b"".join(map(self._list.__getitem__, codes))


def _pattern() -> re.Pattern[bytes]:
    """Return what finds strings and new lines: each branch begins with a character of its own, to which the machine jumps."""
    import re

    return re.compile(
        rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>|B(?<!\wB)T\b|T(?<!\wT)[dDm]\b|T\*|'(?=\s)|\"(?=\s)", re.S
    )  # fmt: skip


def is_page(content: bytes) -> bool:
    """Tell whether a stream has an operator that shows text: in pictures and fonts its two letters stand by chance."""
    import re

    return re.search(rb"T(?<=[\s\])>]T)[jJ](?=[\s/<\[(%]|\Z)", content) is not None


def text(content: bytes, tables: list[Letters]) -> list[bytes]:
    """Return the text that a page shows, once as written and, if any line is long enough for a value, once for each table of glyphs."""
    strings, longest = _strings(_pattern().findall(content))
    if not strings:
        return []
    if longest < SHORTEST:  # no code is shown as more than one character
        tables = []
    shown = [b"".join([one[1:] for one in strings]), *(table.shown(strings) for table in tables)]
    return list(dict.fromkeys(shown))


def _strings(tokens: list[bytes]) -> tuple[list[bytes], int]:
    """Return what is shown, each string behind its mark, and the length of the longest line; a new line is a line feed behind another."""
    known = {token: _string(token) for token in set(tokens)}
    strings: list[bytes] = []
    last = _LINE
    longest = size = 0
    for token in tokens:
        string = known[token]
        if string is not _LINE:
            size += len(string) - 1
        elif last is _LINE:
            continue
        else:
            longest = max(longest, size)
            size = 0
        strings.append(string)
        last = string
    return strings, max(longest, size)


def _string(token: bytes) -> bytes:
    first = token[:1]
    if first == b"(":
        return first + _literal(token[1:-1])
    if first != b"<":
        return _LINE
    digits = b"".join(token[1:-1].split())
    return first + bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _literal(raw: bytes) -> bytes:
    import re

    if b"\\" not in raw:
        return raw
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}

    def one(match: re.Match[bytes]) -> bytes:
        code = match.group(1)
        return bytes((int(code, 8) & 255,)) if code.isdigit() and code < b"8" else named.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, raw, flags=re.S)


def glyph_table(content: bytes) -> dict[bytes, bytes]:
    """Return {glyph code: text} of a ToUnicode table (9.10.3)."""
    import re

    table: dict[bytes, bytes] = {}
    number = rb"<\s*([0-9A-Fa-f]+)\s*>\s*"
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", content, re.S):
        for code, wide in re.findall(number + number, block):
            _put(table, code, int(wide[:4], 16))
    left = _GLYPHS
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", content, re.S):
        for low, high, wide in re.findall(number * 3, block):
            count = max(0, min(int(high[-8:], 16) - int(low[-8:], 16) + 1, left))
            left -= count
            for step in range(count):
                _put(table, b"%0*x" % (len(low), int(low[-8:], 16) + step), int(wide[-4:], 16) + step)
        for low, _, targets in re.findall(number * 2 + rb"\[([^\]]*)\]", block):
            for step, wide in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", targets)):
                _put(table, b"%0*x" % (len(low), int(low[-8:], 16) + step), int(wide[:4], 16))
    width = max(map(len, table), default=0)
    return {code: shown for code, shown in table.items() if len(code) == width}


def _put(table: dict[bytes, bytes], code: bytes, point: int) -> None:
    if len(code) % 2 == 0 and len(code) <= 8 and 0 < point < 0xD800:
        table[bytes.fromhex(code.decode("ascii"))] = chr(point).encode()
