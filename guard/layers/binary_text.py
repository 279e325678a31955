"""Base64 or hex of bytes that hold a key among others: records, messages, key files of other kinds, words of a contract call.

Nothing in such bytes tells where a key begins, so that guard.encodings.raw looks at every place of short ones: where that
is worth it (guard.worth).
"""

from __future__ import annotations

from guard.layers._blocks import blocks
from guard.layers._text import is_packed, is_text
from guard.layers.base64_text import TO_STANDARD, decode
from guard.model import Layer, Skip
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget, Inner, View

_LEAST, _MOST = 45, 1 << 17
_FEWEST = 66  # hex digits: a value has 64
_KEYS = (32, 64)  # bytes that encodings read themselves
_HEX = b"0123456789abcdefABCDEF"
_OPENSSH, _ED25519, _HEAD = b"openssh-key-v1\0", bytes.fromhex("06032b6570"), 32


def _test(data: bytes) -> bool:
    return len(data) >= _LEAST


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    if "listed" in view.memo:
        return
    for block in blocks(view, _LEAST):
        text = block.text
        first = 2 if text[:2] in (b"0x", b"0X") else 0
        digits = text[first : len(text) - len(text[first:].lstrip(_HEX))]  # what follows on the next line is no part of it
        is_hex = len(digits) >= max(_FEWEST, len(text) - _LEAST)
        if len(text) > _MOST or (not is_hex and (text.islower() or text.isupper())):
            continue
        data = bytes.fromhex(digits[: len(digits) & ~1].decode("ascii")) if is_hex else decode(text.translate(TO_STANDARD))
        if len(data) in _KEYS or len(data) <= min(_KEYS) or is_text(data[:32]) or is_packed(data[:16]) or _is_key_file(data):
            continue
        packed = len(data)
        data = _inflated(data) or data
        if not budget.take_text(len(data)):
            yield Skip("", budget.spent)
            return

        def place(offset: int, first: int = first, is_hex: bool = is_hex, packed: int = packed, size: int = len(data)) -> int:
            offset = offset * packed // size
            return first + 2 * offset if is_hex else offset * 4 // 3

        yield block.inner(data, place)


def _inflated(data: bytes) -> bytes:
    """Return the text that bytes are in deflate without a head (RFC 1951), b"" if they are none."""
    import zlib

    if not data[0] & 6:  # stored
        return b""
    try:
        text = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, _MOST)
    except zlib.error:
        return b""
    return text if len(text) > len(data) // 2 and is_text(text[:32]) else b""


def _is_key_file(data: bytes) -> bool:
    """Tell whether guard.encodings.openssh or pkcs8 read these bytes; they hold the public key beside the seed."""
    return data.startswith(_OPENSSH) or _ED25519 in data[:_HEAD]


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="binary-text", test=_test, open=_open, wrap=_wrap, rests=WORTH)
