"""What the layers look at: of the stretches of a text those that may belong to a value."""

from __future__ import annotations

from guard.model import RUN_BYTES
from guard.runs import HALF, IS_RUN, SHORTEST, find_class, find_stretches

TYPE_CHECKING = False
if TYPE_CHECKING:
    Area = tuple[int, int]

_SMALL = bytes(1 if byte in b"abcdefghijklmnopqrstuvwxyz" else 0 for byte in range(256))
_WORD, _LONG_WORD = b"\x01" * 6, b"\x01" * 12
_HEX = b"0123456789abcdefABCDEFxX"
_MARKS, HIGH = b"%&\\=", 128
_QUIET = b"#;={}" + bytes(range(128, 256))


def sort_out(data: bytes, stretches: list[Area]) -> tuple[list[Area], dict[int, list[Area]]]:
    """Return what layers look at: parts, which are runs of 22 or more that may belong to a value, and marked stretches.

    Those are listed by their marks: "%", "&", a backslash, "=", and HIGH for bytes over 127.
    """
    parts: list[Area] = []
    marked: dict[int, list[Area]] = {mark: [] for mark in (*_MARKS, HIGH)}
    for start, end in stretches:
        text = data[start:end]
        rest = text.translate(None, RUN_BYTES)
        if rest:
            if not rest.isascii():
                marked[HIGH].append((start, end))
            for mark in _MARKS:
                if mark in rest:
                    marked[mark].append((start, end))
            inside = _parts_of(text) if len(text) - len(rest) >= HALF else []
            parts += [(start + first, start + last) for first, last in inside]
            if not inside and rest.strip(_QUIET) and len(rest) * 2 < len(text) and plausible(text.translate(None, rest)):
                # escapes that themselves may be cut in two; a bar at the end belongs to the quote behind it
                parts.append((end - len(text.lstrip(b"\\")), start + len(text.rstrip(b"\\"))))
        elif plausible(text):
            parts.append((start, end))
    return parts, marked


def _parts_of(text: bytes) -> list[Area]:
    if text.islower() and len(text) - len(text.translate(None, _HEX)) < HALF:
        return []
    return [(first, last) for first, last in find_class(text, IS_RUN, HALF) if plausible(text[first:last])]


def may_matter(text: bytes) -> bool:
    """Tell whether a rewritten text may hold part of a value, or something that breaks one still."""
    for start, end in find_stretches(text):
        piece = text[start:end]
        rest = piece.translate(None, RUN_BYTES)
        if b"%" in rest or b"\\" in rest or b"&" in rest or _parts_of(piece):
            return True
        if not rest.isascii() and len(piece) - len(rest) + rest.count(0xEF) >= HALF:  # EF: full-width forms
            return True
    return False


def is_word(text: bytes) -> bool:
    """Tell whether a part of any length is made of words: letters alone, six small ones of them in a row."""
    return len(text) > len(_WORD) and text.isalpha() and _WORD in text.translate(_SMALL)


def plausible(text: bytes) -> bool:
    """Tell whether 22 or more characters may be part of random base64 or hex, and not of words.

    Of random parts one in some hundreds is taken for words: small letters in a row are rare in them.
    """
    if text.islower() or text.isupper():
        return not text.translate(None, _HEX)
    small = text.translate(_SMALL)
    if _WORD not in small or len(text) >= SHORTEST:
        return b"---" not in text
    return _LONG_WORD not in small and not text.translate(None, b"_-").isalpha()
