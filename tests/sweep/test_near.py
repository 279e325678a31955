"""What a sweep looks at: near what is new, and far enough around it; text layers do not make it look at whole objects."""

from __future__ import annotations

import pytest

from guard.candidates import Opened, layers
from guard.model import View
from guard.sweep.anchors import ROWED, places
from guard.sweep.batch import Batch
from guard.sweep.near import LOCAL, Near, is_id
from guard.view import SEQUENCES, ZEROS
from guard.worth import WORTH
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo
from tests.sweep.test_sweep import by_git, by_sweep

LINE = "    # line %d of a text that stays as it is\n"
CONTEXT = "import bpx  # backpack.exchange\n"
LISTS = {
    "one line": ", ".join(map(str, seed(1))),
    "rows with comments": "\n".join(f"    {byte}, // byte {place}" for place, byte in enumerate(seed(1))),
}


def test_layers_that_rest_on_stretches_and_regions_are_asked_there_only() -> None:
    resting = {layer.name for layer in layers() if layer.rests & ~(WORTH | SEQUENCES) and not layer.rests & ZEROS and not layer.container}
    assert resting - {"rtf"} <= LOCAL  # a document has its head at its begin, and one search tells that


@pytest.mark.parametrize("text", ["def main():\n    return 1\n", "<p>one <b>two</b></p>\n", '{"a": [1, 2], "b": "c"}\n', "a & b % c \\ d\n"])
def test_ordinary_text_is_not_looked_at_as_a_whole(text: str) -> None:
    assert not Near().is_deep((text * 50).encode())


def test_text_is_not_taken_whole_for_what_is_asked_of_binaries_only() -> None:
    packed = b"\x98\x20" + bytes(1 + place % 20 for place in range(32))  # an array of CBOR
    text = b"a line of a text\n" * 50 + packed
    assert not any(found.encoding == "packed-ints" for found in Opened(View(text), text).candidates())
    assert not Near().is_deep(text)
    assert Near().is_deep(packed * 2)


@pytest.mark.parametrize("form", sorted(LISTS))
@pytest.mark.parametrize("changed", ["name", "first", "last"])
def test_a_list_is_looked_at_whatever_of_it_is_new(tmp_path: object, form: str, changed: str) -> None:
    repo = Repo(str(tmp_path))
    before, behind = ("".join(LINE % number for number in range(first, first + 120)) for first in (0, 200))
    rows, end = LISTS[form].rpartition(",")[::2]
    first = LISTS[form].partition(",")[2]
    olds = {"name": f"values = [\n{LISTS[form]}\n]\n", "first": f"secret = [\n{first}\n]\n", "last": f"secret = [\n{rows}\n]\n"}
    assert end
    for text in (olds[changed], f"secret = [\n{LISTS[form]}\n]\n", "\n"):
        repo.commit({"a.py": (CONTEXT + before + text + behind).encode(), "key.txt": key_text(1).encode()})
    repo.git("repack", "-adfq")
    expected, _ = by_git(repo)
    assert expected
    assert by_sweep(repo)[0] == expected


@pytest.mark.parametrize("form", ["{} = '{}'\n", "- name: {}\n  value: {}\n", "{} = {:>150}\n"])
def test_an_old_value_that_is_called_a_secret_now_is_told(tmp_path: object, form: str) -> None:
    repo = Repo(str(tmp_path))
    filler = "".join(LINE % number for number in range(200))
    for name in ("THINGS", "BACKPACK_API_SECRET", "OTHERS"):
        repo.commit({"a.py": f"{CONTEXT}{filler}{form.format(name, secret_text(1))}{filler}".encode()})
    repo.git("repack", "-adfq")
    expected, _ = by_git(repo)
    assert expected
    assert by_sweep(repo)[0] == expected


def test_the_same_text_in_many_files_is_told_of_each(tmp_path: object) -> None:
    repo = Repo(str(tmp_path))
    leak = f"{CONTEXT}API_SECRET = '{secret_text(2)}'\n"
    for number in range(5):
        repo.commit({f"{number}.py": (leak + f"{number}" * 3000).encode()})
    repo.commit({"key.txt": f"{key_text(2)}\n".encode()})
    repo.git("repack", "-adfq", "--window=1")
    expected, _ = by_git(repo)
    assert len(expected) == 5
    assert by_sweep(repo)[0] == expected


