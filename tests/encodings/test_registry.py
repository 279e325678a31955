"""Every encoding of the registry: any seed survives, spans cover the text, no bytes raise, hostile input is linear."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guard import registry
from guard.keys import derive
from guard.model import Candidate, Encoding, View
from tests.pairs import key, seed

ENCODINGS: dict[str, Encoding] = registry.load("encodings", "ENCODING")  # type: ignore[assignment]
SEEDS = st.binary(min_size=32, max_size=32)
FRAMES = [
    b"%s",
    b"BACKPACK_SECRET=%s\n",
    b"the secret is '%s', keep it",
    b'{"secret": "%s"}',
    b"\t(%s);\r\n",
    b"a:%s|http",
]
BINARY = {"packed-ints", "raw", "wide-ints"}  # written in text it would make the text binary
# a string of hardly any escapes is a text, numbers that hardly differ are a table, a small number is no key
RANDOM = {"bare-escapes", "escaped-bytes", "hex-separated", "indexed-numbers", "decimal-escapes", "integer", "number-columns", "numbers", "percent", "radix", "worded-numbers", "worded-words", "words", "z85"}


def found(encoding: Encoding, data: bytes) -> list[Candidate]:
    return list(encoding.find(watching(data)))


def watching(data: bytes) -> View:
    """Return a view that is worth any look."""
    view = View(data)
    view.memo["watching"] = True
    return view


@pytest.mark.parametrize("name", ENCODINGS)
@settings(max_examples=25, deadline=None)
@given(value=SEEDS, frame=st.sampled_from(FRAMES))
def test_any_seed_survives_in_any_frame(name: str, value: bytes, frame: bytes) -> None:
    encoding = ENCODINGS[name]
    if encoding.name in RANDOM | BINARY:
        value = seed(value.hex())
    text = encoding.encode(value, derive(value))
    assume(encoding.name in BINARY or not (b'"' in text and b'"' in frame))  # a quoted text holds no bare quotes
    data = frame % text if encoding.name not in BINARY else text
    hits = [one for one in found(encoding, data) if one.value[:32] == value]
    assert hits
    at = data.index(text)
    for hit in hits:
        assert at <= hit.start < hit.end <= at + len(text)


@pytest.mark.parametrize("name", ENCODINGS)
def test_forty_random_seeds_survive_in_every_frame(name: str) -> None:
    encoding = ENCODINGS[name]
    for number in range(40):
        text = encoding.encode(seed(number), key(number))
        for frame in FRAMES if encoding.name not in BINARY else [b"%s"]:
            assert seed(number) in [one.value[:32] for one in found(encoding, frame % text)], (number, frame)


@pytest.mark.parametrize("name", ENCODINGS)
def test_an_encoding_says_what_it_is(name: str) -> None:
    encoding = ENCODINGS[name]
    assert encoding.name == name.replace("_", "-")
    assert (
        encoding.label[0].islower()
        or encoding.label[:2].isupper()
        or "SH" in encoding.label
        or "PKCS" in encoding.label
    )
    data = b"x = " + encoding.encode(seed(1), key(1)) + b"\n"
    for hit in found(encoding, data):
        assert 0 <= hit.start < hit.end <= len(data)
        assert len(hit.value) in (32, 64) and hit.role in ("any", "seed", "key")


PIECES = [
    b"12, ", b"0x1f,", b"\\x9f", b"\\237", b"\\u009f", b"'", b'"', b"1f:", b"1f ", b"[", b"{", b"(byte)", b"-", b"\n",
    b"MC4CAQAwBQYDK2VwBCIEI", b"BQYDK2Vw" * 9, b"b3BlbnNzaC1rZXktdjEA" * 4, b"2b6570" * 20, b"-----BEGIN ", b"\x00",
    b"A" * 43, b"z" * 88, b"1" * 64, b"Ed25519", b'"d":"', b"/*", b"*/", b"//", b"\x30\x05\x06\x03\x2b\x65\x70", b"\xc4\x20",
]  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
@settings(max_examples=60, deadline=None)
@given(parts=st.lists(st.sampled_from(PIECES) | st.binary(max_size=40), max_size=60))
def test_no_bytes_raise(name: str, parts: list[bytes]) -> None:
    for hit in found(ENCODINGS[name], b"".join(parts)):
        assert len(hit.value) in (32, 64)


HOSTILE = {
    "numbers": b"12, ", "hex numbers": b"0x1f, ", "escapes": b"\\x9f", "quoted escapes": b"'\\x9f' ", "octals": b"\\237\\1",
    "quotes": b"'\"`", "pairs": b"1f:2e ", "brackets": b"[12,", "comments": b"12,34,56,78,90,12,34,56,78,90,12,34,56 //",
    "der": b"BQYDK2Vw", "raw der": b"\x00\x30\x05\x06\x03\x2b\x65\x70", "openssh": b"b3BlbnNzaC1rZXktdjEA", "ones": b"1",
    "letters": b"z", "runs": b"z" * 44 + b" ", "jwk": b'{"d":"' + b"z" * 43 + b'","Ed25519', "blanks": b"        \n",
    "halves": b"1f" * 16 + b"\n", "nul": b"\x00\xc4\x20\x9f\x1e",
}  # fmt: skip


def work(encoding: Encoding, data: bytes) -> int:
    """Return how many lines of Python run while `data` is read: the same on a loaded machine."""
    import sys

    count = 0

    def trace(frame: object, event: str, _: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for _ in encoding.find(watching(data)):
            pass
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("name", ENCODINGS)
def test_work_grows_with_the_input_and_no_faster(name: str, kind: str) -> None:
    unit = HOSTILE[kind]
    small, large = (work(ENCODINGS[name], unit * (size // len(unit))) for size in (16 << 10, 32 << 10))
    assert large <= 2.5 * small + 400
