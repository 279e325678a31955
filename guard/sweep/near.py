"""Where in a text a value could be: the one necessary condition for all encodings and layers.

What an encoding or a text layer finds rests on a stretch of 22 or more characters (guard.runs), on a
mark or a region of numbers (guard.sweep.anchors), or it is not named in LOCAL; then its own `test` or
`find` is asked about every object as a whole. Containers and texts with NUL bytes are always taken whole.
"""

from __future__ import annotations

from guard.candidates import encodings, layers
from guard.encodings._numbers import may_hold
from guard.layers._dumps import may_dump
from guard.limits import Limits
from guard.model import RUN_BYTES, Encoding, Layer, View
from guard.registry import may_begin
from guard.runs import HALF, SHORTEST, STRETCH, class_of, find_stretches
from guard.sort_out import plausible
from guard.sweep import anchors
from guard.view import BINARY, ROWS, ZEROS, is_binary
from guard.worth import WORTH

LOCAL = frozenset(
    [
        "assigned", "base58", "base64", "base64-text", "entities", "escapes", "fullwidth", "hex", "hex-text",
        "invisible", "parts", "base32", "short-literals", "worded-numbers", "z85", "integer", "percent", "decimal-escapes", "homoglyphs", "radix", "reversed", "worded-words", "xored",
        "base32-text", "bits", "columns", "markup", "mime-words", "quoted-printable", "split-literal", "url", *anchors.NAMES,
    ]
)  # fmt: skip
_SINGLE_CASE = ("base64", "hex", "base32")  # forms whose random values may have letters of one case only
REACH = 512
"""How far from a stretch the text may lie (bytes) that decides what it is."""
_TAGGED = 2048  # the same beside a tag: markup between two pieces is long
_INERT = RUN_BYTES + b"#;={}"  # of these only "=" means something by itself
_SPLIT = bytes.maketrans(b"#;={}", b"     ")
_BESIDE = 400
_HERE, _FAR = 128, 4096
_FEW_KINDS = 4  # of 22 random hex digits no more are different once in 10,000,000,000 times
_WHOLE = frozenset((32, 42, 43, 44, 64, 66, 86, 87, 88, 128))  # lengths of whole values, of which somebody may make one up
_ID = 40
_ID_DIGITS = b"0123456789abcdef"
_IS_ID_DIGIT = class_of(_ID_DIGITS)
_APART = frozenset(b" \t\r\n()<>[].,:;#/@*|")
_BETWEEN = 128
_MOST_KNOWN = 200_000
_CONTROLS = bytes(range(9)) + bytes(range(14, 32)) + b"\x7f"
_HEX = b"0123456789abcdefABCDEF"


class Near:
    """The condition, made ready for the encodings and layers at hand; `hushed` for those that are always asked (guard.hush).

    Where an object begins with none of `heads` and has no NUL byte, no layer of those takes it whole.
    """

    __slots__ = (
        "_binary", "_costly", "_encodings", "_finders", "_likely", "_row_encodings", "_row_layers", "_texts", "_told", "_whole",
        "_worthy", "boring", "heads",
    )  # fmt: skip

    def __init__(self, hushed: bool = False) -> None:
        asked = [layer for layer in layers() if layer.always or not hushed]
        forms = [one for one in encodings() if one.always or not hushed]
        costly = [layer for layer in asked if layer.rests == WORTH]  # asked for where it is worth it: guard.sweep.news
        whole = [layer for layer in asked if (layer.container or layer.name not in LOCAL) and layer not in costly]
        self._costly = [layer for layer in costly if layer.name not in LOCAL]
        self._whole: list[list[Layer]] = [  # what rests on NUL bytes alone is told by them
            [layer for layer in whole if layer.rests != ZEROS and may_begin(layer.heads, head)] for head in range(256)
        ]
        self.heads = tuple({head for layer in whole if layer.rests != ZEROS for head in layer.heads or (b"",)})
        self._texts = [layer for layer in whole if not (layer.container or layer.rests & ZEROS)]
        self._row_encodings = [one for one in forms if one.rests & ROWS]
        self._row_layers = [one for one in asked if one.rests & ROWS]
        self._told: dict[int, bool] = {}
        self._likely: set[int] = set()
        self.boring: set[int] = set()
        self._finders: list[Encoding] = [one for one in forms if one.name in _SINGLE_CASE]
        unlocal = [one for one in forms if one.name not in LOCAL]
        self._binary: list[Encoding] = [one for one in unlocal if one.rests == BINARY]
        self._worthy: list[Encoding] = [one for one in unlocal if one.rests == WORTH]
        self._encodings: list[Encoding] = [one for one in unlocal if one.rests not in (BINARY, WORTH)]

    def is_deep(self, data: bytes, worth: bool = False) -> bool:
        """Tell whether an object has to be taken whole; `worth` says that forms are looked for which are only where it is worth it."""
        if not data:
            return False
        if 0 in data:
            return True
        for layer in self._whole[data[0]]:
            if layer.test(data):
                return True
        if self._binary and is_binary(data) and _any(self._binary, data):
            return True
        return (bool(self._encodings) and _any(self._encodings, data)) or (worth and self.is_worthy(data))

    def is_worthy(self, data: bytes) -> bool:
        """Tell whether an object has a value in a form that is looked for only where it is worth it; all text has numbers."""
        return _any(self._worthy, data)

    def is_costly(self, text: bytes) -> bool:
        """Tell whether a form that is looked for only where it is worth it may be in what is new."""
        return any(layer.test(text) for layer in self._costly)

    def is_wrapped(self, text: bytes) -> bool:
        """Tell whether what is new in a text makes it one that has to be taken whole, wherever that stands."""
        return any(layer.test(text) for layer in self._texts)

    @staticmethod
    def is_plain(head: bytes) -> bool:
        """Tell whether the first bytes of an object that is not deep are ASCII text."""
        return head.isascii() and len(head.translate(None, _CONTROLS)) == len(head)

    def stretches(self, data: bytes) -> list[tuple[int, int]]:
        """Return where values could be."""
        return find_stretches(data)

    def is_likely(self, text: bytes) -> bool:
        """Tell whether a stretch is worth a look with all encodings and layers; words are not."""
        mark = hash(text)
        if mark in self.boring:
            return False
        if mark in self._likely:
            return True
        if text.translate(None, _INERT):
            likely = True
        elif text.translate(None, RUN_BYTES):
            likely = _soft(text) or any(self._is_random(part) for part in text.translate(_SPLIT).split() if len(part) >= HALF)
        else:
            likely = self._is_random(text)
        known = self._likely if likely else self.boring
        if len(known) > _MOST_KNOWN:
            known.clear()
        known.add(mark)
        return likely

    def is_told(self, text: bytes) -> bool:
        """Tell whether rows of numbers hold a value or a text: the same versions, dates and tables stand in many places."""
        mark = hash(text)
        told = self._told.get(mark)
        if told is None:
            if len(self._told) > _MOST_KNOWN:
                self._told.clear()
            told = self._told[mark] = self._tells(text)
        return told

    def _tells(self, text: bytes) -> bool:
        if not (may_hold(text) or may_dump(text, 0, len(text))):
            return False
        view = View(text)
        if any(next(iter(one.find(view)), None) is not None for one in self._row_encodings):
            return True
        budget = Limits().budget(len(text))
        return any(one.test(text) and next(iter(one.open(view, budget)), None) is not None for one in self._row_layers)

    def _is_random(self, run: bytes) -> bool:
        if len(run) not in _WHOLE and len(set(run)) <= _FEW_KINDS:
            return False
        return plausible(run) or (len(run) >= SHORTEST and any(_finds(one, run) for one in self._finders))


