"""Test cases as text: a command, its exact output and exit status, and the files it meets.

A case is a line of comment (its name), then lines of steps, then `-- name --` sections:

    # what must happen
    $ backpack-guard scan .env        the command; `$ git ...` runs real git first
    ? 1                               its exit status
    > .env:2:21: key-pair {key:1}     a line of its brief output: path:line:column: rule api-key [state]
    ! error: no such file             what standard error begins with, after "backpack-guard: "
    = No findings                     a text that standard output holds as it is printed
    < text                            a line of standard input
    -- .env --
    BACKPACK_API_SECRET={seed:1}

`{seed:N}` and `{key:N}` are filled in at run time, `{seed:N:hex}` and the like in another encoding; a
section named `name (ENCODING)` is written in that character encoding, `name (hex)` from hex digits.
An unknown mark is an error. Several cases in one file are divided by lines of `====`.
"""

from __future__ import annotations

import re
from pathlib import Path

from guard import registry
from tests.pairs import key, key_text, secret_text, seed

HERE = Path(__file__).parent
_FILL = re.compile(r"\{(seed|key):(\d+)(?::([a-z0-9-]+))?\}")


class Case:
    """One case of a kit."""

    def __init__(self, text: str) -> None:
        self.name = ""
        self.steps: list[list[str]] = []
        self.status = 0
        self.brief: list[str] = []
        self.errors: list[str] = []
        self.holds: list[str] = []
        self.stdin = ""
        self.files: dict[str, bytes] = {}
        head, *sections = re.split(r"^-- (.+) --\n", text, flags=re.MULTILINE)
        for line in filter(None, head.splitlines()):
            self._step(line)
        for name, content in zip(sections[::2], sections[1::2], strict=True):
            self._file(name, fill(content))

    def _step(self, line: str) -> None:
        mark, _, rest = line.partition(" ")
        rest = fill(rest)
        if mark == "#":
            self.name = self.name or rest
        elif mark == "$":
            self.steps.append(rest.split())
        elif mark == "?":
            self.status = int(rest)
        elif mark == "<":
            self.stdin += rest + "\n"
        elif mark in (">", "!", "="):
            {">": self.brief, "!": self.errors, "=": self.holds}[mark].append(rest)
        else:
            raise ValueError(f"unknown mark {mark!r}")

    def _file(self, name: str, content: str) -> None:
        match = re.fullmatch(r"(.+) \((.+)\)", name)
        if not match:
            self.files[name] = content.encode()
        elif match[2] == "hex":
            self.files[match[1]] = bytes.fromhex(content)
        else:
            self.files[match[1]] = content.encode(match[2])


def fill(text: str) -> str:
    """Replace the placeholders of a text."""

    def one(match: re.Match[str]) -> str:
        number = int(match[2])
        if match[3]:
            encoding = registry.load("encodings", "ENCODING")[match[3].replace("-", "_")]
            written: bytes = encoding.encode(seed(number), key(number))  # type: ignore[attr-defined]
            return written.decode()
        return secret_text(number) if match[1] == "seed" else key_text(number)

    return _FILL.sub(one, text)


def cases() -> list[tuple[str, Case]]:
    """Return (file name and case name, case) for every case of the folder."""
    found = []
    for path in sorted(HERE.glob("*.txt")):
        for text in re.split(r"^====+\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
            if text.strip():
                case = Case(text)
                found.append((f"{path.stem}: {case.name}", case))
    return found
