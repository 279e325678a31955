"""Where keys are watched, every form is looked for in small texts; in large ones what costs much, only where that is worth it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard import registry
from guard.config import Settings
from guard.model import Encoding
from guard.scan import scan
from guard.sources.stdin import StdinSource
from guard.worth import LITTLE, WORTH
from tests.audit.help import audit
from tests.pairs import key, key_text, seed
from tests.sources.repo import Repo

FILL = b"a line among many others\n" * 100
ENCODINGS = {name: one for name, one in registry.load("encodings", "ENCODING").items() if isinstance(one, Encoding)}
COSTLY = sorted({name for name, one in ENCODINGS.items() if one.rests == WORTH} - {"worded_numbers"})  # its rows show


def written(name: str) -> bytes:
    return b"x: " + ENCODINGS[name].encode(seed(1), key(1)) + b"\n"


def found(data: bytes, thorough: bool = False, name: str = "a.txt") -> bool:
    """Tell whether the secret of the watched key is found in a text."""
    settings = Settings()
    settings.watch, settings.thorough = frozenset([key(1)]), thorough
    report = scan([StdinSource(data, name)], settings)
    assert report.complete
    return [(one.rule, one.api_key) for one in report.findings] == [("watched-secret", key_text(1))]


@pytest.mark.parametrize("name", COSTLY)
def test_costly_forms(name: str) -> None:
    assert len(FILL) > LITTLE
    assert found(written(name))
    assert not found(FILL + written(name))
    assert found(FILL + written(name), thorough=True)
    assert found(FILL + b"# Backpack\n" + written(name))
    assert found(FILL + f"k = {key_text(2)}\n".encode() + written(name))
    assert found(FILL + written(name), name="backpack.txt")


@pytest.mark.parametrize("name", sorted({*ENCODINGS} - {*COSTLY, "packed_ints", "raw"}))  # these are for small binaries
def test_other_forms_are_found_in_texts_of_any_size(name: str) -> None:
    assert found(FILL * 5 + written(name) + FILL * 5)


@pytest.mark.parametrize("name", COSTLY)
def test_an_audit_does_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for file, text, arguments in (("small", b"", ()), ("large", FILL, ()), ("large", FILL, ("--thorough",))):
        repo = Repo(str(tmp_path / "-".join((file, *arguments))))
        repo.write(".backpack-guard.toml", f'watch = ["{key_text(1)}"]\n'.encode())
        repo.commit({"a.txt": text or b"1\n"}, "before")
        repo.commit({"a.txt": text + written(name)}, "after")
        repo.git("gc", "-q")
        told = [(one["rule"], one["path"]) for one in audit(repo, *arguments).findings]
        assert told == ([] if text and not arguments else [("watched-secret", "a.txt")])
