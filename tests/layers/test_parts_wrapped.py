"""Lines inside a wrapped body are passed over without a loss: whatever rows the layer had, it has."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.layers import parts
from guard.model import Budget, Skip, View

# shorter pieces are no parts by themselves, so which row they end depends on where the one before ended
LENGTHS = [22, 30, 40, 41, 42, 43, 44, 46, 58, 59, 60, 64, 76, 86, 100, 127, 128, 129]
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
line = st.tuples(st.sampled_from(LENGTHS), st.sampled_from([b"", b"", b"", b"=", b",", b"'", b" ", b"> ", b"# "]), st.integers(0, 9))
runs = st.tuples(st.sampled_from(LENGTHS), st.integers(1, 6), st.integers(0, 9))


def rows(data: bytes) -> set[bytes]:
    found: set[bytes] = set()
    for inner in parts.LAYER.open(View(data), Budget()):
        assert not isinstance(inner, Skip)
        found.update(inner.data.split(b"\n"))
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(line, runs), min_size=2, max_size=14), st.sampled_from([b"\n", b"\r\n"]))
def test_no_row_is_lost(chosen: list[tuple[int, bytes, int] | tuple[int, int, int]], end: bytes) -> None:
    text = []
    for number, (size, other, salt) in enumerate(chosen):
        for again in range(other if isinstance(other, int) else 1):
            body = bytes(Random(f"{number} {again} {salt}").choices(ALPHABET, k=size))
            mark = other if isinstance(other, bytes) else b""
            text.append(mark + body if mark[-1:] == b" " else body + mark)
    data = end.join(text) + end
    with patch.object(parts, "_is_inside", lambda data, start, end: False):
        expected = rows(data)
    assert rows(data) >= expected


def test_lines_of_a_body_are_passed_over() -> None:
    lines = [bytes(Random(number).choices(ALPHABET, k=76)) for number in range(50)]
    data = b"\r\n".join(lines) + b"\r\n"
    starts = [number * 78 for number in range(50)]
    inside = [parts._is_inside(data, start, start + 76) for start in starts]
    assert inside == [False] * 3 + [True] * 45 + [False] * 2
