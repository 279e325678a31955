"""The package keyring is slow to load, and looks for libraries with a compiler: only where a keyring may hold something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guard.stores.keyring import may_hold

PROGRAM = "import sys; from guard.cli import main; main({words!r}); print('keyring' in sys.modules, file=sys.stderr)"


def loads(folder: Path, words: list[str], **more: str) -> bool:
    """Run a command in a process of its own; return whether it loaded the package."""
    env = {"HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin", **more}
    command = [sys.executable, "-c", PROGRAM.format(words=words)]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stderr.split()[-1] == "True"


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="a keyring is always there")
def test_check_loads_it_where_it_is_asked_for_or_can_be_there(tmp_path: Path) -> None:
    assert not loads(tmp_path, ["check"])
    assert not loads(tmp_path, ["check", "env:"])
    assert not loads(tmp_path, ["check"], PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    assert loads(tmp_path, ["check"], PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    assert loads(tmp_path, ["check", "keyring:backpack-guard"], PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")


def test_where_a_keyring_can_hold_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    bare = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not may_hold(bare) and not may_hold({})
    assert may_hold({**bare, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"})
    (tmp_path / "bus").touch()
    assert may_hold(bare)
    (tmp_path / "bus").unlink()
    chosen = tmp_path / ".config" / "python_keyring" / "keyringrc.cfg"
    chosen.parent.mkdir(parents=True)
    chosen.touch()
    assert may_hold(bare)
    assert not may_hold({**bare, "XDG_CONFIG_HOME": str(tmp_path / "other")})
    monkeypatch.setattr(sys, "platform", "darwin")
    assert may_hold({})
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not may_hold({})
