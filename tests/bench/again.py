"""Time an audit, a second one, and one after each of some numbers of new commits, beside `git cat-file --batch`.

    python -m tests.bench.again REPOSITORY [--commits 1 20 200] [--rounds N] [--keep]

The repository itself is not touched: one in a temporary folder borrows its objects and has its refs. The
yardstick reads all blobs into nothing. With --keep nothing is read a first time if the cache of the user
has it. Prints the best of the rounds: seconds, CPU seconds and the ratio to the yardstick.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.sweep import blobs

WHO = {f"GIT_{who}_{what}": "t@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder: Path, *arguments: str, data: bytes = b"") -> str:
    """Run git in a folder."""
    environment = {**os.environ, **WHO, "GIT_INDEX_FILE": str(folder / "bench-index")}
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, input=data, capture_output=True, check=True).stdout.decode().strip()


def borrow(repository: str, folder: Path) -> None:
    """Make a bare repository with the objects and refs of another."""
    common = Path(git(Path(repository), "rev-parse", "--path-format=absolute", "--git-common-dir"))
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    (folder / "objects" / "info" / "alternates").write_text(f"{common / 'objects'}\n")
    head = git(Path(repository), "rev-parse", "HEAD")
    for name in ("packed-refs",):
        if (common / name).exists():
            shutil.copy(common / name, folder / name)
    git(folder, "update-ref", "refs/heads/bench", head)
    git(folder, "symbolic-ref", "HEAD", "refs/heads/bench")


def commit(folder: Path, first: int, many: int) -> None:
    """Put commits on top, each with a file of its own and one that every commit changes."""
    git(folder, "read-tree", "HEAD")
    for number in range(first, first + many):
        for name, text in ((f"bench/{number // 50}/{number}.txt", f"line {number}\n" * 40), ("bench/log.txt", f"{number}\n" * 200)):
            oid = git(folder, "hash-object", "-w", "--stdin", data=text.encode())
            git(folder, "update-index", "--add", "--cacheinfo", f"100644,{oid},{name}")
        made = git(folder, "commit-tree", git(folder, "write-tree"), "-p", "HEAD", "-m", f"commit {number}")
        git(folder, "update-ref", "refs/heads/bench", made)
    (folder / "bench-index").unlink(missing_ok=True)


def timed(command: list[str], data: bytes = b"") -> tuple[float, float, str]:
    """Run a command; return its wall time, its CPU time, and the last line of its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as stream:
        stream.write(data)
        stream.seek(0)
        began = time.perf_counter()
        quiet = "cat-file" in command
        done = subprocess.run(command, stdin=stream, stdout=subprocess.DEVNULL if quiet else subprocess.PIPE, check=False)
        wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, "" if quiet else done.stdout.decode().strip().split("\n")[-1]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="audits again")
    parser.add_argument("repository")
    parser.add_argument("--commits", type=int, nargs="*", default=[1, 20, 200])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    ids = blobs(args.repository)
    reading = ["git", "-C", args.repository, "cat-file", "--batch", "--buffer"]
    yardstick = min(timed(reading, ids)[:2] for _ in range(args.rounds))
    sys.stdout.write(f"{'git cat-file --batch':34}{yardstick[0]:8.2f} s {yardstick[1]:8.2f} CPU\n")
    with tempfile.TemporaryDirectory() as place:
        if not args.keep:
            os.environ["XDG_CACHE_HOME"] = place + "/cache"
        folder = Path(place, "repository")
        borrow(args.repository, folder)
        audit = [sys.executable, "-m", "guard", "audit", str(folder)]

        def show(what: str, rounds: int) -> None:
            wall, cpu, said = min(timed(audit) for _ in range(rounds))
            sys.stdout.write(f"{what:34}{wall:8.2f} s {cpu:8.2f} CPU {wall / yardstick[0]:7.3f}x  {said}\n")
            sys.stdout.flush()

        show("first audit", 1)
        show("second", args.rounds)
        total = 0
        for many in args.commits:
            commit(folder, total, many)
            total += many
            show(f"after {many} new commits", 1)
            show("again", args.rounds)
        git(folder, "repack", "-dlq")
        show("after they are packed", 1)
        show("again", args.rounds)


if __name__ == "__main__":
    main()
