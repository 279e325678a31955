"""Ctrl-C while the program is being loaded."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.hostile.kit import environment

LOADING = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {at!r}:
            os.kill(os.getpid(), signal.SIGINT)

{ignore}
sys.meta_path.insert(0, Interrupt())
from guard.__main__ import entry
sys.argv = ["backpack-guard", "--version"]
entry()
"""


def _run(at: str, ignore: str = "") -> subprocess.CompletedProcess[bytes]:
    program = LOADING.format(at=at, ignore=ignore)
    return subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("module", ["guard.cli", "guard.errors", "guard.arguments", "argparse"])
def test_it_ends_without_a_trace(module: str) -> None:
    done = _run(module)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_what_the_caller_ignores_stays_ignored() -> None:
    done = _run("guard.cli", "signal.signal(signal.SIGINT, signal.SIG_IGN)")
    assert done.returncode == 0 and done.stdout


def test_nothing_else_is_loaded_before_the_first_line() -> None:
    program = "import sys; import guard.__main__; print(*[name for name in sys.modules if name.startswith('guard')])"
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, check=True)
    assert done.stdout.split() == [b"guard", b"guard.__main__"]


def test_the_package_alone_leaves_signals_as_they_are_and_has_its_public_names() -> None:
    import guard
    from guard import model

    assert (guard.Finding, guard.Report) == (model.Finding, model.Report)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(AttributeError):
        getattr(guard, "nothing")  # noqa: B009 - what is asked for is not there
