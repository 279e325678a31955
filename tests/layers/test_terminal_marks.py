"""What tells a terminal something is found where it stands, and a name of a member that is random is hidden, as their plain definitions say."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.layers import terminal
from guard.redact import _is_random

MARK = rb"(?:\x1b|\\+(?:x1[bB]|033|u001[bB]|e)|\^\[)"
SEQUENCE = MARK + rb"(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\]8;[^\x07\x1b\\]{0,400}(?:\x07|" + MARK + rb"\\+)|\([AB0])"
PIECES = [b"\x1b", b"\\", b"\\\\\\", b"\\x1b", b"\\033", b"\\e", b"\\u001B", b"^[", b"^", b"[", b"1;3", b"m", b"]8;", b"a", b" ", b"\x07", b"(B", b"\n", b"x1b"]
NAMES = st.text(alphabet="aB0/-_", max_size=90) | st.lists(st.sampled_from(["a" * 20, "aB", "a0", "A0b", "/", "_", "0"]), max_size=50).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join))
def test_sequences(text: bytes) -> None:
    found = [match.span() for match in re.finditer(terminal._SEQUENCE, text)]
    assert found == [match.span() for match in re.finditer(SEQUENCE, text)]


@settings(max_examples=500, deadline=None)
@given(NAMES)
def test_random_names(name: str) -> None:
    kinds = ["A" if one.isupper() else "a" if one.isalpha() else "0" for one in name if one.isalnum()]
    changes = [one != other for one, other in zip(kinds, kinds[1:], strict=False)]  # noqa: RUF007
    if len(name) != 43 and set(name.lower()) - set("0123456789abcdef"):
        assert _is_random(name) == any(5 * sum(changes[at : at + 31]) >= 62 for at in range(max(1, len(changes) - 30)))
