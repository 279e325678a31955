"""Walk of the opcodes of pickles (all protocols, framed or not): nothing is ever unpickled."""

from __future__ import annotations

from guard.layers._values import Rendering

_STRINGS = frozenset(b"UTXBC\x8c\x8d\x8e\x96")  # those with a length before the text
_LINES = frozenset(b"SVI")
_GETS, _PUTS = frozenset(b"hj"), frozenset(b"qr")
_PLAIN = _PUTS | frozenset(b"KMJ")
_MARKS = frozenset(b"(ae\x95\x80")  # they end no list of numbers
_LONGEST_NAME = 200
_EVERY = 50_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Budget


def _table() -> list[int]:
    """Return for each opcode the size of its argument; -1 a line, -2 two lines, -11, -14, -18 a length of 1, 4, 8."""
    import pickletools

    table = [-99] * 256
    for opcode in pickletools.opcodes:
        size = 0
        if opcode.arg is not None:
            size = {-1: -1, -2: -11, -3: -14, -4: -14, -5: -18}.get(opcode.arg.n, opcode.arg.n)
            if "pair" in opcode.arg.name:
                size = -2
        table[ord(opcode.code)] = size
    return table


def _unescaped(text: bytes) -> bytes:
    if b"\\u" not in text and text.isascii():
        return text
    try:
        return text.decode("raw_unicode_escape").encode()
    except UnicodeError:
        return text


class Walk:
    """One walk over `data`.

    `whole` tells whether the clock let it end, `stopped` whether it ended with the opcode that ends a pickle.
    """

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data = data
        self.budget = budget
        self.found = Rendering()
        self.whole = True
        self.stopped = False
        self._memo: dict[int, bytes] = {}
        self._last: bytes | None = None
        self._room = 4 * len(data)  # how much may be told again for references

    def run(self) -> Rendering:
        """Return the values up to the first opcode that is none."""
        data, table, memo, found = self.data, _table(), self._memo, self.found
        end, at, check = len(data), 0, _EVERY
        while at < end:
            if at >= check:
                check = at + _EVERY
                if self.budget.spent:
                    self.whole = False
                    break
            code = data[at]
            size = table[code]
            at += 1
            if size >= 0:
                if code == 0x94:  # MEMOIZE, the most frequent of all
                    last = self._last
                    memo[len(memo)] = last if last is not None and len(last) <= _LONGEST_NAME else b""
                    self._last = None
                elif code in _GETS:
                    known = memo.get(int.from_bytes(data[at : at + size], "little"))
                    if known and self._room > 0:
                        self._room -= len(known)
                        found.again(known)
                elif code in _PLAIN:
                    self._plain(code, data[at : at + size])
                elif found.numbers and code not in _MARKS:
                    found.close()
                at += size
            elif size in (-1, -2):
                at = self._line(code, at, -size)
            elif size == -99:
                self.stopped = False
                break
            else:
                width = -10 - size
                length = int.from_bytes(data[at : at + width], "little")
                at += width
                length = min(length, end - at)
                self._sized(code, data[at : at + length])
                at += length
            if at < 0:
                self.stopped = False
                break
            self.stopped = code == 0x2E
        return found

    def _line(self, code: int, at: int, lines: int) -> int:
        for _ in range(lines):
            end = self.data.find(b"\n", at)
            if end < 0:
                return -1
            if code in _LINES:
                text = self.data[at:end]
                if code == 0x49:  # I
                    self._number(text)
                else:
                    self._text(text.strip(b"'\"") if code == 0x53 else _unescaped(text))
            at = end + 1
        return at

    def _number(self, text: bytes) -> None:
        if text.strip(b"-").isdigit() and len(text) < 30:
            self.found.number(int(text))

    def _plain(self, code: int, argument: bytes) -> None:
        if code in _PUTS:
            if self._last is not None and len(self._last) <= _LONGEST_NAME:
                self._memo[int.from_bytes(argument, "little")] = self._last
            self._last = None
        else:
            self.found.number(int.from_bytes(argument, "little", signed=code == 0x4A))

    def _sized(self, code: int, text: bytes) -> None:
        if code in _STRINGS:
            self._text(text)
        elif code == 0x8A and len(text) < 16:  # LONG1
            self.found.number(int.from_bytes(text, "little", signed=True))

    def _text(self, text: bytes) -> None:
        self.found.string(text)
        self._last = text