def _soft(text: bytes) -> bool:
    """Tell whether quoted-printable may be in it: an escape, or a line that goes on."""
    at = text.find(b"=")
    while at >= 0:
        after = text[at + 1 : at + 3]
        if not after or (len(after) == 2 and not after.translate(None, _HEX)):
            return True
        at = text.find(b"=", at + 1)
    return False


def _finds(encoding: Encoding, data: bytes) -> bool:
    return next(iter(encoding.find(View(data))), None) is not None


def _any(forms: list[Encoding], data: bytes) -> bool:
    view = View(data)
    return any(next(iter(one.find(view)), None) is not None for one in forms)


def is_id(data: bytes, start: int, end: int) -> bool:
    """Tell whether a stretch is the id of an object and no part of a value.

    The 24 digits that such a part of a value lacks would be a stretch beside it, or in quotes if they were cut again.
    """
    if end - start != _ID or data[start:end].translate(None, _ID_DIGITS):
        return False
    if (start and data[start - 1] not in _APART) or (end < len(data) and data[end] not in _APART):
        return False
    beside = data[max(0, start - _BETWEEN) : start] + b"\n" + data[end : end + _BETWEEN]
    return b"\x01" * HALF not in beside.translate(_IS_ID_DIGIT)


def whole_stretch(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Return the stretch that data[start:end] is a part of, as far as 4 KiB to both sides."""
    first, last = 0, -1
    for reach in (_HERE, _FAR):  # most are short
        low = max(0, start - reach)
        first = data[low:start].translate(STRETCH).rfind(0) + 1
        if first or not low:
            break
    for reach in (_HERE, _FAR):
        after = data[end : end + reach].translate(STRETCH)
        last = after.find(0)
        if last >= 0:
            break
    return low + first, end + (len(after) if last < 0 else last)


def area(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Return a stretch with what is in its reach, from the start of a line to the end of one where near."""
    reach = _TAGGED if data[end : end + 1] == b"<" or data[max(0, start - 1) : start] == b">" else REACH
    first = max(0, start - reach)
    if first:
        line = data.rfind(b"\n", max(0, first - _BESIDE), first)
        first = line + 1 if line >= 0 else first
    last = min(len(data), end + reach)
    line = data.find(b"\n", last, last + _BESIDE)
    return first, line if line >= 0 else last


def lines_around(data: bytes, start: int, end: int) -> bytes:
    """Return the line of a stretch with the three lines before it and the one after, each cut at 400 bytes."""
    first = start
    for _ in range(4):
        low = max(0, first - _BESIDE)
        line = data.rfind(b"\n", low, first)
        if line < 0:
            first = low
            break
        first = line
    last = end
    for _ in range(2):
        line = data.find(b"\n", last, last + _BESIDE)
        if line < 0:
            last += _BESIDE
            break
        last = line + 1
    return data[first:last]
