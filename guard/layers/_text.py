"""Is it text? Asked of the first bytes that a run of base64 or hex decodes to."""

from __future__ import annotations

_TEXT = bytes(range(32, 127)) + b"\t\n\r\x1b"
_PACKED = (b"x\x01", b"x^", b"x\x9c", b"x\xda", b"\x1f\x8b\x08", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"SQLite format 3", b"%PDF-")
_INSIDE = bytes(range(0x80, 0xC0))  # bytes that do not begin a character: the sample may start within one
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def is_text(sample: bytes) -> bool:
    """Tell whether bytes are text in ASCII, UTF-16 or UTF-8.

    Of random samples of 16 bytes one in 10^6 passes.
    """
    if sample.startswith(_BOMS):
        for bom in _BOMS:
            sample = sample.removeprefix(bom)
    odd = sample.translate(None, _TEXT)
    if not odd:
        return True
    zeros = odd.count(0)
    if zeros == len(odd):
        return zeros * 4 <= len(sample) * 3 + 4 and zeros * 2 >= len(sample) - 2
    if min(odd) < 128:
        return False
    sample = sample.lstrip(_INSIDE) if sample[0] in _INSIDE else sample
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= max(1, len(sample) - 3)
    return True


def is_packed(sample: bytes) -> bool:
    """Tell whether bytes begin as a compressed file, an archive, a database or a document does."""
    return sample.startswith(_PACKED)
