"""Time of hooks beside the bare interpreter: python -m tests.bench.hook [--runs 20].

The commit hook on three clean staged files in 200, and the push hook on ten commits of five files each, in turn with
`python -c pass`, and with betterleaks and kingfisher on the commit (default rules, no network) where they
are on PATH. Bytecode is written first, as an installed tool has it. The processor's time, of all processes, is what a
busy machine changes least.
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import guard
from guard import registry
from guard.known import KNOWN
from tests.sources.repo import Repo


def repository(folder: str) -> None:
    """Make 200 committed files and three staged changes."""
    repo = Repo(folder)
    repo.commit({f"d{n % 10}/f{n}.py": f"def f{n}():\n    return {n}\n".encode() for n in range(200)})
    repo.add({f"d{n}/f{n}.py": f"def f{n}():\n    return -{n}\n".encode() for n in (1, 2, 3)})


def pushed(folder: str) -> bytes:
    """Make ten commits on top of 200 files; return what git says to the push hook."""
    repo = Repo(folder)
    repo.commit({f"d{n % 10}/f{n}.py": f"def f{n}():\n    return {n}\n".encode() for n in range(200)})
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    for number in range(10):
        numbers = range(5 * number, 5 * number + 5)
        repo.commit({f"d{n % 10}/f{n}.py": f"def f{n}(a):\n    return a + {n}\n".encode() * 20 for n in numbers})
    new, old = (repo.git("rev-parse", name).decode().strip() for name in ("HEAD", "origin/main"))
    return f"refs/heads/main {new} refs/heads/main {old}\n".encode()


def main() -> None:
    """Print milliseconds (median, minimum; of the processor the minimum) and the ratios to the bare interpreter."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    compileall.compile_dir(os.path.dirname(guard.__file__), quiet=2)
    lacking = [name for folder, table in KNOWN.items() for name in registry.names(folder) if name not in table]
    if lacking:
        print("imported by each hook, as guard.known lacks them:", ", ".join(lacking))
    script = str(Path(sys.executable).with_name("backpack-guard"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"], "commit hook": [script, "hook", "pre-commit"],
        "push hook": [script, "hook", "pre-push", "origin", "url"],
    }  # fmt: skip
    if shutil.which("betterleaks"):
        commands["betterleaks"] = ["betterleaks", "git", ".", "--staged", "--no-banner", "--silent"]
    if shutil.which("kingfisher"):
        commands["kingfisher"] = ["kingfisher", "scan", ".", "--staged", "--no-validate", "--no-update-check"]
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        repository(folder)
        lines = pushed(other)
        for _ in range(runs + 1):
            for name, command in commands.items():
                push = name == "push hook"
                began, used = time.perf_counter(), _processor()
                subprocess.run(command, cwd=other if push else folder, input=lines if push else b"", capture_output=True, check=False)
                times[name].append((1000 * (time.perf_counter() - began), 1000 * (_processor() - used)))
    bare = times["python -c pass"][1:]
    for name, (_, *taken) in times.items():
        ratio = median(one / base for (one, _), (base, _) in zip(taken, bare, strict=True))
        wall, processor = [one for one, _ in taken], min(one for _, one in taken)
        print(
            f"{name:16} median {median(wall):7.1f} ms  minimum {min(wall):7.1f} ms  ratio {ratio:5.2f}"
            f"  processor {processor:7.1f} ms  ratio {processor / min(one for _, one in bare):5.2f}"
        )


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
