"""Writes the table of forms from their modules: python -m tests.known (after a form was added or rests on something else)."""

from __future__ import annotations

import textwrap
from pathlib import Path

import guard.view
import guard.worth
from guard import known, registry

FOLDERS = {"encodings": "ENCODING", "layers": "LAYER"}
Facts = tuple[int, tuple[bytes, ...], bool, bool]
_BITS = {
    bit: name
    for module in (guard.view, guard.worth)
    for name, bit in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(bit, int)
}


def facts(value: object) -> Facts:
    """Return what the module of an encoding or a layer says of it."""
    container = getattr(value, "container", False)
    return value.rests, getattr(value, "heads", ()), container, value.always and not container  # type: ignore[attr-defined]


def said(package: str) -> dict[str, Facts]:
    """Return what the modules of a folder say."""
    return {name: facts(value) for name, value in registry.load(package, FOLDERS[package]).items()}


def _entry(name: str, rests: int, heads: tuple[bytes, ...], container: bool, always: bool) -> list[str]:
    bits = " | ".join(word for bit, word in _BITS.items() if rests & bit) or "0"
    if always:
        return [f'    "{name}": ({bits}, (), False, True),']
    if not heads and not container:
        return [f'    "{name}": ({bits},),']
    words = ['b"' + repr(head)[2:-1].replace('"', '\\"') + '"' for head in heads]
    line = f'    "{name}": ({bits}, ({", ".join(words)}{"," * (len(words) == 1)}), {container}),'
    if len(line) <= 118:
        return [line]
    rows = textwrap.wrap(", ".join(words) + ",", 100, break_long_words=False, break_on_hyphens=False)
    return [f'    "{name}": ({bits}, (', *("        " + row for row in rows), f"    ), {container}),"]


def main() -> None:
    """Write guard/known.py anew."""
    path = Path(known.__file__)
    text = path.read_text(encoding="utf-8")
    for package, table in (("encodings", "_ENCODINGS"), ("layers", "_LAYERS")):
        start = text.index("\n", text.index(f"\n{table}: ") + 1) + 1
        end = text.index("\n}\n", start)
        rows = [line for name, one in said(package).items() for line in _entry(name, *one)]
        text = text[:start] + "\n".join(rows) + text[end:]
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
