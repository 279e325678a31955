"""Ed25519 keys in DER (RFC 8410): PEM, base64 without armour, hex, raw bytes.

PKCS#8 private keys of either version (RFC 5958), and SubjectPublicKeyInfo, which is an API key. They
are found by the algorithm identifier that all of them hold. The public key inside a version 2 key is
not reported as seen: a key file alone says nothing of where its key is used.
"""

from __future__ import annotations

from guard.encodings._armour import body, heading
from guard.encodings._blob import OID, der_value
from guard.encodings._lines import narrow
from guard.model import Candidate, Encoding, View
from guard.view import PARTS, RUNS, ZEROS

_IN_BASE64 = b"BQYDK2Vw"  # five of the identifier's bytes, where the usual headers put them
_SHORTEST = 48
_LONGEST = 180
_NAMES = {"seed": "pkcs8", "key": "spki"}
_HEADS = {"seed": 5, "key": 2}  # bytes before the identifier
_VERSION_1 = bytes.fromhex("302e020100300506032b657004220420")


def _find(view: View) -> list[Candidate]:
    found: list[Candidate] = []
    data = view.data
    for start, end in view.runs:
        if end - start < _SHORTEST:
            continue
        at = data.find(_IN_BASE64, start, end)
        if at >= 0:
            found += _base64(data, start, at)
        elif end - start >= 88 and (data.find(b"2b6570", start, end) >= 0 or data.find(b"2B6570", start, end) >= 0):
            found += _hex(data, start, end)
    for row in narrow(view):
        start, end = row[0]
        at = data.find(_IN_BASE64, start, end)
        if at >= 0:
            found += _base64(data, start, at)
    if 0 in data:
        found += _raw(data)
    return found


def _base64(data: bytes, start: int, at: int) -> list[Candidate]:
    for back in (8, 4):  # SEQUENCE, length, version and the identifier's own head; or without the version
        if at - back < start:
            continue
        blob, _ = body(data, at - back, _LONGEST)
        head = blob.find(OID)
        value = der_value(blob, head) if 0 < head <= 6 and blob[:1] == b"\x30" else None
        if value:
            _, end = body(data, at - back, -(-(head + value[2]) * 4 // 3))
            end += data[end : end + 1] == b"="
            return [_candidate(heading(data, at - back), end, value)]
    return []


def _hex(data: bytes, start: int, end: int) -> list[Candidate]:
    low = data[start:end].lower()
    mark = OID.hex().encode()
    found: list[Candidate] = []
    at = low.find(mark)
    while at >= 0:
        text = low[at : at + 2 * _LONGEST]
        size = len(text) - len(text.lstrip(b"0123456789abcdef"))
        value = der_value(bytes.fromhex(text[: size & ~1].decode("ascii")), 0)
        if value:
            first = max(0, at - 2 * _HEADS[value[1]])
            found.append(_candidate(start + first, start + at + 2 * value[2], value))
        at = low.find(mark, at + 1)
    return found


def _raw(data: bytes) -> list[Candidate]:
    found: list[Candidate] = []
    at = data.find(OID)
    while at >= 0:
        value = der_value(data[at : at + _LONGEST], 0)
        if value:
            found.append(_candidate(max(0, at - _HEADS[value[1]]), at + value[2], value))
        at = data.find(OID, at + 1)
    return found


def _candidate(start: int, end: int, value: tuple[bytes, str, int]) -> Candidate:
    return Candidate(start, end, value[0], _NAMES[value[1]], True, value[1])


def _encode(seed: bytes, key: bytes) -> bytes:
    from binascii import b2a_base64

    text = b2a_base64(_VERSION_1 + seed)
    return b"-----BEGIN PRIVATE KEY-----\n" + text + b"-----END PRIVATE KEY-----\n"


ENCODING = Encoding(name="pkcs8", label="PKCS#8 private key", find=_find, encode=_encode, rests=RUNS | PARTS | ZEROS)
