"""Time of the commit hook on three clean staged files in 200: python -m tests.bench.hook [--runs 20].

In turn with `python -c pass`, and with betterleaks and kingfisher (default rules, no network) where they
are on PATH. Bytecode is written first, as an installed tool has it.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import guard
from tests.sources.repo import Repo


def repository(folder: str) -> None:
    """Make 200 committed files and three staged changes."""
    repo = Repo(folder)
    repo.commit({f"d{n % 10}/f{n}.py": f"def f{n}():\n    return {n}\n".encode() for n in range(200)})
    repo.add({f"d{n}/f{n}.py": f"def f{n}():\n    return -{n}\n".encode() for n in (1, 2, 3)})


def main() -> None:
    """Print milliseconds (median, minimum) and the ratio to the bare interpreter."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    compileall.compile_dir(os.path.dirname(guard.__file__), quiet=2)
    script = str(Path(sys.executable).with_name("backpack-guard"))
    commands = {"python -c pass": [sys.executable, "-c", "pass"], "backpack-guard": [script, "hook", "pre-commit"]}
    if shutil.which("betterleaks"):
        commands["betterleaks"] = ["betterleaks", "git", ".", "--staged", "--no-banner", "--silent"]
    if shutil.which("kingfisher"):
        commands["kingfisher"] = ["kingfisher", "scan", ".", "--staged", "--no-validate", "--no-update-check"]
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        repository(folder)
        for _ in range(runs + 1):
            for name, command in commands.items():
                began = time.perf_counter()
                subprocess.run(command, cwd=folder, capture_output=True, check=False)
                times[name].append(1000 * (time.perf_counter() - began))
    bare = times["python -c pass"][1:]
    for name, taken in times.items():
        ratio = median(one / base for one, base in zip(taken[1:], bare, strict=True))
        print(f"{name:16} median {median(taken[1:]):7.1f} ms  minimum {min(taken[1:]):7.1f} ms  ratio {ratio:5.2f}")


if __name__ == "__main__":
    main()