@pytest.mark.parametrize("tag", ["<b>", "<w:r w:rsidR='00A1'>" + "<w:t x='1'/>" * 20])
def test_pieces_between_tags_are_found_where_one_is_new(tmp_path: object, tag: str) -> None:
    repo = Repo(str(tmp_path))
    filler = "".join(LINE % number for number in range(200))
    one, other = secret_text(3)[:23], secret_text(3)[23:]
    for text in (f"<p>{one}</p>", f"<p>{one}</p>{tag}{other}</b>"):
        repo.commit({"a.html": f"{filler}{text}\n{filler}".encode(), "key.txt": key_text(3).encode()})
    repo.git("repack", "-adfq")
    expected, _ = by_git(repo)
    assert expected
    assert by_sweep(repo)[0] == expected


@pytest.mark.parametrize("form", ["\x1b[1m{}\x1b[0m{}\x1b[2m{}\n", "{} | {} | {}\n", "<i>{}</i><i>{}</i><i>{}</i>\n"])
@pytest.mark.parametrize("large", [False, True])
def test_short_pieces_that_are_new_in_an_old_text_are_found(tmp_path: object, form: str, large: bool) -> None:
    repo = Repo(str(tmp_path))
    filler = "".join(LINE % number for number in range(900 if large else 60))
    text = secret_text(4)
    pieces = form.format(text[:15], text[15:30], text[30:])
    for new in ("", pieces):
        repo.commit({"a.py": f"{CONTEXT}api_key = '{key_text(4)}'\n{filler}{new}{filler}".encode()})
    repo.git("repack", "-adfq")
    expected, _ = by_git(repo)
    assert by_sweep(repo)[0] == expected
    assert expected or large


def test_texts_that_cannot_be_told_apart_are_looked_at_by_halves(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(str(tmp_path))
    for number in range(5):
        repo.commit({f"{number}.py": f"{CONTEXT}API_SECRET = '{secret_text(number)}'\n{'x = 1 ' * 2000}{number}\n".encode()})
    repo.commit({"keys.txt": "\n".join(map(key_text, range(5))).encode()})
    repo.git("repack", "-adfq", "--window=1")
    looked: list[int] = []
    together = Batch._look

    def halves(batch: Batch, text: bytes, starts: list[int]) -> object:
        looked.append(len(starts))
        return together(batch, text, starts) if len(starts) < 3 else None

    monkeypatch.setattr(Batch, "_look", halves)
    expected, _ = by_git(repo)
    assert len(expected) == 5
    assert by_sweep(repo)[0] == expected
    assert max(looked) > 2 and min(looked) == 2


def test_the_id_of_an_object_is_no_part_of_a_value_unless_the_rest_may_stand_beside_it() -> None:
    value = seed(6).hex().encode()
    oid, rest = value[:40], value[40:]
    assert is_id(b"fixes " + oid + b" at last", 6, 46)
    assert not is_id(b"fixes " + oid + b"\n" + rest, 6, 46)
    assert not is_id(b"['" + oid + b"', '" + rest[:12] + b"']", 2, 42)
    assert not is_id(b"fixes " + value, 6, 70)


@pytest.mark.parametrize("text", ["\x1b[1mtext\x1b[0m", r"\x1b[1mtext", "^[[0m", '{"cells": []}'])
def test_what_makes_a_text_deep_shows_in_a_text_it_is_a_part_of(text: str) -> None:
    near = Near()
    filler = "".join(LINE % number for number in range(50))
    assert not near.is_wrapped(filler.encode())
    assert near.is_wrapped((filler + text + filler).encode())


def test_rows_of_numbers_are_told_by_what_stands_in_them() -> None:
    near = Near()
    value = "\n".join(f"    {byte}, // byte {place}" for place, byte in enumerate(seed(1)))
    versions = ",".join(f'"v0.{minor}.{patch}"' for minor in range(20, 28) for patch in range(9))
    assert near.is_told(value.encode()) and near.is_told(bytes(value.encode()))
    assert not near.is_told(versions.encode())
    assert near.is_told(f"[{', '.join(map(str, b'API_SECRET = ' + secret_text(1).encode()))}]".encode())


@pytest.mark.parametrize("far", [False, True])
def test_an_old_list_is_looked_at_where_something_new_may_name_it(far: bool) -> None:
    rows = "\n".join(f"    {byte}, // byte {place}" for place, byte in enumerate(seed(1))).encode()
    filler = "".join(LINE % number for number in range(60)).encode()
    data = filler + (filler[:1200] if far else b"") + b"secret = [\n" + rows + b"\n]\n" + filler
    spans = [(len(filler) - 30, len(filler) + 8)]
    found = list(places(data, ROWED, spans, Near().is_told))
    assert bool(found) is not far
