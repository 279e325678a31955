"""The second look of a later audit: along the trail where the first one found that it tells all there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard import second
from guard.candidates import Opened
from guard.limits import Limits
from guard.model import Fragment
from guard.prove import Ledger
from guard.scan import Place
from guard.second import Second, Told
from guard.sift import sift
from guard.sweep.cache import Cache
from guard.sweep.memo import Memo
from guard.trail import Trail
from tests.pairs import secret_text
from tests.sweep.test_differential import FILL, FORMS, PARTS, WORDS

LINES = b"".join(b"    # line %d of a text that says nothing of it\n" % number for number in range(60))
piece = st.one_of(st.sampled_from([*WORDS, *PARTS, *FILL]), st.sampled_from([*FORMS, LINES]))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    found = Cache.open(None, str(tmp_path))
    assert found
    return found


def looks(data: bytes, memo: Memo | None, key: bytes, origin: str = "blob", most: int = 2) -> list[Told]:
    """Return what second looks at a blob tell: for some of its values alone, and for all."""
    ledger, trail = Ledger(key), Trail()
    fragment = Fragment(data, "f00d", origin, "f00d")
    sift(fragment, 0, lambda: ledger, Limits(), trail=trail)
    ledger.trails[0] = trail.body()
    everything = {*ledger.held, *ledger.private}
    asked = [{one} for one in sorted(everything)[:most]] + [everything] if everything else []
    found = [told for wanted in asked for _, told in Second(ledger, Limits(), memo).look([Place(fragment, False)], wanted)]
    return [told for told in found if isinstance(told, Told)]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(piece, min_size=1, max_size=5))
def test_an_audit_again_tells_the_same(cache: Cache, pieces: list[bytes]) -> None:
    data, memo = b"".join(pieces), Memo(cache, "some")
    expected = looks(data, None, cache.key)
    for _ in range(2):
        found = looks(data, memo, cache.key)
        assert len(found) == len(expected) and all(map(Told.is_same, found, expected))


def test_no_whole_look_is_done_again_that_told_nothing_more(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo(cache, "some")
    texts = [LINES + b'k: "' + form + b'"\n' + LINES for form in FORMS]
    first = [looks(text, memo, cache.key, most=99) for text in texts]
    enough = [told.kept[0] for some in first for told in some if told.kept[1] == second.ENOUGH]
    assert enough and all(map(memo.get, enough))
    calls: list[int] = []
    examine = second.examine
    monkeypatch.setattr(second, "examine", lambda *of: calls.append(1) or examine(*of))
    again = [looks(text, memo, cache.key, most=99) for text in texts]
    assert all(one.is_same(other) for some, others in zip(first, again, strict=True) for one, other in zip(some, others, strict=True))
    whole = len(calls)
    for text in texts:
        looks(text, None, cache.key, most=99)
    assert len(calls) - whole - whole >= len(set(enough))


def test_what_is_no_blob_is_not_remembered(cache: Cache) -> None:
    memo = Memo(cache, "some")
    for form in FORMS:
        assert not any(told.kept[0] for told in looks(LINES + b'k: "' + form + b'"\n', memo, cache.key, "file"))


def test_another_value_behind_a_layer_is_no_such_thing(cache: Cache) -> None:
    from base64 import b64encode

    data = LINES + b"data: " + b64encode(f"BACKPACK_API_SECRET={secret_text(1)}\n".encode() * 2) + b"\n"
    for _ in range(2):
        (one, *_) = looks(data, Memo(cache, "some"), cache.key)
        assert one.sightings and one.kept[1] != second.ENOUGH


def archive(members: dict[str, str]) -> bytes:
    """Return a zip file of these texts."""
    from io import BytesIO
    from zipfile import ZipFile

    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        for name, text in members.items():
            file.writestr(name, text)
    return packed.getvalue()


def test_members_without_what_is_wanted_are_passed_over(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    members = {f"{number}.txt": f"# backpack.exchange\nhash = '{secret_text(number)}'\n" for number in range(9)}
    data, memo = archive(members), Memo(cache, "some")
    expected = looks(data, memo, cache.key)
    assert all(told.sightings and told.level for told in expected)
    calls: list[str] = []
    candidates = Opened.candidates
    monkeypatch.setattr(Opened, "candidates", lambda self: calls.append(self.name) or candidates(self))
    again = looks(data, memo, cache.key)
    seen = len(calls)
    assert all(map(Told.is_same, again, expected))
    del calls[:]
    assert all(map(Told.is_same, looks(data, None, cache.key), expected))
    assert seen < len(calls)


def test_what_is_remembered_of_another_content_is_not_followed(cache: Cache) -> None:
    one, other = (archive({f"{number}.txt": f"x = '{secret_text(number)}'\n" for number in some}) for some in (range(3), range(5)))
    memo = Memo(cache, "some")
    looks(one, memo, cache.key)
    for body in (b"\0", b"\0\0\0", bytes(200)):
        for told in looks(one, memo, cache.key):
            memo.put(told.kept[0], body)
        assert all(map(Told.is_same, looks(one, memo, cache.key), looks(one, None, cache.key)))
    assert all(map(Told.is_same, looks(other, memo, cache.key), looks(other, None, cache.key)))
