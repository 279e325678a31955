"""`run`: the pair in the environment of one program and nowhere else; prompts, and literals that become references."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.storing.kit import GUARD, PAIR, guard, read, write


def test_run_gives_the_pair_and_passes_the_status_on(place: str) -> None:
    code = "import os,sys; sys.exit(7 if os.environ['K']+os.environ['S'] == sys.stdin.read() else 1)"
    guard("run", "--from", place, "--env", "K=S", "--", sys.executable, "-c", code, data=(key_text(1) + secret_text(1)).encode(), status=7)
    guard("run", "--from", place, "--", "sh", "-c", 'test -n "$BACKPACK_API_KEY$BACKPACK_API_SECRET"')
    for wrong in (["run"], ["run", "--from", place], ["run", "--from", place, "--env", "A", "--", "true"],
                  ["run", "--from", place, "--", "no-such-program"], ["run", "--from", "-", "--", "true"]):  # fmt: skip
        guard(*wrong, status=2)


def test_run_refuses_a_broken_pair(place: str) -> None:
    write("bad.env", f"BACKPACK_API_KEY={key_text(2)}\nBACKPACK_API_SECRET={secret_text(1)}\n")
    guard("run", "--from", "bad.env", "--", "true", status=1)


def test_run_passes_signals_and_hides_the_secret_from_the_process_list(place: str) -> None:
    child = subprocess.Popen([*GUARD, "run", "--from", place, "--", "sh", "-c", "echo up; exec sleep 60"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"up\n"
    time.sleep(0.1)
    assert_no_secret(_command_lines())
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == -signal.SIGTERM
    child.stdout.close()


def _command_lines() -> bytes:
    found = b""
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as stream:
                    found += stream.read() + b"\n"
            except OSError:
                continue
    return found


def test_prompt_is_hidden_and_its_end_is_told(place: str) -> None:
    """On a real terminal: what is typed does not come back, and the end of input stores nothing."""
    import pty

    for answers, status in (([(b"not shown", secret_text(1)), (b"Enter", "")], 0), ([(b"not shown", "\x04")], 3)):
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.pop("CI", None)
            os.execv(sys.executable, [*GUARD, "store", "--to", "env", "--file", "typed.env"])
        shown = b""
        waiting = list(answers)
        while True:
            try:
                piece = os.read(terminal, 1000)
            except OSError:
                break
            shown += piece
            if not piece:
                break
            if waiting and waiting[0][0] in shown:
                time.sleep(0.2)  # the terminal's echo is switched off just after the question
                os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status, shown
        assert_no_secret(shown)
        os.close(terminal)
    assert read("typed.env") == PAIR


SOURCES = {
    "bot.py": ('"""Bot."""\nfrom __future__ import annotations\n\nSECRET = "{s}"\n',
               '"""Bot."""\nfrom __future__ import annotations\nimport os\n\nSECRET = os.environ["BACKPACK_API_SECRET"]\n'),
    "raw.py": ("import os\nx = b'{s}'\n", "import os\nx = os.environ[\"BACKPACK_API_SECRET\"].encode()\n"),
    "bot.js": ("const s = `{s}`;\n", "const s = process.env.BACKPACK_API_SECRET;\n"),
    "bot.ts": ("const s = '{s}';\n", "const s = process.env.BACKPACK_API_SECRET!;\n"),
    "main.go": ('package main\n\nvar s = "{s}"\n', 'package main\n\nimport "os"\n\nvar s = os.Getenv("BACKPACK_API_SECRET")\n'),
    "main.rs": ('let s = "{s}";\n',
                'let s = &std::env::var("BACKPACK_API_SECRET").expect("BACKPACK_API_SECRET is not set");\n'),
    "a.yaml": ("secret: {s}\nb: '{s}'\n", "secret: ${BACKPACK_API_SECRET}\nb: '${BACKPACK_API_SECRET}'\n"),
    "a.json": ('{"s": "{s}"}\n', '{"s": "${BACKPACK_API_SECRET}"}\n'),
    "old.env": ("A=1\nBACKPACK_API_SECRET={s}\nB=2\n",
                "A=1\n# BACKPACK_API_SECRET is kept elsewhere; start with: backpack-guard run -- CMD\nB=2\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_literals_become_references(place: str, name: str) -> None:
    before, after = (text.replace("{s}", secret_text(1)) for text in SOURCES[name])
    write(name, before)
    said = guard("store", "--to", "github", "--from", place, "--replace", name)
    assert read(name) == before
    assert f"+++ b/{name}" in said
    assert "delete API key" in said
    guard("store", "--to", "github", "--from", place, "--replace", name, "--yes")
    assert read(name) == after


def test_literals_that_stay_are_told(place: str) -> None:
    write("notes.txt", f"my secret {seed(1).hex()}\n")
    write("doc.py", f'"""{secret_text(1)}"""\n')
    said = guard("store", "--to", "github", "--from", place, "--replace", ".", "--yes")
    assert "notes.txt:1" in said and "doc.py:1" in said
