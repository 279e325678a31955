"""What is known of encodings and layers without importing them is what their modules say; what is not known is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guard import candidates, registry
from guard.candidates import unfold
from guard.known import KNOWN
from tests.sources.repo import Repo

FOLDERS: dict[str, tuple[str, Any]] = {"encodings": ("ENCODING", KNOWN["encodings"]), "layers": ("LAYER", KNOWN["layers"])}


def facts(value: object) -> tuple[int, tuple[bytes, ...], bool]:
    """Return what the module of an encoding or a layer says of it."""
    return value.rests, getattr(value, "heads", ()), getattr(value, "container", False)  # type: ignore[attr-defined]


@pytest.mark.parametrize("package", FOLDERS)
def test_the_table_says_what_the_modules_say(package: str) -> None:
    """A module that is not in the table only costs time, one that is must be there and be right."""
    attribute, table = FOLDERS[package]
    modules = {name: facts(value) for name, value in registry.load(package, attribute).items()}
    said = {name: facts(registry.Known(name, *entry)) for name, entry in table.items()}
    assert said == {name: modules.get(name) for name in table}


@pytest.mark.parametrize("package", FOLDERS)
def test_what_the_table_lacks_is_asked(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attribute, table = FOLDERS[package]
    whole = registry.load(package, attribute)
    monkeypatch.setattr(registry, "_loaded", {})
    for name in [*whole][::2]:
        monkeypatch.delitem(table, name)
    monkeypatch.setattr(registry, "_known", {})
    found = registry.known(package, attribute)
    assert [(one.module, one.rests, one.heads, one.container) for one in found] == [
        (name, *facts(value)) for name, value in whole.items()
    ]
    assert [one.value(package, attribute) for one in found] == [*whole.values()]


def test_a_table_that_is_wrong_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN["layers"], "gzip", (0, (b"\x1e",), True))
    with pytest.raises(AssertionError):
        test_the_table_says_what_the_modules_say("layers")


def test_a_changed_registry_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all are loaded, what is taken out of the registry is not asked from the table."""
    packed = registry.load("layers", "LAYER")["gzip"].wrap(b"text")  # type: ignore[attr-defined]
    without = {name: value for name, value in registry.load("layers", "LAYER").items() if name != "gzip"}
    try:
        candidates.forget()
        assert len([*unfold(packed)]) == 2
        monkeypatch.setitem(registry._loaded, ("layers", "LAYER"), without)
        candidates.forget()
        assert len([*unfold(packed)]) == 1
    finally:
        monkeypatch.undo()
        candidates.forget()


def test_a_hook_on_plain_files_imports_no_encoding_and_no_layer(tmp_path: Path) -> None:
    repo = Repo(str(tmp_path))
    repo.commit({"a.py": b"def f():\n    return 1\n"})
    repo.add({"a.py": b"def f():\n    return 2\n", "b.md": b"# Words\n\nand more of them.\n", "c.txt": b"BX(]S\n"})
    program = (  # what is not in the table is imported to be asked, and with it what it rests on
        "import sys; from guard import registry; from guard.known import KNOWN; names = registry.names\n"
        "registry.names = lambda folder: [name for name in names(folder) if name in KNOWN.get(folder, (name,))]\n"
        "from guard.cli import main; status = main(['hook', 'pre-commit'])\n"
        "print(status, [name for name in sys.modules if name.startswith(('guard.encodings', 'guard.layers'))])"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout == "0 []\n"
