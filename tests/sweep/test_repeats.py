"""Members that come again are looked at once, and what is told is what a look at each of them tells."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.limits import Limits
from guard.model import Candidate
from guard.sweep import repeats
from guard.sweep.batch import Batch
from guard.sweep.pending import Family, Waiting
from tests.pairs import key_text, secret_text

SILENT = b"a text like others, which says nothing and is long enough. " * 3
TEXTS = (
    SILENT, b"key: " + key_text(1).encode(), b"api_secret = " + secret_text(1).encode(), b"backpack exchange " + key_text(2).encode(),
    SILENT + base64.b64encode(secret_text(2).encode() * 3), b"".join(b"%%%02x" % byte for byte in secret_text(3).encode()), b"",
    gzip.compress(SILENT * 9 + secret_text(4).encode()), gzip.compress(SILENT * 40)[:-30], b"\x1f\x8b\x08broken", bytes(100) + key_text(1).encode(),
)  # fmt: skip
NAMES = ("a.txt", "b.bin", "deep/c", "backpack.txt", "constants: x")

Mark = tuple[int, int, int, int]
Told = list[tuple[object, ...]]


class Notes:
    """Takes what guard.sweep.values takes, and keeps it."""

    def __init__(self) -> None:
        self.told: Told = []

    def mark(self, candidate: Candidate) -> Mark:
        return int.from_bytes(candidate.value, "big") >> 1, len(candidate.value), len(candidate.role), 0

    def record(self, mark: Mark, family: int) -> None:
        self.told.append((mark, family))


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, content) in enumerate(members):
            packed.writestr(f"{number}/{name}" if number % 2 else name + str(number), content)
    return held.getvalue()


def looked_at(objects: list[bytes], hushed: bool, limits: Limits, anew: bool) -> Told:
    """Return what looks at whole objects tell; `anew` has each looked at as if it were the first."""
    notes = Notes()
    batch = Batch(limits, notes, lambda waiting: None, hushed)  # type: ignore[arg-type]  # all that it is asked for
    found: Told = []
    for number, data in enumerate(objects):
        if anew:
            batch = Batch(limits, notes, lambda waiting: None, hushed)  # type: ignore[arg-type]
        waiting = Waiting(number, Family(number, {}), data, None)
        batch.look(waiting)
        found.append((waiting.failed, waiting.found, waiting.likely, waiting.named, waiting.worth, waiting.family.heard))
    return found + list(dict.fromkeys(notes.told))


members = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TEXTS)), max_size=6).map(zipped)
nested = st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(members, st.sampled_from(TEXTS))), max_size=4).map(zipped)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(members, nested), min_size=1, max_size=4), st.booleans(), st.sampled_from([None, 400, 2000, 9000]), st.integers(1, 4))
def test_the_same_is_told(objects: list[bytes], hushed: bool, size: int | None, depth: int) -> None:
    """Whatever was looked at before, however little may be unpacked, and however deep."""
    limits = Limits()
    limits.depth = depth
    if size:
        limits.total_size = limits.member_size = size
        limits.members = 12
    assert looked_at(objects, hushed, limits, anew=False) == looked_at(objects, hushed, limits, anew=True)


@pytest.mark.parametrize("hushed", [False, True])
def test_equal_members_are_looked_at_once(hushed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one archive, and in others."""
    entered: list[int] = []
    plain = repeats.Repeats.leave

    def leave(self: repeats.Repeats, budget: object) -> None:
        entered.append(1)
        plain(self, budget)  # type: ignore[arg-type]

    monkeypatch.setattr(repeats.Repeats, "leave", leave)
    first = zipped([("a", TEXTS[2]), ("b", TEXTS[2]), ("c", SILENT)])
    told = looked_at([first, zipped([("d", SILENT), ("e", TEXTS[2])])], hushed, Limits(), anew=False)
    assert len(entered) == 2
    assert told[0][1] and told[1][1]


def test_what_was_not_read_is_read_again() -> None:
    """A damaged member fails each object that has it."""
    packed = zipped([("a.gz", TEXTS[8]), ("b.gz", gzip.compress(SILENT * 40 + bytes(range(256)) * 9)[:-900] + bytes(900))])
    told = looked_at([packed, packed], True, Limits(), anew=False)
    assert told[0] == told[1]
    assert told[0][0]


def test_little_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known is forgotten before it is too much, and a member with very many values is not remembered."""
    monkeypatch.setattr(repeats, "_MOST_KNOWN", 2)
    monkeypatch.setattr(repeats, "_MOST_OF_ONE", 1)
    packed = zipped([(str(number), text) for number, text in enumerate(TEXTS)])
    assert looked_at([packed] * 2, False, Limits(), anew=False) == looked_at([packed] * 2, False, Limits(), anew=True)
