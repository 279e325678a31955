"""Contracts over the kinds of stores and the places: a new file in one of the folders is covered here by itself."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest

from guard import registry
from guard.check import check
from guard.cli import main
from guard.collect import kinds
from guard.place import Place, Spot
from guard.store import Store
from tests import forms
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed

FILES = [store for store in kinds() if store.read]
PLACES: dict[str, Place] = registry.load("places", "PLACE")  # type: ignore[assignment]
U = forms.url_safe(1)
VALUES = {
    "ok": (key_text(1), secret_text(1)),
    "url-safe": (key_text(U), urlsafe_b64encode(seed(U)).decode()),
    "non-canonical": (key_text(1), forms.non_canonical(secret_text(1))),
    "swapped": (secret_text(1), key_text(1)),
    "not-a-pair": (key_text(2), secret_text(1)),
}


def test_kinds_are_told_apart() -> None:
    assert len({store.name for store in kinds()}) == len(kinds()) >= 9
    assert sorted(store.scheme for store in kinds() if store.scheme) == ["env", "keyring"]
    for store in kinds():
        assert bool(store.scheme) == (store.fetch is not None) == (store.read is None)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("store", FILES, ids=lambda store: store.name)
def test_every_kind_gives_the_same_verdicts(store: Store, name: str) -> None:
    from guard.verdict import Kept

    assert store.sample is not None and store.read is not None
    entries = store.read(store.sample(*VALUES[name]).encode()).entries
    found = {one.id for one in check([Kept(store.name, "x", entries, level=3)])}
    if not entries[0].whole:
        assert name in found
    elif name not in ("not-a-pair", "swapped"):
        assert found == {name}


@pytest.mark.parametrize("store", FILES, ids=lambda store: store.name)
def test_reading_changes_nothing_and_tells_no_secret(store: Store, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert store.sample is not None
    monkeypatch.setenv("HOME", str(tmp_path))
    ending = {"toml": ".toml", "yaml": ".yaml", "json": ".json", "ini": ".ini", "dotenv": ".env"}.get(store.name, "")
    for name, values in VALUES.items():
        path = tmp_path / f"{name}{ending}"
        path.write_text(store.sample(*values))
    before = _tree(str(tmp_path))
    for name in VALUES:
        for form in ("text", "json"):
            assert main(["check", "-v", "--format", form, str(tmp_path / f"{name}{ending}")]) in (0, 1)
    assert _tree(str(tmp_path)) == before
    output = capsys.readouterr()
    assert_no_secret((output.out + output.err).encode())


def _tree(folder: str) -> str:
    digest = sha256()
    for top, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(top, name)
            with open(path, "rb") as stream:
                digest.update(path.encode() + stream.read() + str(os.stat(path).st_mtime_ns).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("name", PLACES)
def test_a_place_with_nothing_wrong_says_nothing_and_writes_nothing(name: str, tmp_path: Any) -> None:
    os.chmod(tmp_path, 0o700)
    path = tmp_path / ".env"
    path.write_text(VALUES["ok"][1])
    os.chmod(path, 0o600)
    before = _tree(str(tmp_path))
    spot = Spot(str(path), ".env", frozenset([seed(1)]), {"HOME": str(tmp_path)})
    assert [hit.problem.id for hit in PLACES[name].examine(spot)] == []
    assert list(PLACES[name].examine(Spot(str(path) + ".gone", "x", frozenset(), {}))) == []
    assert _tree(str(tmp_path)) == before
    assert secret_text(1) not in repr(spot)
