"""Time a sweep of a repository against `git cat-file --batch` of all its blobs into nothing, run in turn.

    python -m tests.bench.sweep REPOSITORY [--rounds N] [--workers N]

Prints seconds, the ratio of the best times, and peak memory (MiB, all processes of each kind together),
for a first sweep and for a second one that finds its cache.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

PROGRAM = """
import resource, sys
from guard.config import Settings
from guard.gitdir import GitDir
from guard.scan import Scan
from guard.sweep.cache import Cache
from guard.sweep.run import Sweep
git, cache = GitDir(sys.argv[1]), Cache.open(None, sys.argv[2])
scan = Scan(Settings(), key=cache.key)
sweep = Sweep(git, scan, cache=cache, workers=int(sys.argv[3]))
sweep.run()
found = scan.findings(lambda: 0)
own, other = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(sweep.objects, len(found), "findings", len(scan.skipped), "skipped", own, "MiB +", other, "MiB each worker")
"""


def blobs(repository: str) -> bytes:
    """Return the ids of all blobs, in the order of the packs."""
    listing = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectname)"],
        cwd=repository, capture_output=True, check=True,
    ).stdout  # fmt: skip
    return b"".join(line[5:] + b"\n" for line in listing.split(b"\n") if line.startswith(b"blob"))


def seconds(command: list[str], folder: str, data: bytes = b"") -> tuple[float, str]:
    """Run a command; return its wall time and the last line of its output."""
    with tempfile.TemporaryFile() as stream:
        stream.write(data)
        stream.seek(0)
        began = time.perf_counter()
        quiet = "cat-file" in command
        done = subprocess.run(
            command, cwd=folder, stdin=stream, stdout=subprocess.DEVNULL if quiet else subprocess.PIPE, check=True
        )
        return time.perf_counter() - began, "" if quiet else done.stdout.decode().strip().split("\n")[-1]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="sweep against git cat-file")
    parser.add_argument("repository")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=0)
    args = parser.parse_args()
    ids = blobs(args.repository)
    times: dict[str, list[float]] = {"git": [], "first": [], "second": []}
    for _ in range(args.rounds):
        times["git"].append(seconds(["git", "cat-file", "--batch", "--buffer"], args.repository, ids)[0])
        with tempfile.TemporaryDirectory() as cache:
            command = [sys.executable, "-c", PROGRAM, os.path.abspath(args.repository), cache, str(args.workers)]
            for name in ("first", "second"):
                spent, said = seconds(command, os.getcwd())
                times[name].append(spent)
                sys.stdout.write(f"{name}: {spent:.2f} s; {said}\n")
    yardstick = min(times["git"])
    for name, all_times in times.items():
        sys.stdout.write(f"{name:8}{min(all_times):8.2f} s {min(all_times) / yardstick:6.2f}x\n")


if __name__ == "__main__":
    main()
