"""Encodings and layers are known by a table, of which tests.test_house says that it is right; what it lacks is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guard import candidates, registry
from guard.candidates import unfold
from guard.known import KNOWN
from tests.known import FOLDERS, facts
from tests.sources.repo import Repo


@pytest.mark.parametrize("package", FOLDERS)
def test_what_the_table_lacks_is_asked(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attribute, table = FOLDERS[package], KNOWN[package]
    whole = registry.load(package, attribute)
    monkeypatch.setattr(registry, "_loaded", {})
    for name in [*whole][::2]:
        monkeypatch.delitem(table, name)
    monkeypatch.setattr(registry, "_known", {})
    found = registry.known(package, attribute)
    assert [(one.module, *facts(one)) for one in found] == [(name, *facts(value)) for name, value in whole.items()]
    assert [one.value(package, attribute) for one in found] == [*whole.values()]


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
