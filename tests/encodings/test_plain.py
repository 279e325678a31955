"""Base64 and hex: every written form of the same 32 bytes, in the places where it leaks."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.encodings import base64, hex
from guard.model import View

SEEDS = st.binary(min_size=32, max_size=32)
FRAMES = [b"%s", b"KEY=%s\n", b'x"%s"', b"\\n%s\\n", b"%%22%s%%22", b"a:%s|http", b"acc----%s----p", b"k,%s,"]


@pytest.mark.parametrize("frame", FRAMES)
@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_base64_is_found_in_every_frame(frame: bytes, seed: bytes) -> None:
    standard = b64encode(seed)
    for text in (standard, standard.replace(b"=", b"%3D"), standard.replace(b"=", b"\\u003d")):
        assert seed in [c.value for c in base64.ENCODING.find(View(frame % text))]


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_hex_and_urlsafe(seed: bytes) -> None:
    assert seed in [c.value for c in base64.ENCODING.find(View(b'"' + urlsafe_b64encode(seed) + b'"'))]
    for text in (seed.hex(), seed.hex().upper(), "0x" + seed.hex()):
        assert seed in [c.value for c in hex.ENCODING.find(View(text.encode()))]


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    list(base64.ENCODING.find(View(data)))
    list(hex.ENCODING.find(View(data)))
