"""What encodings and layers look at: of the stretches of a text those that may belong to a value.

Nothing random may be taken for words: each test that lets something pass by names its chance, for
one random value cut in its middle, in base64 of either alphabet, base58 or hex.
"""

from __future__ import annotations

from sys import byteorder

from guard.model import RUN_BYTES
from guard.runs import HALF, IS_RUN, SHORTEST, find_class, find_marked, find_stretches

TYPE_CHECKING = False
if TYPE_CHECKING:
    Area = tuple[int, int]

_HEX = b"0123456789abcdefABCDEFxX"
_COUNTED = b"0123456789+"
_SINGLE = 27  # random characters of base64 are all small letters, digits and signs, or all capitals, once in a million
_BASE32 = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_FEW = 2  # digits and "+" in 22 random characters without capitals: no more than 2 once in 2,000,000 parts
# Marks, and how many characters of a value's own stand beside them at least: what an escape is written with counts too,
# and of a byte string in digits few of them are.
_MARKS, HIGH = ((0x25, HALF), (0x26, HALF), (0x5C, 10), (0x3D, HALF)), 128
_QUIET = b"#;={}" + bytes(range(128, 256))
_WORDS = b"abcdefghijklmnopqrstuvwxyz_-/#;={}"  # nothing else in 22 random characters once in 40,000,000
_LEADS = bytes(range(0xC2, 0xF5))  # first bytes of characters that may stand for one of a value
_SHORT = (32, 42)
_DIGESTS = {71: b"sha384-", 93: b"sha512-"}  # by their length with the digest (Subresource Integrity, 3.5)
_MOST_KNOWN = 50_000
_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_LETTERS = _SMALL + _SMALL.upper() + b"_-/"
_PAIRS = frozenset(
    int.from_bytes(pair, byteorder)
    for pair in (
        b"th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se as ou io le ve co me de ri ro ic ne "
        b"ea ra ce li ch ll be ma si om ur ct il ss tr ec ac ut us la ta di un el ns ol ot et po mi pe id ab ag am ap "
        b"as ba ca ck da du em ex ge gr ha ho ie if ig im ir iv ke lo na no oc od oo op os pa pl pr qu rs ry sc so su "
        b"ub ue ul um up va vi"
    ).split()
)
_is_pair = _PAIRS.__contains__


class Sorted:
    """The runs, parts, short stretches and marked stretches of one text; guard.view says what each is."""

    __slots__ = ("marked", "parts", "runs", "short", "some")

    def __init__(self) -> None:
        self.some = False  # whether there is any stretch
        self.runs: list[Area] = []
        self.parts: list[Area] = []
        self.short: list[Area] = []
        self.marked: dict[int, list[Area]] = {0x25: [], 0x26: [], 0x5C: [], 0x3D: [], HIGH: []}


def sort_out(data: bytes, shortest: int = HALF) -> Sorted:
    """Return what there is to look at among the stretches of a text that have this length."""
    found = Sorted()
    stretches = find_marked(data, shortest)
    if not stretches:
        return found
    found.some = True
    runs, parts = found.runs, found.parts
    for start, end in stretches:
        text = data[start:end]
        if not text.translate(None, _WORDS) and 0x3D not in text and not (end - start >= SHORTEST and text.isalpha()):
            continue
        rest = text.translate(None, RUN_BYTES)
        if rest:
            _marked(found, start, end, text, rest)
            continue
        size = end - start
        if is_digest(data, start, end):
            continue
        if size in _SHORT:
            found.short.append((start, end))
        if plausible(text):
            parts.append((start, end))
        if size >= SHORTEST and may_hold(text):
            runs.append((start, end))
    return found


def _marked(found: Sorted, start: int, end: int, text: bytes, rest: bytes) -> None:
    size = len(text) - len(rest)
    if not rest.isascii() and size + len(rest) - len(rest.translate(None, _LEADS)) >= HALF:
        found.marked[HIGH].append((start, end))
    for mark, least in _MARKS:
        if size >= least and mark in rest:
            found.marked[mark].append((start, end))
    inside = find_class(text, IS_RUN, HALF) if size >= HALF else []
    some = False
    for first, last in inside:
        run = text[first:last]
        if is_digest(text, first, last):
            some = True
            continue
        if plausible(run):
            found.parts.append((start + first, start + last))
            some = True
        if last - first >= SHORTEST and may_hold(run):
            found.runs.append((start + first, start + last))
    if not some and rest.strip(_QUIET) and len(rest) * 2 < len(text) and _may_be(text.translate(None, rest)):
        # escapes that themselves may be cut in two; a bar at the end belongs to the quote behind it
        found.parts.append((end - len(text.lstrip(b"\\")), start + len(text.rstrip(b"\\"))))


def is_digest(data: bytes, start: int, end: int) -> bool:
    """Tell whether a run is a digest of 48 or 64 bytes that says so: all of it is told by what stands before it, so that nothing in it is a part."""
    label = _DIGESTS.get(end - start)
    return label is not None and data.startswith(label, start)


def may_hold(run: bytes) -> bool:
    """Tell whether a run of 43 or more characters may hold a value: no random one is small letters and signs."""
    return not run.islower() or run.isalpha() or len(run.translate(None, _COUNTED)) < len(run)


def _parts_of(text: bytes) -> list[Area]:
    return [(first, last) for first, last in find_class(text, IS_RUN, HALF) if plausible(text[first:last])]


def may_matter(text: bytes) -> bool:
    """Tell whether a rewritten text may hold part of a value, or something that breaks one still."""
    for start, end in find_stretches(text):
        piece = text[start:end]
        rest = piece.translate(None, RUN_BYTES)
        if 0x25 in rest or 0x5C in rest or 0x26 in rest or _parts_of(piece):
            return True
        if not rest.isascii() and len(piece) - len(rest) + rest.count(0xEF) >= HALF:
            return True
    return False


def is_names(text: bytes) -> bool:
    """Tell whether 43 or more characters are names joined: letters alone, three of four small.

    Of random values one in 25,000,000 is.
    """
    return text.isalpha() and len(text.translate(None, _WORDS)) * 4 <= len(text)


_english: set[int] = set()  # hashes of texts known to be identifiers: a tree says each of them many times


def is_english(text: bytes) -> bool:
    """Tell whether 22 or more characters are identifiers: letters, most of them small, in pairs that words have.

    Of parts of random values one in some millions is.
    """
    if text.translate(None, _LETTERS):
        return False
    mark = hash(text)
    if mark in _english:
        return True
    size = len(text)
    small = size - len(text.translate(None, _SMALL))
    if small * 10 < size * 7:
        return False
    even, odd = text[: size & ~1], text[1 : 1 + (size - 1 & ~1)]
    common = sum(map(_is_pair, memoryview(even).cast("H"))) + sum(map(_is_pair, memoryview(odd).cast("H")))
    if common < 8 or common * 3 < small:
        return False
    if len(_english) >= _MOST_KNOWN:
        _english.clear()
    _english.add(mark)
    return True


def plausible(text: bytes) -> bool:
    """Tell whether 22 or more characters may be part of random base64, base58, base32 or hex, and not of words."""
    if len(text) >= _SINGLE and (text.islower() or text.isupper()) and text.translate(None, _HEX) and text.translate(None, _BASE32):
        return False
    return _may_be(text)


def _may_be(text: bytes) -> bool:
    """Tell the same of what escapes are written with, whose letters are of one case whatever they stand for."""
    if text.islower() or text.isupper():
        return not text.translate(None, _HEX) or len(text) - len(text.translate(None, _COUNTED)) > _FEW
    return text.find(b"-----") < 0 and not is_english(text)
