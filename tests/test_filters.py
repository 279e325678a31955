"""What cheap tests keep from encodings and layers is never a secret: with them and without the same is proven."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.model import View
from tests.encodings.test_notations import LISTS, STATEMENTS, STRINGS
from tests.filters import unfiltered, values
from tests.layers.test_split import SHORT
from tests.layers.test_text_layers import ENCODINGS, LAYERS, TEXT
from tests.pairs import key, key_text, secret_text, seed

NUMBERS = (1, 2, 3)
PLANTED = {value for number in NUMBERS for value in (seed(number), key(number))}
WORDS = [b"import bpx\n", b"backpack.exchange api\n", b"secret = ", b"x: ", b"\n", b"'", b'"', b" + ", b", ", b"# a comment\n", b"<b>", b"\\n", b"    "]
FILL = [b"some words of a text in a line\n", b"call(argument, other)\n", b"[1, 2, 3, 4, 5, 6, 7, 8]\n", b"0123456789abcdef " * 3, b"name_of_a_thing_that_is_long = 12\n"]


def _parts(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


WRITTEN = [
    *(one.encode(seed(number), key(number)) for one in ENCODINGS.values() for number in NUMBERS if one.name != "raw"),
    *(write(seed(number)).encode() for write in (LISTS | STRINGS | STATEMENTS).values() for number in NUMBERS),
    *(join(_parts(secret_text(number), size)).encode() for join in SHORT.values() for number in NUMBERS for size in (9, 14, 23)),  # type: ignore[no-untyped-call]  # lambdas of a table
    *(key_text(number).encode() for number in NUMBERS), *(secret_text(number).encode() for number in NUMBERS),
]  # fmt: skip
WRAPPED = [wrapped for name in TEXT for number in NUMBERS if (wrapped := LAYERS[name].wrap(b"api_secret: " + secret_text(number).encode()))]
piece = st.one_of(st.sampled_from(WORDS), st.sampled_from(FILL), st.sampled_from(WRITTEN), st.sampled_from(WRITTEN + WRAPPED), st.binary(max_size=12))


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(piece, max_size=14))
def test_any_text(parts: list[bytes]) -> None:
    """Keys are watched here: what is worth a costly look is no cheap test."""
    data = b"".join(parts)
    with unfiltered():
        loose = values(data, True) & PLANTED
    assert loose <= values(data, True)


def test_each_form_alone() -> None:
    """And that the cheap tests are off: a name of small letters, as long as a value, is looked at."""
    for data in WRITTEN + WRAPPED:
        text = b"first line\n" + data + b"\nlast line\n"
        strict = values(text, True)
        with unfiltered():
            loose = values(text, True)
        if b"OPENSSH" in text:
            loose -= {key(number) for number in NUMBERS}  # the public half in the lines of a key file, whose seed is found
        assert loose & PLANTED <= strict, text
    name = b"x = '" + b"name_of_" * 5 + b"abc'\n"
    with unfiltered():
        assert View(name).runs
    assert not View(name).runs
