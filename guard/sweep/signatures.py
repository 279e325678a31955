"""Signatures in commits and tags: base64 of a known form, with twenty lines to each message.

Only what decodes to one OpenPGP signature packet (RFC 9580, 4.2 and 5.2) of the right length, or begins
as an SSH signature (PROTOCOL.sshsig), is taken out: anything else between such marks stays and is looked at.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = b"-----BEGIN "
_KINDS = (b"PGP SIGNATURE-----", b"SSH SIGNATURE-----")
_LONGEST = 8192
_COLON = 0x3A  # a number (guard.view)


def without(data: bytes) -> bytes:
    """Return a commit or tag without the ids it begins with and the bodies of its signatures."""
    data = data[_ids(data) :]
    kept = []
    done = 0
    for start, end in _bodies(data):
        kept.append(data[done:start])
        done = end
    return b"\n".join([*kept, data[done:]]) if kept else data


def blanked(data: bytes) -> bytes:
    """Return a commit or tag with empty lines in place of the bodies of its signatures."""
    kept = []
    done = 0
    for start, end in _bodies(data):
        kept += [data[done:start], b"\n" * data.count(b"\n", start, end)]
        done = end
    return b"".join([*kept, data[done:]]) if kept else data


def _bodies(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the bodies of signatures stand."""
    at = data.find(_BEGIN)
    while at >= 0:
        kind = next((kind for kind in _KINDS if data.startswith(kind, at + len(_BEGIN))), b"")
        start = at + len(_BEGIN) + len(kind)
        end = data.find(b"-----END " + kind, start, start + _LONGEST) if kind else -1
        if end >= 0 and _is_signature(data[start:end], kind is _KINDS[0]):
            yield start, end
        at = data.find(_BEGIN, start)


def _ids(data: bytes) -> int:
    """Return where the lines end that name the tree and the parents of a commit: ids of the repository, no keys."""
    at = 0
    word = b"tree "
    while data.startswith(word, at):
        first = at + len(word)
        end = data.find(b"\n", first, first + 65)
        if end - first not in (40, 64) or data[first:end].translate(None, b"0123456789abcdef"):
            break
        at = end + 1
        word = b"parent "
    return at


def _is_signature(text: bytes, openpgp: bool) -> bool:
    from binascii import Error, a2b_base64

    lines = [line.strip() for line in text.split(b"\n")]
    if _COLON in text:
        if any([_COLON in line and len(line) > 80 for line in lines]):
            return False
        lines = [line for line in lines if _COLON not in line]
    body = b"".join([line for line in lines if not line.startswith(b"=")])
    try:
        raw = a2b_base64(body)
    except (Error, ValueError):
        return False
    if not openpgp:
        return raw.startswith(b"SSHSIG\0\0\0\1")
    return _packet_size(raw) == len(raw)


def _packet_size(raw: bytes) -> int:
    """Return the size of the signature packet that begins here, -1 if none does."""
    if len(raw) < 4:
        return -1
    if raw[0] in (0x88, 0x89):
        width = raw[0] - 0x87
        return 1 + width + int.from_bytes(raw[1 : 1 + width], "big")
    if raw[0] == 0xC2:
        if raw[1] < 192:
            return 2 + raw[1]
        if raw[1] < 224:
            return 3 + (raw[1] - 192 << 8) + raw[2] + 192
    return -1
