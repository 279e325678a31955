"""JSON Web Keys of Ed25519 (RFC 8037): `d` is the seed, `x` the public key, in JSON, JavaScript or Python.

Members may stand in any order; quotes may be of any kind, escaped or missing around names.
"""

from __future__ import annotations

from guard.encodings.base64 import decode, glued
from guard.model import Candidate, Encoding, View
from guard.view import RUNS

_REACH = 600
_QUOTES = b"\"'`\\"
_ROLES = {b"d": "seed", b"x": "key"}


def _find(view: View) -> list[Candidate]:
    data = view.data
    found: list[Candidate] = []
    for start, end in view.runs:
        if end - start > 48:
            continue
        first = start + glued(data, start)
        if end - first != 43 or not first or data[first - 1] not in _QUOTES:
            continue
        role = _member(data, first)
        if role and _is_ed25519(data, first, end):
            found.append(Candidate(first, end, decode(data[first:end]), "jwk", True, role))
    return found


def _member(data: bytes, first: int) -> str:
    """Return the role of the member whose value begins at `first`: "seed", "key", or "" for another."""
    left = data[max(0, first - 40) : first].rstrip(_QUOTES + b" \t\r\n")
    if left[-1:] not in (b":", b"="):
        return ""
    name = left[:-1].rstrip(_QUOTES + b" \t\r\n")
    before = name[-2:-1]
    return "" if before.isalnum() or before in (b"_", b"$", b"-") else _ROLES.get(name[-1:], "")


def _is_ed25519(data: bytes, first: int, end: int) -> bool:
    """Tell whether the object around a member names the curve."""
    low = max(0, first - _REACH)
    opening = data.rfind(b"{", low, first)
    closing = data.find(b"}", end, end + _REACH)
    around = data[max(low, opening) : closing if closing >= 0 else end + _REACH]
    return b"Ed25519" in around and (b"OKP" in around or b"crv" in around)


def _encode(seed: bytes, key: bytes) -> bytes:
    from base64 import urlsafe_b64encode

    private, public = (urlsafe_b64encode(value).rstrip(b"=") for value in (seed, key))
    return b'{"kty":"OKP","crv":"Ed25519","d":"' + private + b'","x":"' + public + b'"}'


ENCODING = Encoding(name="jwk", label="JSON Web Key", find=_find, encode=_encode, rests=RUNS)
