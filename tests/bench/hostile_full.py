"""Texts that slow scanners down, and one line of 500 MB: python -m tests.bench.hostile_full [MEGABYTES].

Prints for each text the time of 1 and 2 MB (their ratio is 2 where the cost is linear), then for one long line the time, the peak
of memory and whether the pair was found at its start, at its end and around multiples of 64 KiB and 1 MiB.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.pairs import key_text, secret_text

PIECES = {
    "A": b"A", "equals": b"=", "alphabet": b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", "paren": b"(", "quotes": b'"',
    "backslash": b'"\\', "pem": b"-----BEGIN ", "list": b"1,", "hex": b"0123456789abcdef", "percent": b"%41", "comma-hex": b"0x1,",
    "assign": b"secret=", "name": b"BACKPACK_API_SECRET", "brace": b"{", "space": b" ", "newline": b"\n", "entity": b"&#65;",
    "comments": b"#/*00000010  41 41",
}  # fmt: skip


def _run(path: str) -> tuple[float, int, dict[str, object]]:
    """Scan a file in a process of its own; return seconds, peak kilobytes of all children so far, and the report."""
    began = perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "guard", "scan", path, "--format", "json"], capture_output=True, check=False
    )
    return (
        perf_counter() - began,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
        {**json.loads(done.stdout), "status": done.returncode},
    )


def _texts(folder: str) -> None:
    for name, piece in PIECES.items():
        times = []
        for size in (1 << 20, 2 << 20):
            path = os.path.join(folder, "text")
            Path(path).write_bytes((piece * (size // len(piece) + 1))[:size])
            seconds, _, report = _run(path)
            times.append(seconds)
        print(
            f"{name:10} {times[0]:7.2f} s {times[1]:7.2f} s  ratio {times[1] / times[0]:5.2f}  status {report['status']}"
        )


def _line(folder: str, megabytes: int) -> None:
    size = megabytes * 1_000_000
    text = f" BACKPACK_API_KEY={key_text(1)} BACKPACK_API_SECRET={secret_text(1)} ".encode()
    places = [0, size - len(text)]
    places += [
        at - len(text) + shift for at in (1 << 16, 1 << 20, 10 << 20, 100 << 20) if at < size for shift in (0, 44, 88)
    ]
    path = os.path.join(folder, "line")
    for place in places:
        with open(path, "wb") as stream:
            for _ in range(megabytes):
                stream.write(b"words, " * 142_857 + b" ")
            stream.seek(place)
            stream.write(text)
        seconds, peak, report = _run(path)
        findings = report["findings"]
        columns = [one["column"] for one in findings] if isinstance(findings, list) else []
        print(
            f"{megabytes} MB, pair at {place:>11,}: {seconds:6.2f} s, peak {peak // 1024} MB, status {report['status']}, columns {columns}",
            flush=True,
        )


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        _texts(folder)
        _line(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 500)


if __name__ == "__main__":
    main()
