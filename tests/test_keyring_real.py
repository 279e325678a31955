"""A real Secret Service: gnome-keyring on a message bus of its own, unlocked, locked, and absent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
GUARD = f"{sys.executable} -m guard"
MISSING = [name for name in NEEDED if not shutil.which(name)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (apt-get install gnome-keyring dbus)")

SCRIPT = r"""
set -eu
mkdir -p "$HOME/.local/share/keyrings" "$XDG_RUNTIME_DIR"
printf '\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
echo "== store"; $GUARD store --from pair
echo "== list"; $GUARD store --list
echo "== check"; $GUARD check keyring:backpack-guard
echo "== default check"; $GUARD check --format json
echo "== run"; $GUARD run -- sh -c 'test "$BACKPACK_API_KEY" = "$WANTED" && printf %s "$BACKPACK_API_SECRET" | sha256sum > digest
for line in /proc/[0-9]*/cmdline; do tr "\0" " " < "$line"; echo; done > cmdlines 2>/dev/null || true; exit 5' || echo "status $?"
echo "== remove"; $GUARD store --remove --yes
echo "== gone"; $GUARD run -- true || echo "status $?"
"""


def _run(folder: str, script: str) -> str:
    environment = {
        "HOME": folder, "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": f"{folder}/run", "LANG": "C.UTF-8",
        "WANTED": key_text(1), "GUARD": GUARD, "PYTHONPATH": os.path.dirname(os.path.dirname(__file__)),
    }  # fmt: skip
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script], cwd=f"{folder}/own", env=environment, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert_no_secret(done.stdout + done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode() + done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Any) -> str:
    os.makedirs(tmp_path / "own")
    os.makedirs(tmp_path / "run", mode=0o700)
    with open(tmp_path / "own" / "pair", "w") as stream:
        stream.write(f"API_KEY={key_text(1)}\nAPI_SECRET={secret_text(1)}\n")
    return str(tmp_path)


def test_store_check_run_and_remove(folder: str) -> None:
    from hashlib import sha256

    said = _run(folder, SCRIPT)
    assert f"default  {key_text(1)}" in said
    assert "status 5" in said and "2 keys checked (2 ok)" in said and "status 3" in said
    with open(f"{folder}/own/digest") as stream:
        assert stream.read().split()[0] == sha256(secret_text(1).encode()).hexdigest()
    os.unlink(f"{folder}/own/pair")
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            if os.path.isfile(path):
                with open(path, "rb") as stream:
                    assert_no_secret(stream.read())


def test_a_locked_keyring_is_not_asked_and_hangs_nothing(folder: str) -> None:
    said = _run(folder, r"""
printf 'first\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
$GUARD store --from pair >/dev/null
$LOCK
$GUARD check keyring:backpack-guard || echo "status $?"
$GUARD check || echo "default status $?"
$GUARD run -- true || echo "run status $?"
""".replace("$LOCK", sys.executable + ' -c "import secretstorage as s; s.get_default_collection(s.dbus_init()).lock()"'))  # fmt: skip
    assert "the keyring is locked" in said
    assert "status 3" in said and "run status 3" in said and "default status" not in said


def test_no_service_on_the_bus(folder: str) -> None:
    said = _run(folder, '$GUARD store --from pair </dev/null || echo "status $?"')
    assert "status 3" in said and "--to env" in said
