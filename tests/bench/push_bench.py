"""A push of 10,000 objects through a real pre-receive hook: python -m tests.bench.push_bench [COMMITS]."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from time import monotonic

from tests.push.kit import environment
from tests.push.test_push import plant
from tests.sources.repo import Repo


def history(commits: int) -> bytes:
    """Return a fast-import stream: each commit changes one file of 3 KB two folders down; hashes included."""
    chance = random.Random(1)
    out = []
    for number in range(commits):
        lines = [f"line {chance.getrandbits(64):x} of some source text" for _ in range(60)]
        lines.append(f"sha256 = {chance.getrandbits(256):064x}")
        body = "\n".join(lines).encode()
        path = f"src/part{number % 37}/file{number % 401}.py"
        out.append(b"commit refs/heads/main\ncommitter t <t@example.invalid> %d +0000\ndata 1\nm\n" % (1_000_000 + number))
        out.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(body), body))
    return b"".join(out)


def main() -> None:
    """Push once with the hook and once without."""
    commits = int(sys.argv[1]) if len(sys.argv) > 1 else 2500
    with tempfile.TemporaryDirectory() as folder:
        source = Repo(os.path.join(folder, "source"))
        source.git("fast-import", "--quiet", data=history(commits))
        count = len(source.git("rev-list", "--objects", "--all").splitlines())
        for hooked in (False, True):
            server = Repo(os.path.join(folder, f"server-{hooked}.git"), "--bare")
            if hooked:
                plant(server.path, "pre-receive", "pre-receive")
            began = monotonic()
            done = subprocess.run(
                ["git", "push", "-q", server.path, "main"], cwd=source.path, env=environment(), capture_output=True, check=False
            )
            said = (done.stderr.decode().strip() or "accepted").splitlines()[-1]
            sys.stdout.write(f"{count} objects, hook {hooked}: {monotonic() - began:.2f} s, {said}\n")


if __name__ == "__main__":
    main()
