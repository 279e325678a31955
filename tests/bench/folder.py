"""Time of a folder scan: python -m tests.bench.folder PATH [--runs 5], in turn with ripgrep and other scanners.

ripgrep searches one 44-character base64 pattern, binary files, hidden and ignored ones included;
betterleaks and kingfisher (default rules, no network) take part where they are on PATH.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median


def main() -> None:
    """Print seconds of wall and processor time, and the ratio to ripgrep, or to ours without it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    script = str(Path(sys.executable).with_name("backpack-guard"))
    commands = {
        "rg": ["rg", "-a", "--no-ignore", "--hidden", "-c", "[A-Za-z0-9+/]{43}=", options.path],
        "backpack-guard": [script, "scan", options.path, "--format", "json"],
        "betterleaks": ["betterleaks", options.path, "--no-banner", "--silent"],
        "kingfisher": ["kingfisher", "scan", options.path, "--no-validate", "--no-update-check", "--format", "jsonl"],
    }
    commands = {name: command for name, command in commands.items() if shutil.which(command[0])}
    wall: dict[str, list[float]] = {name: [] for name in commands}
    used: dict[str, list[float]] = {name: [] for name in commands}
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(options.runs + 1):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            began = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False, env=environment)
            wall[name].append(time.perf_counter() - began)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    first = next(iter(commands))  # ripgrep where it is on PATH
    for name in commands:
        ratio = median(one / base for one, base in zip(wall[name][1:], wall[first][1:], strict=True))
        print(f"{name:16} wall {median(wall[name][1:]):7.2f} s  cpu {median(used[name][1:]):7.2f} s  ratio {ratio:6.2f}")


if __name__ == "__main__":
    main()
