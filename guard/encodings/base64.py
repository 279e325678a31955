"""Base64 of 32 and 64 bytes (RFC 4648): both alphabets, padded or not, any last character."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

from guard.model import RUN_BYTES, Candidate, Encoding, View
from guard.sort_out import is_digest
from guard.view import RUNS

_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_PADS = (
    b"=", b"%3D", b"%3d", b"\\u003d", b"\\u003D", b"\\x3d", b"\\x3D", b"&#61;", b"&#x3d;", b"&#x3D;",
    b"%253D", b"%253d", b"&equals;",
)  # fmt: skip
_HEX = b"0123456789abcdefABCDEF"
_SYMBOLS = b"+/-_"
_SMALL = bytes(range(97, 123))
_CAPITALS = bytes(range(65, 91))
_RARE = _CAPITALS + b"0123456789"
_FEWEST = 8  # capitals and digits in 43 random characters: 24 on average, fewer than 8 once in 10^6
_CUTS = tuple((cut, bytes.maketrans(cut, b"\0" * len(cut))) for cut in (b"-_", b"+/", b"/", b"_", b"-"))
_LONGEST_TO_SPLIT = 600
_HASHES = (b"sha256-", b"sha384-", b"sha512-")
_ONE = 48  # and so many one, with what may be glued to it
_TWO = 2 * 44 + 16  # so many characters may be two values and what stands around them


def decode(text: bytes) -> bytes:
    """Return the bytes of base64 text of either alphabet, padded or not."""
    return a2b_base64(text.translate(_TO_STANDARD) + b"=" * (-len(text) % 4))


def pad_after(data: bytes, end: int) -> int:
    """Return the length of one padding character at `end`, written plainly or escaped; 0 if none."""
    if data[end : end + 1] not in (b"=", b"%", b"\\", b"&"):
        return 0
    for pad in _PADS:
        if data.startswith(pad, end):
            return len(pad)
    return 0


def glued(data: bytes, start: int) -> int:
    r"""Return how many run characters after `start` belong to an escape such as \n, \u0022 or %22."""
    before = data[start - 1 : start] if start else b""
    if before == b"\\":
        return {b"u": 5, b"x": 3}.get(data[start : start + 1], 1)
    if before == b"%":
        return 4 if data.startswith(b"25", start) else 2
    return 0


def _single_case(text: bytes) -> bool:
    # A random value has a capital and a small letter but for one in 10^9; identifiers do not.
    return text == text.lower() or text == text.upper()


def _wordy(text: bytes) -> bool:
    """Tell identifiers and paths from random bytes, of which less than one in 10^6 is taken for words."""
    size = len(text)
    most = size - size // 4
    if size - len(text.translate(None, _SMALL)) > most or size - len(text.translate(None, _CAPITALS)) > most:
        return True
    return size - len(text.translate(None, _SYMBOLS)) > size // 4 or _single_case(text)


def _is_mixed(run: bytes) -> bool:
    """Tell of a run hardly longer than a value whether no 43 characters of it are wordy, by those of all that it has."""
    size = len(run)
    more, most = size - 43, 43 - 43 // 4
    if not more < size - len(run.translate(None, _SMALL)) <= most or not more < size - len(run.translate(None, _CAPITALS)) <= most:
        return False
    return size - len(run.translate(None, _SYMBOLS)) <= 43 // 4


def _name(text: bytes) -> str:
    return "base64url" if 0x2D in text or 0x5F in text else "base64"


def _candidates(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    for start, end in view.runs:
        first = start + glued(data, start)
        length = end - first
        pad = pad_after(data, end)
        if length == 43:
            stop = end + pad
            follows = data[stop : stop + 1]
            exact = not (pad and (follows == b"=" or follows in _CLASS))
            if pad or not _wordy(data[first:end]):
                found.append(_make(data, first, end, stop, exact=exact))
        elif length == 86 and (not pad or _double(data, end)):
            found.append(_make(data, first, end, end + _double(data, end), exact=True))
            _halves(data, first, end, found)
        elif length > 43:
            _inside(data, first, end, pad, found)
    return found


_CLASS = {bytes((byte,)) for byte in RUN_BYTES}


def _double(data: bytes, end: int) -> int:
    one = pad_after(data, end)
    return one + pad_after(data, end + one) if one and pad_after(data, end + one) else 0


def _make(data: bytes, first: int, end: int, stop: int, *, exact: bool) -> Candidate:
    text = data[first:end]
    return Candidate(first, stop, decode(text), _name(text), exact)


def _halves(data: bytes, first: int, end: int, found: list[Candidate]) -> None:
    for start in (first, first + 43):
        if not _wordy(data[start : start + 43]):
            found.append(_make(data, start, start + 43, start + 43, exact=False))


def _inside(data: bytes, first: int, end: int, pad: int, found: list[Candidate]) -> None:
    """Values glued to other key characters: good enough for a proof, never for a guess."""
    if is_digest(data, first, end):
        return
    if pad:
        found.append(_make(data, end - 43, end, end + pad, exact=False))
        if end - first > 86 and _double(data, end):
            found.append(_make(data, end - 86, end, end + _double(data, end), exact=False))
    size = end - first
    if size > _LONGEST_TO_SPLIT:
        return
    run = data[first:end]
    if size - len(run.translate(None, _RARE)) < _FEWEST or not run.translate(None, _HEX) or _single_case(run):
        return
    if _is_wrapped(data, first, end):
        return
    seen = {(end - 43, end)} if pad else set()
    places = []
    if size <= _TWO and not run.startswith(_HASHES):
        # a separator or a length byte may be a key character itself
        for skipped in range(min(3, size - 42) if size <= _ONE or size >= 86 else 1):
            places += [(first + skipped, first + skipped + 43), (end - skipped - 43, end - skipped)]
    for cut, table in _CUTS:
        if any(symbol in run for symbol in cut):
            places += _pieces(run.translate(table), first)
    mixed = size <= _ONE and _is_mixed(run)
    for start, stop in places:
        if (start, stop) not in seen and (mixed or not _wordy(data[start:stop])):
            seen.add((start, stop))
            found.append(_make(data, start, stop, stop, exact=False))


def _is_wrapped(data: bytes, first: int, end: int) -> bool:
    """Tell whether a run is one of several lines of the same length: part of a longer body."""
    size = end - first
    if size < 57 or data[end : end + 1] not in (b"\n", b"\r") or data[first - 1 : first] not in (b"\n", b" ", b"\t"):
        return False
    after = data.find(b"\n", end)
    start = data.rfind(b"\n", 0, first) + 1
    return data.find(b"\n", after + 1) - after == after + 1 - start or (
        start > 0 and start - 1 - data.rfind(b"\n", 0, start - 1) == after + 1 - start
    )


def _pieces(run: bytes, first: int) -> list[tuple[int, int]]:
    """Return the places of the pieces between NUL characters that are as long as a value."""
    places = []
    start = first
    for piece in run.split(b"\0"):
        size = len(piece)
        if size in (43, 86):
            places.append((start, start + size))
        start += size + 1
    return places


def _encode(seed: bytes, key: bytes) -> bytes:
    return b2a_base64(seed, newline=False)


ENCODING = Encoding(name="base64", label="base64 of a 32-byte seed", find=_candidates, encode=_encode, rests=RUNS, always=True)
