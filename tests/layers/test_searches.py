"""Searches that pass over what cannot match find what the patterns say that they stand for find."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from guard.encodings import number_columns, wide_ints, z85
from guard.layers import _groups, _offsets, hex_groups, invisible, markup, short_literals
from guard.model import View
from guard.runs import find_class


def _texts(*pieces: bytes, most: int = 60) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(pieces), max_size=most).map(b"".join)


_HEXES = _texts(b"0x", b"0X", b"0", b"a", b"F9", b"12cd", b"deadbeef" * 7, b"g", b"x", b" ", b"-", b"_", b"\xe9")


@given(_HEXES)
def test_words_of_hex(data: bytes) -> None:
    """`hex-groups` reads every word of 4 to 60 digits, with `0x` before it or not, that no letter touches."""
    word = rb"(?<![0-9A-Za-z])(?:0[xX])?([0-9a-fA-F]{4,60})(?![0-9A-Za-z])"
    assert list(hex_groups._groups(data)) == [(match.start(), *match.span(1)) for match in re.finditer(word, data)]


@given(_texts(b'"', b"'", b"`", b"ab", b"Z9+/", b"\\n", b"=", b" ", b",", b"x" * 30, b"\n"))
def test_literals_between_quotes(data: bytes) -> None:
    """A quote may end one literal and begin the next."""
    inside = rb"(?<=[\"'`])[A-Za-z0-9+/=_\\-]{1,60}(?=[\"'`])"
    found = [match.span(1) for match in short_literals._pattern("literal").finditer(data)]
    assert found == [match.span() for match in re.finditer(inside, data)]


@given(_texts(b"<b>", b"</i>", b"<", b">", b"abcd", b"e", b"Z" * 20, b"=", b"==", b" ", b"\n"))
def test_pieces_between_tags(data: bytes) -> None:
    """A piece stands behind the end of a tag and before the beginning of another."""
    piece = rb"(?<=>)[A-Za-z0-9+/_-]{4,42}(?=={0,2}<)"
    assert [match.span(1) for match in re.finditer(markup._SHORT, data)] == [match.span() for match in re.finditer(piece, data)]


_LINES = _texts(
    b"\n", b"\r\n", b"\r", b"aB3d", b"K9+/xY", b"key = ", b"s +=", b"> ", b"# ", b"'", b'"', b";", b"=", b"\\", b"\\n", b" ", b"`", b"^", b"(", b"\xc3"
)


@given(_LINES)
def test_lines_of_a_few_key_characters(data: bytes) -> None:
    """A line is one with an assignment before its characters or none, and with what may end one."""
    head = rb"(?m)^[ \t>#*|;/\"'-]{0,16}(?:[A-Za-z_$][\w.$]{0,40}[ \t]*[+.]?[=:][ \t]*[\"']?)?([A-Za-z0-9+/_-]{4,21})"
    line = re.compile(head + rb"={0,2}[\"']?;?[ \t]*(?:[\\^`]|\\n)?\r?$")
    rows: list[list[tuple[int, int]]] = [[]]
    for match in line.finditer(data):
        if rows[-1] and match.start() - rows[-1][-1][1] > short_literals._APART // 2:
            rows.append([])
        rows[-1].append(match.span(1))
    least = short_literals._LEAST // 2
    assert short_literals.find_lines(data) == [row for row in rows if len(row) > 1 and short_literals._may_hold(data, row, least)]


@given(_texts(b"\n", b"\r\n", b"0x", b"00000010", b"1f0", b": ", b"  ", b" ab cd", b"|", b"text", b"\t"))
def test_lines_with_offsets(data: bytes) -> None:
    """Every line that begins with an offset counts, the first and the last too."""
    line = rb"(?m)^([^\r\n0-9a-fA-F]{0,6})((?:0[xX])?[0-9a-fA-F]{3,16})(?::|(?=[ \t\r\n])|\Z)([^\r\n]*)"
    groups = list(_offsets.lines_anywhere(data))
    found = [one for group in groups for one in group]
    wanted = [(match.group(2), match.start(3), match.end()) for match in re.finditer(line, data)]
    lone = [one for one in wanted if one not in found]
    assert [one for one in wanted if one in found] == found
    assert len(lone) <= 1  # the last, if nothing stands beside it
    assert all(len(group) for group in groups)


@given(st.sampled_from((b" ", b", ", b"-", b"_", b"' '", b"\n")), st.lists(st.sampled_from(b"aZ9+/_-"), min_size=40, max_size=90), _texts(b"ab", b" ", b"x,"))
def test_characters_one_by_one(sign: bytes, characters: list[int], around: bytes) -> None:
    """Where a row of single characters is, two that never stand between others are not side by side."""
    data = around + b" " + sign.join(bytes((one,)) for one in characters) + b" " + around
    match = re.search(_groups._SINGLE, data)
    assert (next(_groups.single(data), None) is None) == (match is None)


@given(_texts(b"\0", b"\0\0\0", b"\x9f", b"\x9f\0\0\0" * 33, b"\0\0\0\xe1" * 40, b"a\0" * 35, b"\0" * 70, most=8))
def test_wide_integers(data: bytes) -> None:
    """Zeros in a row of so many bytes apart are where integers of that width can be."""
    list(wide_ints.ENCODING.find(View(b"\0" * 80)))  # patterns are made at the first look
    for width, _, pattern in wide_ints._patterns:
        assert wide_ints._has_zeros(data, width) or pattern.search(data) is None


@given(_texts(b"<~", b"~>", b"abc(]" * 9, b"x" * 39, b"y", b"\n", b"\r\n", b" ", b"\xff", b"z" * 20, most=30))
def test_runs_of_all_signs(data: bytes) -> None:
    """What base85 is read in are the runs of 40 signs and more."""
    assert find_class(data, z85.IS_SIGN, 40) == [match.span() for match in re.finditer(rb"[!-~]{40,}", data)]


@given(st.lists(st.sampled_from((b"12 7 200", b"a 9", b"", b"ff ee", b"no", b"text")), max_size=90))
@example([b"1 2"] * 32)
@example([b""] * 3 + [b"ff"] * 32 + [b""])
def test_tables_of_numbers(lines: list[bytes]) -> None:
    """Of 32 neighbouring lines with a number four of every eighth line follow each other."""
    shapes = [line.translate(number_columns._SHAPE) for line in lines]
    step = number_columns._STEP
    if number_columns._TABLE in number_columns._numbered(lines, shapes):
        assert number_columns._SAMPLE in number_columns._numbered(lines[::step], shapes[::step])


@given(_texts("\u200b".encode(), "\ufe0f".encode(), "⚠".encode(), "\u00ad".encode(), b"\xad", b"a", b"9", b"=", b" ", b"(", b"\n"))
def test_what_nobody_sees_beside_a_key_character(data: bytes) -> None:
    """All that parts a value has a key character on one side at least."""
    between = re.search(rb"[0-9A-Za-z+/=_-]" + invisible._PATTERN + rb"|" + invisible._PATTERN + rb"[0-9A-Za-z+/=_-]", data)
    assert invisible._has_any(data) == (between is not None)
