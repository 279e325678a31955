"""Raw bytes in percent-encoding (RFC 3986, 2.1): `%9F%12ab`, as a query or a form writes them; single or repeated."""

from __future__ import annotations

from guard.encodings import _blob
from guard.model import Candidate, Encoding, View
from guard.view import PERCENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

_FEWEST = 8  # of 32 bytes 24 are written with a percent sign, fewer than 8 never
_DEEPEST = 8  # escaped five times
_EDGES = bytes(0 if byte in b"=&;#{}" or byte > 127 else byte for byte in range(256))


def _find(view: View) -> Iterator[Candidate]:
    if 0x25 not in view.data:
        return
    for start, end in view.marked(ord("%")):
        if end - start >= 48 and view.data.count(b"%", start, end) >= _FEWEST:
            text = view.data[start:end]
            yield from _pieces(text.translate(_EDGES), start)
            if b"%25" in text:  # or escaped twice, and what is escaped once stands around it
                yield from _pieces(_sub(rb"%(?!25)[0-9a-fA-F]{2}", lambda match: b"\0\0\0", text).translate(_EDGES), start)


def _pieces(text: bytes, start: int) -> Iterator[Candidate]:
    for piece in text.split(b"\0"):
        size, signs, escapes = len(piece), piece.count(b"%"), b""
        while signs >= _FEWEST and size - 2 * signs >= 32:
            if size - 2 * signs - 2 * signs * (len(escapes) // 2) in _blob.SIZES:
                value = _decode(piece.replace(b"%" + escapes, b"%") if escapes else piece)
                yield from _blob.candidates(value, start, start + size, "percent", False)
            escapes += b"25"
            if len(escapes) > _DEEPEST or b"%" + escapes not in piece:
                break
        start += size + 1


def _decode(text: bytes) -> bytes:
    return _sub(rb"%([0-9a-fA-F]{2})", lambda match: bytes((int(match.group(1), 16),)), text)


def _sub(pattern: bytes, put: Callable[[re.Match[bytes]], bytes], text: bytes) -> bytes:
    import re

    return re.sub(pattern, put, text)


def _encode(seed: bytes, key: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in seed)


ENCODING = Encoding(name="percent", label="raw bytes in percent-encoding", find=_find, encode=_encode, rests=PERCENT)
