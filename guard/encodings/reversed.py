"""Values turned round: the characters of base64 or hex from the last to the first, or the bytes that any list of them holds.

What is turned round is as good as any other random value, so that only a proof tells: where it is worth a look (guard.worth).
"""

from __future__ import annotations

from guard.encodings import base64, hex, ints
from guard.model import Candidate, Encoding, View
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 64 << 10
_MOST = 64  # values of one text
_FORMS = (base64.ENCODING, hex.ENCODING, ints.ENCODING)
_HEX = b"0123456789abcdefABCDEF"
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_LABELS = (b"h1:", b"sha256-", b"sha256:", b"sha256=")


def _find(view: View) -> Iterator[Candidate]:
    if len(view.data) > _LARGEST:
        return
    left = _MOST
    for one in _turned(view):
        if not view.data[max(0, one.start - 8) : one.start].endswith(_LABELS):
            yield one
            left -= 1
            if not left:
                return


def _turned(view: View) -> Iterator[Candidate]:
    from binascii import a2b_base64

    for start, end in view.runs:
        text = view.data[start:end][::-1]
        if end - start == 64 and not text.translate(None, _HEX):
            yield Candidate(start, end, bytes.fromhex(text.decode("ascii")), "reversed", False)
        elif end - start == 43:
            yield Candidate(start, end, a2b_base64(text.translate(_TO_STANDARD) + b"="), "reversed", False)
    known: set[bytes] = set()
    for form in _FORMS:
        for one in form.find(view):
            if len(one.value) == 32 and one.value not in known:
                known.add(one.value)
                yield Candidate(one.start, one.end, one.value[::-1], "reversed", False)


def _encode(seed: bytes, key: bytes) -> bytes:
    return seed.hex()[::-1].encode("ascii")


ENCODING = Encoding(name="reversed", label="value turned round", find=_find, encode=_encode, rests=WORTH)
