"""Real terminals: every width, every colour setting; colour only as the rules say, and the status is never changed."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import pytest

from tests.hostile.kit import environment, leaky, process
from tests.hygiene import assert_no_secret
from tests.pairs import key_text

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

COMMANDS = {"scan": (("scan", "."), 1), "audit": (("audit", "."), 1), "check": (("check", "."), 1), "guide": (("guide",), 0)}
SETTINGS: dict[str, tuple[dict[str, str], bool]] = {
    "plain": ({}, True), "no-color": ({"NO_COLOR": "1"}, False), "dumb": ({"TERM": "dumb"}, False),
    "dumb-forced": ({"TERM": "dumb", "FORCE_COLOR": "1"}, True), "both": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "clicolor-off": ({"CLICOLOR": "0"}, False), "clicolor-forced": ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
    "empty": ({"NO_COLOR": ""}, True), "C": ({"LC_ALL": "C", "PYTHONUTF8": "0", "NO_COLOR": "1"}, False),
}  # fmt: skip
_NAMES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "COLUMNS", "LINES")


def _settings(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in environment().items() if name not in _NAMES}
    return {**kept, "HOME": str(home), "TERM": "xterm", **more}


def _on_terminal(folder: str, words: tuple[str, ...], columns: int, variables: dict[str, str]) -> tuple[int, bytes]:
    """Run the guard on a terminal of that width; return its status and all that was shown."""
    import fcntl
    import termios

    pid, terminal = pty.fork()
    if not pid:
        try:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.chdir(folder)
            os.execve(sys.executable, [sys.executable, "-m", "guard", *words], variables)
        finally:
            os._exit(99)
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux tells that the other side is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), b"".join(parts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return leaky(str(tmp_path_factory.mktemp("terminal") / "r")).path


@pytest.mark.parametrize("columns", [0, 20, 80, 200])
@pytest.mark.parametrize("name", SETTINGS)
def test_colour_is_as_the_rules_say(name: str, columns: int, folder: str, tmp_path: Path) -> None:
    variables, color = SETTINGS[name]
    status, shown = _on_terminal(folder, COMMANDS["scan"][0], columns, _settings(tmp_path, **variables))
    assert (status, b"\x1b[" in shown) == (1, color), shown
    assert b"Traceback" not in shown
    assert_no_secret(shown)


@pytest.mark.parametrize("columns", [0, 20, 200])
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "scan"])
def test_every_command_on_every_width(command: str, columns: int, folder: str, tmp_path: Path) -> None:
    words, expected = COMMANDS[command]
    status, shown = _on_terminal(folder, words, columns, _settings(tmp_path, TERM="dumb"))
    assert (status, b"\x1b" in shown, b"Traceback" in shown) == (expected, False, False), shown
    assert_no_secret(shown)


def test_a_terminal_without_a_name(folder: str, tmp_path: Path) -> None:
    variables = _settings(tmp_path)
    del variables["TERM"]
    status, shown = _on_terminal(folder, ("scan", "."), 80, variables)
    assert (status, b"Traceback" in shown) == (1, False)


CLOSED = {"out": ">&-", "err": "2>&-", "in": "<&-", "both": ">&- 2>&-", "all": "<&- >&- 2>&-", "pipe": "| head -n1 >&2", "full": ">/dev/full"}


@pytest.mark.parametrize("how", CLOSED)
@pytest.mark.parametrize("command", COMMANDS)
def test_closed_streams(command: str, how: str, folder: str, tmp_path: Path) -> None:
    import subprocess

    words, expected = COMMANDS[command]
    line = f'set -o pipefail; "{sys.executable}" -m guard {" ".join(words)} {CLOSED[how]}'
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=_settings(tmp_path), capture_output=True, check=False, timeout=60)
    unheard = how in ("out", "both", "all", "full") and command == "guide"  # what it is asked for is its output
    assert done.returncode == (3 if unheard else expected), done.stderr
    if how == "out" and expected == 1:
        assert key_text(1) in done.stderr.decode() or command == "check"
    assert b"Traceback" not in done.stderr and b"\x1b" not in done.stdout + done.stderr
    assert_no_secret(done.stdout + done.stderr)


def test_a_pipe_is_no_terminal(folder: str, tmp_path: Path) -> None:
    assert b"\x1b" not in process(folder, "scan", ".", env={"HOME": str(tmp_path), "TERM": "xterm"}).stdout


SILENT = [
    ("scan -q words", 0), ("scan words", 3), ("scan words -o report", 0), ("check -q words.env", 0), ("check words.env", 3),
    ("audit -q clean", 0), ("audit clean", 3), ("scan gone", 2), ("scan .", 1), ("check a.env", 1), ("check - < a.env", 1),
    ("check --public-key words", 1),
]  # fmt: skip


@pytest.mark.parametrize("how", [">&-", ">/dev/full", "2>&- >&-"])
@pytest.mark.parametrize(("line", "expected"), SILENT)
def test_an_answer_that_nobody_hears(line: str, expected: int, how: str, folder: str, tmp_path: Path) -> None:
    """An answer that is lost is incomplete, however good; where none is due (-q, a file) nothing is lost."""
    import subprocess

    path = Path(folder)
    (path / "words").write_text("words\n")
    (path / "words.env").write_text("NAME=value\n")
    if not (path / "clean").exists():
        subprocess.run(["git", "init", "-q", "clean"], cwd=path, check=True)
    line = f'"{sys.executable}" -m guard {line} {how}'
    done = subprocess.run(["bash", "-c", line], cwd=path, env=_settings(tmp_path), capture_output=True, check=False, timeout=60)
    assert done.returncode == expected, done.stderr
    assert b"Traceback" not in done.stderr
    assert_no_secret(done.stdout + done.stderr)
