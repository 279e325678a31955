"""Columns of large tables, parts in another order, base45 of files, octal escapes of two digits, RTF in other texts."""

from __future__ import annotations

import json
import quopri
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.layers.base45_text import LAYER as BASE45
from guard.layers.parts import LENGTHS
from guard.layers.unordered import LAYER as UNORDERED
from guard.model import Budget, Inner, View
from tests.pairs import key_text, secret_text, seed
from tests.shapes import named, run

CONTEXT = "# https://api.backpack.exchange\n"
NUMBERS = st.integers(0, 20)
LABELS = [
    "part {}: {}", "SECRET_PART_{}={}", "* ({}/9) `{}`", "s[{}] = '{}';", '  "part{}": "{}",', "{}. {}", "chunk #{} -> {}", "{} of 9: {}", "{} | {}",
]  # fmt: skip
WORDS = ["second half: {1}\nfirst half: {0}", "HIGH={1}\nLOW={0}", "secret_b = '{1}'\nsecret_a = '{0}'", '{{"tail": "{1}", "head": "{0}"}}']
RTF = r"{\rtf1\ansi\deff0{\fonttbl{\f0 Courier;}}\f0\fs20 BACKPACK_API_KEY=%s\par BACKPACK_API_SECRET={\b %s}{\i %s}\par}"


def proven(text: str, number: int) -> list[tuple[str, int]]:
    """Return (path, line) of the proven secrets in a text that speaks of Backpack and holds the API key."""
    report = run({"a": f"{CONTEXT}k = {key_text(number)}\n{text}"})
    assert key_text(number) in named(report, "key-pair"), text
    return [(one.path, one.line) for one in report.findings if one.rule == "key-pair"]


@settings(max_examples=30, deadline=None)
@given(
    number=NUMBERS, columns=st.integers(2, 9), data=st.data(), hexadecimal=st.sampled_from(["%d", "%02x", "0x%02X"]),
    between=st.sampled_from([" ", ",", "\t", " | ", " ; ", " word "]), title=st.booleans(), more=st.integers(0, 3),
)  # fmt: skip
def test_a_column_of_a_table(
    number: int, columns: int, data: st.DataObject, hexadecimal: str, between: str, title: bool, more: int
) -> None:
    place = data.draw(st.integers(0, columns - 1))
    random = Random(number)
    rows = [[random.randrange(1000) for _ in range(columns)] for _ in range(32)]
    cells = [[f"{value}" for value in row] for row in rows]
    for row, byte in zip(cells, seed(number), strict=True):
        row[place] = hexadecimal % byte
    lines = [between.join(row) for row in cells]
    lines = [between.join("999" for _ in range(columns))] * title + lines + ["", "the end"] * more
    proven("\n".join(lines), number)


def test_a_table_of_less_or_of_equal_numbers_holds_nothing() -> None:
    from guard.encodings.number_columns import ENCODING

    table = [f"{at} {byte} {at} 7" for at, byte in enumerate(seed(1))]
    assert {one.value for one in ENCODING.find(View("\n".join(table).encode()))} == {seed(1), bytes(range(32))}
    assert not list(ENCODING.find(View("\n".join(table[1:]).encode())))
    assert not list(ENCODING.find(View("\n".join(["1 2 3 4"] * 40).encode())))


def test_tables_begin_and_end_with_their_lines() -> None:
    from guard.encodings.number_columns import ENCODING

    one, other = ([b"%02x %02x" % (byte, at) for at, byte in enumerate(seed(number))] for number in (1, 2))
    one[3], one[4] = b"ab cd", b"fe ED"  # no digit in these
    value = seed(1)[:3] + b"\xab\xfe" + seed(1)[5:]
    for lines in ([*one, b"", *other], [b"title", *one, b"a line", b" ", *other, b""]):
        text = b"\n".join(lines)
        found = {found.value: text[found.start : found.end] for found in ENCODING.find(View(text))}
        assert found[value].startswith(one[0][:2]) and found[value].endswith(one[-1][:2])
        assert found[seed(2)].startswith(other[0][:2]) and found[seed(2)].endswith(other[-1][:2])


