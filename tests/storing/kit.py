"""What tests of `store` and `run` share."""

from __future__ import annotations

import subprocess
import sys

from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text

PAIR = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
GUARD = [sys.executable, "-m", "guard"]


def read(name: str) -> str:
    with open(name) as stream:
        return stream.read()


def write(name: str, text: str) -> None:
    with open(name, "w") as stream:
        stream.write(text)


def guard(*argv: str, data: bytes = b"", status: int = 0) -> str:
    """Run the command as its own process; nothing secret may be told."""
    done = subprocess.run([*GUARD, *argv], input=data, capture_output=True, check=False)
    assert_no_secret(done.stdout + done.stderr)
    assert done.returncode == status, done.stderr.decode()
    return (done.stdout + done.stderr).decode()
