"""Texts that are looked at together: what each has is told of it, containers among them, and none is looked at twice for another."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.layers.pdf import LAYER as PDF
from guard.prove import Ledger
from guard.sweep.batch import Batch
from guard.sweep.pending import Family, Waiting
from guard.sweep.repeats import Outcome
from guard.sweep.values import Values
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo
from tests.sweep.test_sweep import by_git, by_sweep


def zipped(text: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("a.txt", text)
    return held.getvalue()


def encoded(data: bytes) -> bytes:
    return base64.encodebytes(data) if len(data) > 200 else base64.b64encode(data)


TEXT = b"a text like others, which says nothing and is long enough to be read as base64, whatever happens to it. "
WRAPS = {
    "plain": lambda text: text,
    "base64": lambda text: encoded(TEXT + text),
    "gzip": lambda text: encoded(gzip.compress(TEXT + text)),
    "zip": lambda text: encoded(zipped(TEXT + text)),
    "pdf": lambda text: encoded(PDF.wrap(TEXT + text) or b""),
    "inner": lambda text: encoded(gzip.compress(TEXT + b"\n" + encoded(TEXT + text) + b"\n")),
    "hex": lambda text: encoded(gzip.compress(TEXT + b"\n" + (TEXT + text).hex().encode() + b"\n")),
    "both": lambda text: encoded(zipped(gzip.compress(TEXT + encoded(TEXT + text)))),
    "damaged": lambda text: encoded(gzip.compress(TEXT + text)[:-12]),
}
VALUES = [b"", b"nothing here", *(secret_text(number).encode() for number in range(3)), key_text(1).encode(), b"backpack exchange " + key_text(2).encode()]


def looked_at(texts: list[bytes], hushed: bool, one_by_one: bool) -> list[tuple[object, ...]]:
    """Return what a batch tells of objects that have one of these texts each."""
    values = Values(Ledger(b"k"))
    values.records, values.proven = array("Q"), array("Q")
    done: list[Waiting] = []
    batch = Batch(None, values, done.extend, hushed)
    told: dict[int, list[object]] = {}
    plain = Outcome.told

    def note(outcome: Outcome, waiting: Waiting, record: object) -> None:
        told.setdefault(waiting.number, []).append([*sorted({str(mark) for mark in outcome.marks}), outcome.level])
        plain(outcome, waiting, lambda *_: None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outcome, "told", note)
        for number, text in enumerate(texts):
            batch.add(Waiting(number, Family(number), text, None), [b"x = '" + text + b"'\n"])
            if one_by_one:
                batch.flush()
        batch.flush()
    return [(one.number, one.found, one.likely, one.named, one.worth, one.failed, told.get(one.number)) for one in done]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(WRAPS)), st.sampled_from(VALUES)), min_size=1, max_size=6), st.booleans())
def test_a_batch_tells_what_looks_at_each_text_tell(kinds: list[tuple[str, bytes]], hushed: bool) -> None:
    texts = list(dict.fromkeys(WRAPS[kind](value) for kind, value in kinds))
    assert looked_at(texts, hushed, False) == looked_at(texts, hushed, True)


@pytest.mark.parametrize("hushed", [False, True])
@pytest.mark.parametrize("kind", sorted(WRAPS))
def test_the_same_in_two_texts_is_told_of_both(kind: str, hushed: bool) -> None:
    same = WRAPS[kind](secret_text(1).encode())
    texts = [same + b"' # one", b"other", same + b"' # two"]
    found = looked_at(texts, hushed, False)
    assert found == looked_at(texts, hushed, True)
    assert found[0][1:] == found[2][1:]


def test_one_container_does_not_make_others_be_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    together = Batch._look

    def count(batch: Batch, text: bytes, starts: list[int]) -> object:
        looks.append(len(starts))
        return together(batch, text, starts)

    monkeypatch.setattr(Batch, "_look", count)
    texts = [WRAPS["pdf" if number == 5 else "plain"](secret_text(number).encode()) for number in range(16)]
    assert all(found for _, found, *_ in looked_at(texts, True, False))
    assert looks == [16]


@pytest.mark.parametrize("kind", ["inner", "hex", "both"])
def test_a_value_in_what_a_container_holds_is_told_of_the_object_it_stands_in(tmp_path: object, kind: str) -> None:
    """Of a text in a member of an archive the places are those in the member: they were taken for places in the batch."""
    repo = Repo(str(tmp_path))
    for number in range(4):
        repo.commit({f"{number}.txt": b"".join(b"line %d of a text\n" % (number * 1000 + line) for line in range(40))})
    repo.commit({"m.txt": b"x = '" + WRAPS[kind](secret_text(2).encode()) + b"'\n", "z.txt": key_text(2).encode() + b"\n"})
    for number in range(4):
        repo.commit({f"{number}.py": b"api_key = '%s'\n" % key_text(number + 5).encode() * 3})
    repo.git("repack", "-adfq", "--window=1")
    expected, _ = by_git(repo)
    assert expected
    assert by_sweep(repo)[0] == expected