@settings(max_examples=120, deadline=None)
@given(number=NUMBERS, label=st.sampled_from(LABELS), first=st.integers(0, 1), hexadecimal=st.booleans(), data=st.data())
def test_numbered_parts_in_any_order(number: int, label: str, first: int, hexadecimal: bool, data: st.DataObject) -> None:
    value = seed(number).hex() if hexadecimal else secret_text(number)
    count = data.draw(st.integers(2, 5))
    size = -(-len(value) // count)
    parts = [label.format(at + first, value[at * size : (at + 1) * size]) for at in range(count)]
    order = data.draw(st.permutations(parts))
    if order != parts:
        places = proven("\n".join(order), number)
        assert any(2 < line <= 2 + count for _, line in places)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("number", range(4))
def test_two_parts_turned(words: str, number: int) -> None:
    for value in (secret_text(number), seed(number).hex()):
        for cut in (16, 22, 30):
            proven(words.format(value[:cut], value[cut:]), number)


@pytest.mark.parametrize("number", range(6))
def test_three_parts_in_a_list_that_the_code_puts_in_order(number: int) -> None:
    value = secret_text(number)
    first, second, third = value[:14], value[14:30], value[30:]
    for order in ((third, first, second), (second, first, third), (third, second, first)):
        proven(f"a = {list(order)}; s = a[1] + a[2] + a[0]", number)


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, cuts=st.sets(st.integers(4, 60), min_size=1, max_size=5), between=st.sampled_from(["-", "\n0x", " ", "\n", "', '", "_", " + 0x"]), upper=st.booleans())
def test_hex_in_groups_of_any_widths(number: int, cuts: set[int], between: str, upper: bool) -> None:
    places = sorted({place // 4 * 4 for place in cuts})
    value = seed(number).hex().upper() if upper else seed(number).hex()
    proven("x " + between.join(value[start:end] for start, end in zip([0, *places], [*places, 64], strict=True)), number)


def test_parts_that_are_no_value_together_make_none() -> None:
    for text in (b"part 2: " + b"Ab3" * 7 + b"\npart 1: " + b"xY9" * 9, b"nothing 2: of 1: that kind", b"a" * 30 + b"\n" + b"b" * 13):
        made = [one for one in UNORDERED.open(View(b"backpack " + text), Budget()) if isinstance(one, Inner)]
        assert not [line for one in made for line in one.data.split() if len(line) not in LENGTHS]


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=44, max_size=200), before=st.sampled_from(["", "qr: ", "PAYLOAD=", "X/"]))
def test_base45_comes_off_with_its_place(text: str, before: str) -> None:
    wrapped = BASE45.wrap(text.encode())
    assert wrapped is not None
    made = [one for one in BASE45.open(View(before.encode() + wrapped), Budget()) if isinstance(one, Inner) and one.data == text.encode()]
    assert made and made[0].offsets
    assert made[0].offsets(0) == len(before) and made[0].offsets(len(text) - 1) >= len(before) + len(wrapped) - 3


@pytest.mark.parametrize("number", range(4))
def test_base45_of_a_file(number: int) -> None:
    wrapped = BASE45.wrap(f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n".encode())
    assert wrapped is not None
    assert key_text(number) in named(run({"backpack.b45": wrapped.decode()}), "key-pair")
    assert key_text(number) in named(run({"a": f"backpack qr: {wrapped.decode()}\n"}), "key-pair")


@pytest.mark.parametrize("number", range(8))
def test_octal_escapes_of_two_digits(number: int) -> None:
    value = secret_text(number)
    for text in (value, value.rstrip("=")):
        proven("s = '" + "".join(f"\\{ord(one):o}" for one in text) + "'", number)
        proven("s = '" + "".join(one if one.isalnum() else f"\\{ord(one):o}" for one in text) + "'", number)


@pytest.mark.parametrize("number", range(4))
def test_rich_text_inside_another_text(number: int) -> None:
    for at in (5, 20, 40):
        text = RTF % (key_text(number), secret_text(number)[:at], secret_text(number)[at:])
        broken = text.replace(r"\par", "\\par\n")
        mail = "Subject: backpack\nContent-Type: text/rtf\n"
        for outer in (
            json.dumps({"body": text}), json.dumps({"body": broken}), f"<note><![CDATA[{text}]]></note>", f"{mail}\n{broken}\n",
            f"{mail}Content-Transfer-Encoding: quoted-printable\n\n{quopri.encodestring(broken.encode()).decode()}",
        ):  # fmt: skip
            report = run({"a": outer})
            assert {one.api_key for one in report.findings if one.rule != "api-key"} == {key_text(number)}
            assert {one.rule for one in report.findings if one.rule != "api-key"} == {"key-pair"}
