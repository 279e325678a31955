"""The edges of what a sweep looks at: a value is never made by cutting something longer."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha512

from hypothesis import given
from hypothesis import strategies as st

from guard.model import RUN_BYTES
from guard.sweep.anchors import texts

DIGEST = b"sha512-" + b64encode(sha512(b"x").digest())
LINES = b"".join(b"  resolved \"https://registry.example/a-%d.tgz\"\n  integrity %s\n" % (one, DIGEST) for one in range(4))


@given(st.integers(0, len(LINES)), st.integers(1, len(LINES)), st.sampled_from([LINES, LINES.replace(b"\n", b"") + b"A" * 1000]))
def test_an_area_begins_and_ends_between_runs(start: int, size: int, data: bytes) -> None:
    end = min(start + size, len(data))
    (text,) = texts(data, [(start, end)])
    at = data.find(text)
    assert data[start:end] in text
    for edge, inner in ((at, text), (at + len(text), text[::-1])):
        cut = data[max(0, edge - 1) : edge + 1]
        run = len(inner) - len(inner.lstrip(RUN_BYTES))
        assert len(cut) < 2 or cut.translate(None, RUN_BYTES) or run >= 160


def test_what_lies_beyond_the_text_is_no_part_of_an_area() -> None:
    assert texts(LINES, [(-20, 10), (len(LINES) - 1, len(LINES) + 300)]) == [LINES[:10], LINES[-1:]]
