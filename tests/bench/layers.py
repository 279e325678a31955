"""What all forms and wrappings cost on plain source, beside base64 and hex alone: python -m tests.bench.layers PATH.

Each round scans the folder in a fresh process, in turn: as a scan does, which looks lightly where nothing speaks
of Backpack (guard.hush); with every encoding and layer at once (--thorough); so without text layers; and so with
base64 and hex only (containers are opened in all four). Printed is the smallest processor time of the rounds in
seconds, and the ratio to base64 and hex. `--parts` tells in one more run what each encoding and layer takes, in
milliseconds of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from time import perf_counter

PLAIN = ("base64", "hex")
SCAN, ALL, TEXT, FEW = KINDS = ("as a scan does", "every form", "no text layers", "base64 and hex")


def _scan(path: str, kind: str) -> None:
    """Scan a folder with the encodings and layers of one kind."""
    from guard import candidates, registry
    from guard.config import Settings
    from guard.scan import scan
    from guard.sources.files import FilesSource

    if kind in (TEXT, FEW):
        layers = registry.load("layers", "LAYER")
        for name in [name for name, layer in layers.items() if not layer.container]:  # type: ignore[attr-defined]
            del layers[name]
    if kind == FEW:
        encodings = registry.load("encodings", "ENCODING")
        for name in [name for name in encodings if name not in PLAIN]:
            del encodings[name]
    candidates.forget()
    settings = Settings()
    settings.thorough = kind != SCAN
    scan([FilesSource([path])], settings)


def _parts(path: str) -> None:
    """Print what each encoding and layer takes, without what it asks of others."""
    from guard import candidates
    from guard.model import Skip
    from guard.sources.files import FilesSource

    taken: Counter[str] = Counter()
    waiting: list[float] = []

    def timed(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*arguments: object) -> object:
            began = perf_counter()
            waiting.append(0.0)
            answer = function(*arguments)
            answer = list(answer) if hasattr(answer, "__next__") else answer  # type: ignore[call-overload]
            spent = perf_counter() - began
            taken[name] += spent - waiting.pop()  # type: ignore[assignment]  # a Counter of seconds
            if waiting:
                waiting[-1] += spent
            return answer

        return wrapped

    for encoding in candidates.encodings():
        encoding.find = timed("find " + encoding.name, encoding.find)  # type: ignore[assignment]
    for layer in candidates.layers():
        layer.test = timed("test " + layer.name, layer.test)  # type: ignore[assignment]
        layer.open = timed("open " + layer.name, layer.open)  # type: ignore[assignment]
    for fragment in FilesSource([path]).fragments():
        for opened in [] if isinstance(fragment, Skip) else candidates.unfold(fragment.data):
            if not isinstance(opened, Skip):
                list(opened.candidates())
    for name, seconds in taken.most_common(20):
        print(f"{name:24} {seconds * 1000:8.1f} ms")


def _spent(path: str, kind: str) -> float:
    """Return the processor time of a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-m", "tests.bench.layers", path, "--kind", kind], check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kind", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    if options.kind:
        _scan(options.path, options.kind)
        return
    best = dict.fromkeys(KINDS, float("inf"))
    for _ in range(options.runs):
        for kind in KINDS:
            best[kind] = min(best[kind], _spent(options.path, kind))
    for kind in KINDS:
        print(f"{kind:16} {best[kind]:6.2f} s  ratio {best[kind] / best[FEW]:5.2f}")
    if options.parts:
        _parts(options.path)


if __name__ == "__main__":
    main()
